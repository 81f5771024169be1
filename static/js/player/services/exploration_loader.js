/** Asks the server for what is to be played, and says why it cannot be. */

import {
  MalformedExplorationError, checkExploration,
} from '../../domain/exploration.js';

/**
 * @typedef {{
 *   is_counted: boolean,
 *   not_counted_reason: null | 'own_play' | 'preview' | 'automated' |
 *       'old_version',
 *   flush_interval_msecs: number,
 *   max_request_bytes: number,
 * }} ReportingSettings
 *
 * @typedef {{
 *   exploration: import('../../domain/exploration.js').Exploration,
 *   exp_id: string,
 *   exp_version: number,
 *   session_id: string,
 *   can_edit: boolean,
 *   reporting: ReportingSettings,
 * }} InitAnswer
 *
 * @typedef {'not_found' | 'not_allowed' | 'offline' | 'busy' | 'malformed' |
 *     'server'} LoadProblem
 *
 * @typedef {(url: string) => Promise<any>} GetJson
 */

/** @type {Record<number, LoadProblem>} Keyed by HTTP status; 0: no answer. */
const PROBLEM_OF_STATUS = {
  0: 'offline', 401: 'not_allowed', 403: 'not_allowed', 404: 'not_found',
  410: 'not_found', 429: 'busy', 503: 'busy',
};

/** Says why there is nothing to play. */
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
 * @param {GetJson} request.getJson
 * @returns {Promise<InitAnswer>}
 * @throws {LoadError}
 */
export async function loadExploration(
    {expId, version, isDriven = false, getJson}) {
  const query = String(new URLSearchParams({
    ...(version === null ? {} : {v: String(version)}),
    ...(isDriven ? {webdriver: 'true'} : {}),
  }));
  const url = `/explorehandler/init/${encodeURIComponent(expId)}` +
      (query && `?${query}`);
  try {
    const answer = await getJson(url);
    checkExploration(answer?.exploration);
    return answer;
  } catch (error) {
    throw new LoadError(problemOf(error), error);
  }
}

/**
 * @param {any} error
 * @returns {LoadProblem}
 */
export function problemOf(error) {
  if (error instanceof MalformedExplorationError) return 'malformed';
  if (typeof error?.status !== 'number') return 'malformed';
  return PROBLEM_OF_STATUS[error.status] ?? 'server';
}
