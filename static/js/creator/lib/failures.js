/**
 * Messages about failed requests.
 */

/** @import {InputProblem} from '../../domain/wire_types.js' */

/**
 * @typedef {object} Failure
 * @property {number} status of the response; 0 when there was none.
 * @property {string} message
 * @property {string|null} path of the invalid field.
 * @property {readonly InputProblem[]} [problems] all problems of the
 *     request body.
 */

/**
 * @param {unknown} error
 * @return {Failure}
 */
export function failureOf(error) {
  const {status, message, path, problems = []} =
    /** @type {Partial<import('../../lib/http.js').HttpError>} */ (error ?? {});
  if (!status) {
    return {
      status: 0, path: null,
      message: 'The server cannot be reached. Check the connection.',
    };
  }
  const explanation = status >= 500 ?
    'The server had an internal error. You did nothing wrong.' : message;
  return {
    status,
    message: explanation || `The server answered ${status}.`,
    path: path || null,
    problems,
  };
}

/**
 * @param {number} status
 * @return {boolean} whether a repeated request would be refused, too.
 */
export function isRefusal(status) {
  const isPassing = status === 408 || status === 429;
  return status >= 400 && status < 500 && !isPassing;
}

/**
 * @param {number} status
 * @return {boolean} whether signing in could help.
 */
export function needsSignIn(status) {
  return status === 401 || status === 403;
}

/**
 * A module of the page cannot be loaded: there is no connection, or the server
 * has only a newer one.
 *
 * @type {Failure}
 */
export const LOAD_FAILURE = Object.freeze({
  status: 0, path: null,
  message: 'Check the connection and try again. If that does not help, ' +
    'reload the page: there may be a newer one.',
});
