/**
 * What went wrong, in words that help.
 */

/**
 * @typedef {object} Failure
 * @property {number} status of the answer; 0 when there was none.
 * @property {string} message
 * @property {string|null} path of the field that is wrong.
 */

/**
 * @param {unknown} error
 * @return {Failure}
 */
export function failureOf(error) {
  const {status, message, path} =
    /** @type {{status?: number, message?: string, path?: string}} */ (
      error ?? {});
  if (!status) {
    return {
      status: 0, path: null,
      message: 'The server cannot be reached. Check the connection.',
    };
  }
  const said = {
    401: 'You are no longer signed in.',
    403: 'You may not see this. Sign in as an owner or editor.',
    404: 'There is no such exploration or version.',
    429: 'Too many requests at once; it goes on in a moment.',
    500: 'The server met an error of its own.',
  }[status];
  return {
    status,
    message: said ?? message ?? `The server answered ${status}.`,
    path: path ?? null,
  };
}

/**
 * @param {number} status
 * @return {boolean} whether signing in could help.
 */
export function needsSignIn(status) {
  return status === 401 || status === 403;
}
