/**
 * The page of one exploration for its creator, with a tab each for
 * statistics, content and history.
 */

import {readPageData} from '../lib/page_data.js';
import {CreatorApi} from './api.js';
import {parseHash, TABS} from './domain/view_state.js';
import {byId} from './lib/dom.js';
import {LazyModule, whenReached} from './lib/lazy_part.js';
import {navigation} from './lib/navigation.js';
import {LazyView} from './views/lazy_view.js';
import {StatsView} from './views/stats_view.js';

/** @import {ViewState} from './domain/view_state.js' */

/**
 * @typedef {object} Page shared by the views.
 * @property {string} expId
 * @property {CreatorApi} api
 * @property {(changes: Partial<ViewState>,
 *     options?: {isStep?: boolean}) => void} navigate
 *     isStep: whether the browser's history gets an entry; true by default.
 * @property {(state: Partial<ViewState>) => string} hashFor
 * @property {(facts: {title?: string, status?: string}) => void} setFacts
 * @property {() => void} explorationChanged after a save or a revert.
 * @property {boolean} [isShared] whether the reader has only a link to the
 *     statistics.
 */

/**
 * @typedef {object} View
 * @property {(state: ViewState) => void} show
 * @property {() => void} hide
 * @property {() => void} explorationChanged
 */

const title = byId('exploration-title', HTMLElement);
const status = byId('exploration-status', HTMLElement);
const pageData = readPageData();

let state = parseHash(location.hash);

/** Shows the current tab in the title of the window. */
function updateWindowTitle() {
  document.title = [TABS[state.tab], title.textContent]
    .filter(Boolean).join(' – ');
}

/** @type {Page} */
const page = {
  expId: pageData.exp_id,
  api: new CreatorApi(pageData.exp_id),
  ...navigation(() => state, showState),
  setFacts(facts) {
    if (facts.title) title.textContent = facts.title;
    if (facts.status) {
      status.textContent = facts.status === 'public' ? 'Public' : 'Private';
      status.dataset.status = facts.status;
    }
    updateWindowTitle();
  },
  explorationChanged() {
    Object.values(views).forEach((view) => view.explorationChanged());
  },
};

const content = new LazyModule(
  () => import('./views/content_view.js'), 'editing');
const versions = new LazyModule(
  () => import('./views/history_view.js'), 'editing');

/** @type {Readonly<Record<ViewState['tab'], View>>} */
const views = {
  stats: new StatsView(byId('stats', HTMLElement), page),
  content: new LazyView(byId('content', HTMLElement), content,
    ({ContentView}, element) => new ContentView(element, page)),
  history: new LazyView(byId('history', HTMLElement), versions,
    ({HistoryView}, element) => new HistoryView(element, page)),
};

const links = Object.fromEntries(
  [...document.querySelectorAll('[data-tab-link]')].map(
    (link) => [link.getAttribute('data-tab-link'), link]));

/** Shows the tab of the address. */
function showState() {
  state = parseHash(location.hash);
  for (const [tab, view] of Object.entries(views)) {
    const isCurrent = tab === state.tab;
    links[tab].ariaCurrent = isCurrent ? 'page' : null;
    links[tab].classList.toggle('active', isCurrent);
    if (!isCurrent) view.hide();
  }
  views[state.tab].show(state);
  updateWindowTitle();
}

whenReached(links.content, content.fetch);
whenReached(links.history, versions.fetch);

// Links and the back button fire it, `navigate` does not. A link to a place
// on the page, such as the one that skips its head, changes no view.
window.addEventListener('hashchange', () => {
  if (/^(#\/.*)?$/.test(location.hash)) showState();
});
showState();
