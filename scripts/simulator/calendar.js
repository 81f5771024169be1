/** @file When simulated learners come, over days. */

/** @import {Random} from './random.js' */

const HOUR_MSECS = 3_600_000;
const DAY_MSECS = 24 * HOUR_MSECS;

/** When most learners come, in hours of the day (UTC), and the deviation. */
const BUSIEST_HOUR = 15;
const HOURS_DEVIATION = 4;

/** Learners of a weekend day for each one of another day. */
const WEEKEND_SHARE = 0.4;

/**
 * Picks when a learner comes: in the afternoon rather than at night, and less
 * often at weekends.
 *
 * @param {Random} random
 * @param {number} fromMsecs
 * @param {number} untilMsecs
 * @returns {number} in milliseconds since the Unix epoch
 */
export function arrivalMsecs(random, fromMsecs, untilMsecs) {
  for (;;) {
    const msecs = fromMsecs + random.next() * (untilMsecs - fromMsecs);
    if (random.chance(likelihoodAt(msecs))) {
      return msecs;
    }
  }
}

/**
 * @param {number} msecs
 * @returns {number} relative to the busiest time
 */
function likelihoodAt(msecs) {
  const isWeekend = [0, 6].includes(new Date(msecs).getUTCDay());
  const hours = (msecs % DAY_MSECS) / HOUR_MSECS - BUSIEST_HOUR;
  return (isWeekend ? WEEKEND_SHARE : 1) *
    Math.exp(-((hours / HOURS_DEVIATION) ** 2) / 2);
}
