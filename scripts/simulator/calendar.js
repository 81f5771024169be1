/** @file Arrival times of simulated learners over days. */

/** @import {Random} from './random.js' */

const HOUR_MSECS = 3_600_000;
const DAY_MSECS = 24 * HOUR_MSECS;

/** The hour of the day (UTC) at which most learners come, and the deviation. */
const BUSIEST_HOUR = 15;
const HOURS_DEVIATION = 4;

/** The ratio of learners on a weekend day to those on a weekday. */
const WEEKEND_SHARE = 0.4;

/**
 * Picks the arrival time of a learner: more likely in the afternoon, and less
 * likely at weekends.
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
