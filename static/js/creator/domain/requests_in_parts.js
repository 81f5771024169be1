/** Long work of the server, done in several requests. */

import {failureOf} from '../lib/failures.js';

/** Delay after a response with status 429 (too many requests). */
const WAIT_MSECS = 5_000;

/** At five seconds each, more than an hour: longer than anybody waits. */
const MAX_REQUESTS = 1_000;

/** @param {number} msecs */
function delay(msecs) {
  return new Promise((resolve) => setTimeout(resolve, msecs));
}

/**
 * Repeats a request until its work is complete.
 *
 * @template {{is_complete: boolean}} Part
 * @param {(isNew: boolean) => Promise<Part>} request
 * @param {(msecs: number) => Promise<unknown>} [wait]
 * @return {Promise<Part>} the last answer.
 */
export async function requestInParts(request, wait = delay) {
  let isNew = true;
  for (let number = 1; ; number++) {
    try {
      const part = await request(isNew);
      if (part.is_complete || number === MAX_REQUESTS) return part;
      isNew = false;
    } catch (error) {
      if (failureOf(error).status !== 429 || number === MAX_REQUESTS) {
        throw error;
      }
      await wait(WAIT_MSECS);
    }
  }
}
