/**
 * @file The counts of one batch, in the form of `stats_events`.
 *
 * A *delta* is what one event adds: the same shape without zeros. A batch is
 * the sum of deltas, with all zeros included.
 */

import {explorationCounts, stateCounts} from '../../domain/counts.js';

/** @import {ExplorationCounts, StateCounts} from '../../domain/counts.js' */

/**
 * @typedef {ExplorationCounts &
 *   {state_stats_mapping: Record<string, StateCounts>}} AggregatedStats
 */

/**
 * @typedef {Partial<ExplorationCounts> &
 *   {state_stats_mapping?: Record<string, Partial<StateCounts>>}} CountsDelta
 */

/**
 * Adds counts, including counters that this code does not know: a tab of
 * a later version may have stored them, and the server keeps them.
 *
 * @template {Record<string, number>} Counts
 * @param {Counts} total changed in place
 * @param {object} part
 * @returns {Counts} the total
 */
function add(total, part) {
  const sum = /** @type {Record<string, number>} */ (total);
  for (const [name, count] of Object.entries(part)) {
    if (typeof count === 'number') {
      sum[name] = (sum[name] ?? 0) + count;
    }
  }
  return total;
}

/**
 * @param {Iterable<CountsDelta>} deltas
 * @returns {AggregatedStats}
 */
export function sumOfDeltas(deltas) {
  const totals = explorationCounts();
  // A Map, because a creator may call a card `__proto__`.
  /** @type {Map<string, StateCounts>} */
  const states = new Map();
  for (const delta of deltas) {
    add(totals, delta);
    for (const [state, counts] of
      Object.entries(delta.state_stats_mapping ?? {})) {
      states.set(state, add(states.get(state) ?? stateCounts(), counts));
    }
  }
  return {...totals, state_stats_mapping: Object.fromEntries(states)};
}

/**
 * @param {string} stateName
 * @param {Partial<StateCounts>} counts
 * @param {Partial<ExplorationCounts>} [exploration]
 * @returns {CountsDelta}
 */
export function stateDelta(stateName, counts, exploration = {}) {
  return {
    ...exploration,
    state_stats_mapping: Object.fromEntries([[stateName, counts]]),
  };
}
