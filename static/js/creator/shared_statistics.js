/** The read-only page of a shared link to the statistics of an exploration. */

import {readPageData} from '../lib/page_data.js';
import {SharedApi} from './api.js';
import {sharedState} from './domain/cut.js';
import {parseHash} from './domain/view_state.js';
import {byId} from './lib/dom.js';
import {navigation} from './lib/navigation.js';
import {SharedView} from './views/shared_view.js';

const title = byId('exploration-title', HTMLElement);
const {exp_id: expId, token} = readPageData();

let state = sharedState(parseHash(location.hash));

/** @type {import('./main.js').Page} */
const page = {
  expId,
  api: new SharedApi(expId, token),
  isShared: true,
  ...navigation(() => state, showState),
  setFacts({title: text}) {
    if (text) title.textContent = document.title = text;
  },
  explorationChanged() {},
};

const view = new SharedView(byId('stats', HTMLElement), page);

function showState() {
  state = sharedState(parseHash(location.hash));
  view.show(state);
}

window.addEventListener('hashchange', showState);
showState();
