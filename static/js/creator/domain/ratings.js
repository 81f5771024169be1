/**
 * Learners' ratings of the exploration, from the live counters. Free of the
 * DOM.
 */

import {ratingCounts} from '../../domain/counts.js';
import {LIMITS} from '../../domain/wire_contract.js';

/**
 * @import {
 *   StatisticsResponse as StatisticsAnswer
 * } from '../../domain/wire_types.js'
 */

/**
 * @typedef {object} StarRow
 * @property {number} stars
 * @property {number} numSessions with this as their last rating.
 * @property {number|null} share of all ratings; null where there is none.
 * @property {boolean} isShareShown whether there are enough ratings for a
 *     percentage, as everywhere on the tab.
 */

/**
 * @typedef {object} Ratings
 * @property {StarRow[]} rows the best first.
 * @property {number} n
 * @property {number|null} mean null where nobody has rated.
 * @property {string} meanText with one decimal, as the library shows it.
 */

/**
 * @param {StatisticsAnswer} answer
 * @return {Ratings}
 */
export function ratingsOf(answer) {
  const counts = Object.entries(ratingCounts(answer)).map(
    ([counter, numSessions]) => ({stars: starsOf(counter), numSessions}));
  const n = counts.reduce((sum, {numSessions}) => sum + numSessions, 0);
  const total = counts.reduce(
    (sum, {stars, numSessions}) => sum + stars * numSessions, 0);
  return {
    rows: counts.sort((a, b) => b.stars - a.stars).map((row) => ({
      ...row, share: n > 0 ? row.numSessions / n : null,
      isShareShown: n >= LIMITS.MIN_N_FOR_RATE,
    })),
    n,
    mean: n > 0 ? total / n : null,
    meanText: n > 0 ? oneDecimal(total, n) : '–',
  };
}

/**
 * @param {string} counter such as "num_ratings_4".
 * @return {number}
 */
function starsOf(counter) {
  return Number(counter.slice(counter.lastIndexOf('_') + 1));
}

/**
 * Rounds halves up, with integers, so that all pages round alike.
 *
 * @param {number} total
 * @param {number} n
 * @return {string}
 */
function oneDecimal(total, n) {
  return (Math.floor((20 * total + n) / (2 * n)) / 10).toFixed(1);
}

/**
 * @param {Ratings} ratings
 * @return {string} what learners see of them in the library.
 */
export function libraryText({n, meanText}) {
  const missing = LIMITS.MIN_RATINGS_FOR_MEAN - n;
  return missing <= 0 ? `The library shows ★ ${meanText}.` :
    'The library shows no stars yet: it does from ' +
    `${LIMITS.MIN_RATINGS_FOR_MEAN} ratings on.`;
}
