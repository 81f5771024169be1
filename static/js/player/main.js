/** The player's page: loads an exploration and plays it. */

import {render} from 'lit-html';
import {keyed} from 'lit-html/directives/keyed.js';
import {loadQuestions} from '../interactions/views/registry.js';
import {getJson, sendJson} from '../lib/http.js';
import {readPageData} from '../lib/page_data.js';
import {PageLifecycle, whenInView} from './page_lifecycle.js';
import {createReportingOfThisBrowser} from './reporting_browser.js';
import {
  LoadError, loadExploration, loadToResume,
} from './services/exploration_loader.js';
import {exploreUrl, parentsOf} from './services/exploration_summaries.js';
import {SavedPlays, PlaySaver} from './services/saved_plays.js';
import {learnerTraits} from './services/learner_traits.js';
import {PlayerSession} from './services/player_session.js';
import {MalformedPlayError} from './services/saved_play.js';
import {SleepDetector, TICK_MSECS} from './services/sleep_detector.js';
import {newUniqueId} from './services/unique_ids.js';
import {askWhenLeaving} from './views/answer_details.js';
import {
  loadProblem, resumeOffer, takenOverMessage,
} from './views/messages.js';
import {PlayerView} from './views/player_view.js';
import {guardAgainstRepeats} from './views/repeats.js';

/** @typedef {import('./services/exploration_loader.js').InitAnswer} Init */
/** @typedef {import('./services/saved_play.js').SavedPlay} SavedPlay */

/**
 * @typedef {{savedPlay: SavedPlay | null, isAskedFor: boolean}} Wish The saved
 *     play to resume, and whether the learner has pressed a button for it.
 */

/** Milliseconds after which loading the lesson fails. */
const LOAD_TIMEOUT_MSECS = 30_000;

const mount = byId('player');
const page = readPageData();
const parents = parentsOf(new URLSearchParams(location.search));
const lifecycle = new PageLifecycle(window);
// The URL of the scripts changes with their content.
const {pathname, search} = new URL(import.meta.url);
const reporting = createReportingOfThisBrowser(lifecycle, pathname + search);
const plays = new SavedPlays({
  getLocalStorage: () => window.localStorage, now: () => Date.now(),
});
let isLoading = true;
/** Whether this browser has played the exploration before. */
let hadPlay = false;
/** @type {() => import('lit-html').TemplateResult} Draws the whole player. */
let screen;

function draw() {
  mount.setAttribute('aria-busy', String(isLoading));
  // A problem that occurs again has to be announced again.
  if (screen) render(keyed(screen, screen()), mount);
}

/** @param {typeof screen} next */
function show(next) {
  if (!screen) mount.replaceChildren();
  screen = next;
  draw();
}

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

/**
 * @param {string} url
 * @param {unknown} body
 * @returns {Promise<any>}
 */
function postJsonInTime(url, body) {
  return sendJson(
      'POST', url, body, {signal: AbortSignal.timeout(LOAD_TIMEOUT_MSECS)});
}

/** Offers to resume a saved play, unless the page previews a given version. */
function open() {
  guardAgainstRepeats(mount);
  plays.prune();
  hadPlay = plays.read(page.exp_id) !== null;
  const savedPlay =
      page.exp_version === null ? plays.toGoOnWith(page.exp_id) : null;
  if (savedPlay) offerToResume(savedPlay);
  else load({savedPlay: null, isAskedFor: false});
}

/** @param {SavedPlay} savedPlay */
function offerToResume(savedPlay) {
  reporting.deliverEarlier();
  isLoading = false;
  show(() => resumeOffer({
    cardNumber: savedPlay.card_number,
    isLoading,
    onResume: () => load({savedPlay, isAskedFor: true}),
    onStartAgain: () => load({savedPlay: null, isAskedFor: true}),
  }));
}

/** @param {Wish} wish */
async function load(wish) {
  isLoading = true;
  draw();
  try {
    const init = await (wish.savedPlay ?
      loadToResume({
        expId: page.exp_id, sessionId: wish.savedPlay.session_id,
        postJson: postJsonInTime,
      }) :
      loadExploration({
        expId: page.exp_id, version: page.exp_version,
        isDriven: navigator.webdriver,
        className: new URLSearchParams(location.search).get('class'),
        getJson: getJsonInTime,
      }));
    await loadViews(init);
    isLoading = false;
    play(init, wish);
  } catch (error) {
    isLoading = false;
    if (error instanceof MalformedPlayError) console.warn(error);
    else console.error(error);
    showProblem(problemOf(error), wish);
  }
}

/**
 * @param {Init} init
 * @returns {Promise<void>} When the questions of all cards can be drawn.
 */
async function loadViews({exploration: {states}}) {
  try {
    await loadQuestions(
        Object.values(states).map(({interaction}) => interaction.id));
  } catch (error) {
    throw new LoadError('offline', error);
  }
}

/**
 * @param {unknown} error
 * @returns {import('./services/exploration_loader.js').LoadProblem}
 */
function problemOf(error) {
  if (error instanceof LoadError) return error.problem;
  return error instanceof MalformedPlayError ? 'not_resumable' : 'malformed';
}

/**
 * @param {import('./services/exploration_loader.js').LoadProblem} problem
 * @param {Wish} wish
 */
function showProblem(problem, {savedPlay}) {
  const isHopeless = problem === 'not_resumable';
  if (isHopeless) plays.forget(page.exp_id);
  const next = {savedPlay: isHopeless ? null : savedPlay, isAskedFor: true};
  show(() => loadProblem(problem, {isLoading, onRetry: () => load(next)}));
}

/**
 * @param {Init} init
 * @param {Wish} wish
 */
function play(init, {savedPlay, isAskedFor}) {
  const isReported = savedPlay?.is_reported ?? true;
  reporting.initSession({
    expId: init.exp_id,
    expVersion: init.exp_version,
    sessionId: init.session_id,
    reporting: {
      ...init.reporting,
      is_counted: init.reporting.is_counted && isReported,
    },
    traits: learnerTraits({
      hasPlayedBefore: hadPlay,
      hasFinePointer: window.matchMedia?.('(pointer: fine)').matches ?? null,
      screen: window.screen,
      language: navigator.language,
    }),
    progress: savedPlay?.progress,
    reported: init.reported,
  });
  const session = new PlayerSession({
    exploration: init.exploration,
    statsReportingService: reporting,
    saver: init.reporting.is_counted ? saverOf(init, savedPlay) : undefined,
    onTakenOver: () => show(() => takenOverMessage(() => location.reload())),
  });
  if (savedPlay?.play) {
    const awaySecs = (Date.now() - savedPlay.saved_at_msecs) / 1000;
    session.resume(savedPlay.play, awaySecs, init.reported?.states);
  }
  const view = new PlayerView({
    init, session, parents, minutes: page.minutes,
    isReporting: reporting.isRecording,
    getJson: getJsonInTime,
    isPlayed: (expId) => plays.read(expId) !== null,
    goToRefresher: (expId) => goToRefresher(session, init.exp_id, expId),
    redraw: draw,
  });
  if (savedPlay) view.resume();
  else view.begin();
  show(() => view.template());
  if (isAskedFor) view.focusHeading();
  followPage(session);
  askWhenLeaving(byId('exit'), () => view.answerDetails, () => {
    reporting.flush({isPageHiding: true});
    location.assign('/library');
  });
  // The learner may have looked elsewhere while it was loading.
  if (document.visibilityState === 'hidden') session.setInView(false);
}

/**
 * @param {Init} init
 * @param {SavedPlay | null} savedPlay
 * @returns {PlaySaver}
 */
function saverOf(init, savedPlay) {
  return new PlaySaver(plays, {
    owner: newUniqueId(crypto),
    exp_id: init.exp_id,
    exp_version: init.exp_version,
    session_id: init.session_id,
    began_at_msecs: savedPlay?.began_at_msecs ?? Date.now(),
    is_reported: reporting.isRecording,
    num_cards: Object.keys(init.exploration.states).length,
  }, () => reporting.progress);
}

/**
 * Reports to the session when its page is hidden, shown, or asleep.
 *
 * @param {PlayerSession} session
 */
function followPage(session) {
  const sleep = new SleepDetector({
    now: () => performance.now(),
    onSlept: (msecs) => session.addSleep(msecs),
  });
  setInterval(() => {
    if (document.visibilityState === 'visible') sleep.tick();
  }, TICK_MSECS);
  lifecycle.beforeHiding(() => session.setInView(false));
  lifecycle.onShown(() => {
    sleep.restart();
    session.setInView(true);
  });
  window.addEventListener('storage', () => session.checkOwner());
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

whenInView(document).then(open);
