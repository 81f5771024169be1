/** The player's page: loads what is to be played, and plays it. */

import {getJson} from '../lib/http.js';
import {PageLifecycle} from './page_lifecycle.js';
import {createReportingOfThisBrowser} from './reporting_browser.js';
import {LoadError, loadExploration} from './services/exploration_loader.js';
import {exploreUrl, parentsOf} from './services/exploration_summaries.js';
import {PlayerSession} from './services/player_session.js';
import {loadErrorView} from './views/load_error.js';
import {PlayerView} from './views/player_view.js';

/** @typedef {import('./services/exploration_loader.js').InitAnswer} Init */

/** Milliseconds to wait for the lesson before saying that it does not come. */
const LOAD_TIMEOUT_MSECS = 30_000;

const mount = byId('player');
const page = JSON.parse(byId('page-data').textContent ?? '');
const parents = parentsOf(new URLSearchParams(location.search));
const lifecycle = new PageLifecycle(window);
// The address of the scripts names their content.
const {pathname, search} = new URL(import.meta.url);
const reporting = createReportingOfThisBrowser(lifecycle, pathname + search);

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}

/**
 * @param {string} url
 * @returns {Promise<any>}
 */
function getJsonInTime(url) {
  return getJson(url, {signal: AbortSignal.timeout(LOAD_TIMEOUT_MSECS)});
}

/** @param {{isRetry: boolean}} options */
async function load({isRetry}) {
  try {
    const init = await loadExploration({
      expId: page.exp_id, version: page.exp_version,
      isDriven: navigator.webdriver, getJson: getJsonInTime,
    });
    play(init);
    if (isRetry) mount.querySelector('h2')?.focus();
  } catch (error) {
    console.error(error);
    const problem = error instanceof LoadError ? error.problem : 'malformed';
    mount.replaceChildren(loadErrorView(problem, () => load({isRetry: true})));
  } finally {
    mount.setAttribute('aria-busy', 'false');
  }
}

/** @param {Init} init */
function play(init) {
  reporting.initSession({
    expId: init.exp_id,
    expVersion: init.exp_version,
    sessionId: init.session_id,
    reporting: init.reporting,
  });
  const session = new PlayerSession({
    exploration: init.exploration, statsReportingService: reporting,
  });
  const view = new PlayerView({
    init, session, parents,
    isReporting: reporting.isRecording,
    getJson: getJsonInTime,
    goToRefresher: (expId) => goToRefresher(session, init.exp_id, expId),
  });
  mount.replaceChildren(view.element);
  view.begin();
  lifecycle.beforeHiding(() => session.maybeLeave());
}

/**
 * @param {PlayerSession} session
 * @param {string} expId The lesson that is left.
 * @param {string} refresherExpId
 */
function goToRefresher(session, expId, refresherExpId) {
  session.leaveForRefresher(refresherExpId);
  reporting.flush({isPageHiding: true});
  location.assign(exploreUrl(refresherExpId, [...parents, expId]));
}

load({isRetry: false});
