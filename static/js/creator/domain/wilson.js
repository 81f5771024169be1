/**
 * Rates with their confidence intervals.
 */

import {LIMITS} from '../../domain/wire_contract.js';

/** The standard normal quantile that leaves 2.5 % on each side. */
const Z_95 = 1.959963984540054;

/**
 * The Wilson score interval of a proportion.
 *
 * E. B. Wilson (1927), Probable inference, the law of succession, and
 * statistical inference, JASA 22, 209-212; without continuity correction.
 * Unlike the textbook interval it stays inside 0..1 and holds for small n.
 *
 * @param {number} successes between 0 and n.
 * @param {number} n observations.
 * @param {number} [z] standard normal quantile; 95 % when left out.
 * @return {{low: number, high: number}|null} null when n is 0.
 */
export function wilsonInterval(successes, n, z = Z_95) {
  if (!(n > 0)) return null;
  const p = Math.min(Math.max(successes / n, 0), 1);
  const z2 = z * z;
  const centre = p + z2 / (2 * n);
  const spread = z * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  const scale = 1 + z2 / n;
  // Exactly 0 and 1 at these ends, where floating point would be slightly off.
  return {
    low: p === 0 ? 0 : Math.max((centre - spread) / scale, 0),
    high: p === 1 ? 1 : Math.min((centre + spread) / scale, 1),
  };
}

/**
 * @typedef {object} Rate
 * @property {number} part
 * @property {number} whole the denominator.
 * @property {number|null} share part / whole; null when there is no whole.
 * @property {{low: number, high: number}|null} interval 95 %, Wilson.
 * @property {boolean} isSound whether the part is no more than the whole;
 *     broken counts can make it more.
 * @property {boolean} isEnough whether a percentage may be shown.
 */

/**
 * @param {number} part
 * @param {number} whole
 * @return {Rate}
 */
export function rateOf(part, whole) {
  return {
    part,
    whole,
    share: whole > 0 ? Math.min(Math.max(part / whole, 0), 1) : null,
    interval: wilsonInterval(part, whole),
    isSound: part <= whole,
    isEnough: part <= whole && whole >= LIMITS.MIN_N_FOR_RATE,
  };
}

/**
 * @typedef {object} Difference of two rates of different learners.
 * @property {number} value
 * @property {number} low
 * @property {number} high
 */

/**
 * Newcombe's hybrid score interval of the difference of two independent
 * proportions.
 *
 * R. G. Newcombe (1998), Interval estimation for the difference between
 * independent proportions: comparison of eleven methods, Statistics in
 * Medicine 17, 873-890, method 10.
 *
 * @param {Rate} now
 * @param {Rate} before
 * @return {Difference|null} now minus before, with 95 %; null where one of
 *     them has too few observations.
 */
export function differenceOf(now, before) {
  if (!now.isEnough || !before.isEnough) return null;
  if (!now.interval || !before.interval) return null;
  const [p, q] = [now.share ?? 0, before.share ?? 0];
  return {
    value: p - q,
    low: p - q - Math.hypot(p - now.interval.low, before.interval.high - q),
    high: p - q + Math.hypot(now.interval.high - p, q - before.interval.low),
  };
}
