/** Loads the exploration to play, or explains why it cannot be loaded. */

import {
  MalformedExplorationError, checkExploration,
} from '../../domain/exploration.js';
import {loadInteractions} from '../../interactions/registry.js';

/** @import {InitResponse, ResumedResponse} from '../../domain/wire_types.js' */

/**
 * @typedef {InitResponse & Partial<ResumedResponse>} InitAnswer a resumed
 *     session also has the progress of its reports.
 *
 * @typedef {'not_found' | 'not_allowed' | 'offline' | 'busy' | 'malformed' |
 *     'server' | 'not_resumable'} LoadProblem
 *
 * @typedef {(url: string) => Promise<any>} GetJson
 * @typedef {(url: string, body: unknown) => Promise<any>} PostJson
 */

/** @type {Record<number, LoadProblem>} Keyed by HTTP status; 0: no response. */
const PROBLEM_OF_STATUS = {
  0: 'offline', 401: 'not_allowed', 403: 'not_allowed', 404: 'not_found',
  410: 'not_found', 429: 'busy', 503: 'busy',
};

/** The reason why an exploration cannot be loaded. */
export class LoadError extends Error {
  /**
   * @param {LoadProblem} problem
   * @param {unknown} [cause]
   */
  constructor(problem, cause) {
    super(`The exploration cannot be loaded: ${problem}.`, {cause});
    this.name = 'LoadError';
    this.problem = problem;
  }
}

/**
 * @param {object} request
 * @param {string} request.expId
 * @param {number | null} request.version Null: the latest.
 * @param {boolean} [request.isDriven] Whether a program drives this browser.
 * @param {string | null} [request.className] The class that the link names.
 * @param {GetJson} request.getJson
 * @returns {Promise<InitAnswer>}
 * @throws {LoadError}
 */
export async function loadExploration(
    {expId, version, isDriven = false, className = null, getJson}) {
  const query = String(new URLSearchParams({
    ...(version === null ? {} : {v: String(version)}),
    ...(isDriven ? {webdriver: 'true'} : {}),
    ...(className ? {class: className} : {}),
  }));
  try {
    return await playable(
        await getJson(initUrl(expId) + (query && `?${query}`)));
  } catch (error) {
    throw new LoadError(problemOf(error), error);
  }
}

/**
 * Loads the version on which a session began.
 *
 * @param {{expId: string, sessionId: string, postJson: PostJson}} request
 * @returns {Promise<InitAnswer>}
 * @throws {LoadError}
 */
export async function loadToResume({expId, sessionId, postJson}) {
  try {
    return await playable(
        await postJson(initUrl(expId), {session_id: sessionId}));
  } catch (error) {
    const problem = problemOf(error);
    const isRefused = problem === 'malformed' ||
        /** @type {any} */ (error)?.status === 400;
    throw new LoadError(isRefused ? 'not_resumable' : problem, error);
  }
}

/**
 * @param {string} expId
 * @returns {string}
 */
function initUrl(expId) {
  return `/explorehandler/init/${encodeURIComponent(expId)}`;
}

/**
 * @param {any} answer
 * @returns {Promise<InitAnswer>} The same, once its interactions are loaded.
 * @throws {MalformedExplorationError|LoadError}
 */
async function playable(answer) {
  const {states} = checkExploration(answer?.exploration);
  try {
    await loadInteractions(
        Object.values(states).map(({interaction}) => interaction.id));
  } catch (error) {
    throw new LoadError('offline', error);
  }
  return answer;
}

/**
 * @param {any} error
 * @returns {LoadProblem}
 */
function problemOf(error) {
  if (error instanceof LoadError) return error.problem;
  if (error instanceof MalformedExplorationError) return 'malformed';
  if (typeof error?.status !== 'number') return 'malformed';
  return PROBLEM_OF_STATUS[error.status] ?? 'server';
}
