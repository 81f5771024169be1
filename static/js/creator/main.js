/**
 * The pages of one exploration for its creator: statistics, content and
 * history, each behind its hash.
 */

import {CreatorApi} from './api.js';
import {TaskDecisions} from './domain/task_decisions.js';
import {formatHash, parseHash} from './domain/view_state.js';
import {byId, setAttribute, setText} from './lib/dom.js';
import {imported, loadStyles, whenReached} from './lib/lazy_part.js';
import {LazyView} from './views/lazy_view.js';
import {StatsView} from './views/stats_view.js';

/** @import {ViewState} from './domain/view_state.js' */

/**
 * @typedef {object} Page what the views share.
 * @property {string} expId
 * @property {CreatorApi} api
 * @property {TaskDecisions} decisions what the reader has just decided.
 * @property {(changes: Partial<ViewState>,
 *     options?: {isStep?: boolean}) => void} navigate
 *     isStep: whether the back button returns to before it; true unless said.
 * @property {(state: Partial<ViewState>) => string} hashFor
 * @property {(facts: {title?: string, status?: string}) => void} setFacts
 * @property {() => void} explorationChanged after a save or a revert.
 */

/**
 * @typedef {object} View
 * @property {(state: ViewState) => void} show
 * @property {() => void} hide
 * @property {() => void} explorationChanged
 */

/** @type {Readonly<Record<ViewState['tab'], string>>} */
const TAB_NAMES = {
  stats: 'Statistics', content: 'Content', history: 'History',
};

const title = byId('exploration-title', HTMLElement);
const status = byId('exploration-status', HTMLElement);
const pageData = JSON.parse(
  byId('page-data', HTMLScriptElement).textContent ?? '{}');

let state = parseHash(location.hash);

/** Says in the title of the window where the reader is. */
function updateWindowTitle() {
  document.title = [TAB_NAMES[state.tab], title.textContent]
    .filter(Boolean).join(' – ');
}

/** @type {Page} */
const page = {
  expId: pageData.exp_id,
  api: new CreatorApi(pageData.exp_id),
  decisions: new TaskDecisions(),
  navigate(changes, {isStep = true} = {}) {
    const hash = formatHash({...state, ...changes});
    if (hash === location.hash) return;
    history[isStep ? 'pushState' : 'replaceState'](null, '', hash);
    showState();
  },
  hashFor: (changes) => formatHash({...parseHash(''), ...changes}),
  setFacts(facts) {
    if (facts.title) setText(title, facts.title);
    if (facts.status) {
      setText(status, facts.status === 'public' ? 'Public' : 'Private');
      setAttribute(status, 'data-status', facts.status);
      status.hidden = false;
    }
    updateWindowTitle();
  },
  explorationChanged() {
    Object.values(views).forEach((view) => view.explorationChanged());
  },
};

const roots = {
  stats: byId('stats', HTMLElement),
  content: byId('content', HTMLElement),
  history: byId('history', HTMLElement),
};

const lazyViews = {
  content: new LazyView(roots.content, async () => {
    const [{ContentView}] = await Promise.all([
      imported(() => import('./views/content_view.js')),
      loadStyles('editing'),
    ]);
    roots.content.replaceChildren();
    return new ContentView(roots.content, page);
  }),
  history: new LazyView(roots.history, async () => {
    const [{HistoryView}] = await Promise.all([
      imported(() => import('./views/history_view.js')),
      loadStyles('editing'),
    ]);
    roots.history.replaceChildren();
    return new HistoryView(roots.history, page);
  }),
};

/** @type {Readonly<Record<ViewState['tab'], View>>} */
const views = {stats: new StatsView(roots.stats, page), ...lazyViews};

/** Shows what the address says. */
function showState() {
  state = parseHash(location.hash);
  for (const link of document.querySelectorAll('[data-tab-link]')) {
    const isCurrent = link.getAttribute('data-tab-link') === state.tab;
    setAttribute(link, 'aria-current', isCurrent ? 'page' : null);
    link.classList.toggle('active', isCurrent);
  }
  for (const [tab, view] of Object.entries(views)) {
    if (tab !== state.tab) view.hide();
  }
  views[state.tab].show(state);
  updateWindowTitle();
}

for (const [tab, view] of Object.entries(lazyViews)) {
  const link = document.querySelector(`[data-tab-link="${tab}"]`);
  if (link) whenReached(link, () => void view.part.fetch());
}

// Fired by links and by the back button, but not by `navigate`. A link to a
// place on the page, as the one that skips its head, changes no view.
window.addEventListener('hashchange', () => {
  if (/^(#\/.*)?$/.test(location.hash)) showState();
});
showState();
