/**
 * @file Counts by the names of their counters. The names come from the
 * contract with the server; nothing else in the browser lists them.
 */

import {
  ZERO_EXPLORATION_COUNTS, ZERO_LAST_ONLY_COUNTS, ZERO_STATE_COUNTS,
} from './wire_contract.js';

/** @typedef {keyof typeof ZERO_EXPLORATION_COUNTS} ExplorationCounter */
/** @typedef {Record<ExplorationCounter, number>} ExplorationCounts */
/** @typedef {keyof typeof ZERO_LAST_ONLY_COUNTS} RatingCounter */
/** @typedef {Record<RatingCounter, number>} RatingCounts */
/** @typedef {keyof typeof ZERO_STATE_COUNTS} StateCounter */
/** @typedef {Record<StateCounter, number>} StateCounts */

/**
 * @template {string} Counter
 * @param {Readonly<Record<Counter, number>>} zero all counters, each 0
 * @param {Iterable<Partial<Record<Counter, number>>>} parts a counter that
 *     one of them lacks, as in data of older code, counts as 0
 * @returns {Record<Counter, number>}
 */
function sumOf(zero, parts) {
  const sum = /** @type {Record<Counter, number>} */ ({...zero});
  const counters = /** @type {Counter[]} */ (Object.keys(zero));
  for (const part of parts) {
    for (const counter of counters) sum[counter] += part[counter] ?? 0;
  }
  return sum;
}

/**
 * @param {...Partial<ExplorationCounts>} parts
 * @returns {ExplorationCounts} exactly the declared counters
 */
export function explorationCounts(...parts) {
  return sumOf(ZERO_EXPLORATION_COUNTS, parts);
}

/**
 * @param {...Partial<RatingCounts>} parts
 * @returns {RatingCounts} sessions by the stars of their last rating
 */
export function ratingCounts(...parts) {
  return sumOf(ZERO_LAST_ONLY_COUNTS, parts);
}

/**
 * @param {...Partial<StateCounts>} parts
 * @returns {StateCounts} exactly the declared counters
 */
export function stateCounts(...parts) {
  return sumOf(ZERO_STATE_COUNTS, parts);
}
