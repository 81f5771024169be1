/**
 * An audit that somebody waits for, in requests that each do a part of it.
 */

import {failureOf} from '../lib/failures.js';

/** Milliseconds before asking again a server that was asked too often. */
const WAIT_MSECS = 5_000;

/**
 * Requests after which to give up: at five seconds each, far more than an hour
 * of a log that one page can wait for.
 */
const MAX_REQUESTS = 1_000;

/**
 * Asks until the audit has ended.
 *
 * @template {{is_complete: boolean}} Part
 * @param {(isNew: boolean) => Promise<Part>} ask
 * @param {(msecs: number) => Promise<unknown>} wait
 * @return {Promise<Part>} the last answer.
 */
export async function runAudit(ask, wait) {
  let isNew = true;
  for (let number = 1; ; number++) {
    try {
      const part = await ask(isNew);
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
