/** @file Learners' visits, and their reaction to a page that fails to load. */

/** @import {Browser} from './browser.js' */
/** @import {Learner} from './learner.js' */
/** @import {Ending} from './play.js' */
/** @import {Random} from './random.js' */

/** Maximum sessions of a learner. */
const MAX_SESSIONS = 3;

/** Median milliseconds until a learner plays again. */
const MEDIAN_ABSENCE_MSECS = 3 * 3_600_000;

/** Real milliseconds between two attempts to load a page. */
const RELOAD_MSECS = 250;

/**
 * Lets a learner play until completion, or until the learner does not return.
 *
 * @param {object} visitor
 * @param {Learner} visitor.learner
 * @param {Browser} visitor.browser
 * @param {Random} visitor.random
 * @param {number} [visitor.untilMsecs] no session begins later
 * @param {() => Promise<Ending>} playOnce
 */
export async function playUntilDone(
  {learner, browser, random, untilMsecs = Infinity}, playOnce) {
  for (let i = 0; i < MAX_SESSIONS; i++) {
    const ending = await playOnce();
    if (ending === 'completed' || !learner.comesBack) {
      break;
    }
    await browser.clock.advance(random.logNormal(MEDIAN_ABSENCE_MSECS, 1));
    if (browser.now() >= untilMsecs) {
      break;
    }
    learner.isPasserBy = false;
  }
}

/**
 * Loads a page, with retries while its server may be restarting.
 *
 * @template T
 * @param {() => Promise<T>} load
 * @param {number} maxReloads
 * @returns {Promise<T>}
 */
export async function loadPatiently(load, maxReloads) {
  for (let i = 0; ; i++) {
    try {
      return await load();
    } catch (error) {
      if (i >= maxReloads) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, RELOAD_MSECS));
    }
  }
}
