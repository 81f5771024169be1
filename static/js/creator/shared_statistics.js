/** The page of a link to the statistics of an exploration: it only reads. */

import {readPageData} from '../lib/page_data.js';
import {SharedApi} from './api.js';
import {sharedState} from './domain/cut.js';
import {formatHash, parseHash} from './domain/view_state.js';
import {byId} from './lib/dom.js';
import {SharedView} from './views/shared_view.js';

const title = byId('exploration-title', HTMLElement);
const {exp_id: expId, token} = readPageData();

let state = sharedState(parseHash(location.hash));

/** @type {import('./main.js').Page} */
const page = {
  expId,
  api: new SharedApi(expId, token),
  isShared: true,
  navigate(changes, {isStep = true} = {}) {
    const hash = formatHash({...state, ...changes});
    if (hash === location.hash) return;
    history[isStep ? 'pushState' : 'replaceState'](null, '', hash);
    showState();
  },
  hashFor: (changes) => formatHash({...parseHash(''), ...changes}),
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
