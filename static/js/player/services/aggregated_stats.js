/**
 * @file The counts of one batch, as the server's `stats_events` takes them.
 *
 * What one event adds is a *delta*: the same shape with everything that is
 * zero left out. A batch is the sum of deltas, with everything spelt out.
 */

/**
 * @typedef {object} StateCounts
 * @property {number} total_answers_count
 * @property {number} useful_feedback_count
 * @property {number} total_hit_count
 * @property {number} first_hit_count
 * @property {number} num_times_solution_viewed
 * @property {number} num_completions
 */

/**
 * @typedef {object} AggregatedStats
 * @property {number} num_starts
 * @property {number} num_actual_starts
 * @property {number} num_completions
 * @property {Record<string, StateCounts>} state_stats_mapping
 */

/**
 * @typedef {object} CountsDelta
 * @property {number} [num_starts]
 * @property {number} [num_actual_starts]
 * @property {number} [num_completions]
 * @property {Record<string, Partial<StateCounts>>} [state_stats_mapping]
 */

/** @type {readonly ['num_starts', 'num_actual_starts', 'num_completions']} */
export const EXPLORATION_COUNTERS = [
  'num_starts', 'num_actual_starts', 'num_completions',
];

/** @type {readonly (keyof StateCounts)[]} */
export const STATE_COUNTERS = [
  'total_answers_count', 'useful_feedback_count', 'total_hit_count',
  'first_hit_count', 'num_times_solution_viewed', 'num_completions',
];

/** @returns {StateCounts} */
export function zeroStateCounts() {
  return {
    total_answers_count: 0,
    useful_feedback_count: 0,
    total_hit_count: 0,
    first_hit_count: 0,
    num_times_solution_viewed: 0,
    num_completions: 0,
  };
}

/**
 * @param {StateCounts} total changed in place
 * @param {Partial<StateCounts>} delta
 */
function addStateCounts(total, delta) {
  for (const name of STATE_COUNTERS) {
    total[name] += delta[name] ?? 0;
  }
}

/**
 * @param {Iterable<CountsDelta>} deltas
 * @returns {AggregatedStats}
 */
export function sumOfDeltas(deltas) {
  const totals = {num_starts: 0, num_actual_starts: 0, num_completions: 0};
  // A Map, because a creator may call a card `__proto__`.
  /** @type {Map<string, StateCounts>} */
  const states = new Map();
  for (const delta of deltas) {
    for (const name of EXPLORATION_COUNTERS) {
      totals[name] += delta[name] ?? 0;
    }
    for (const [state, counts] of
      Object.entries(delta.state_stats_mapping ?? {})) {
      const total = states.get(state) ?? zeroStateCounts();
      addStateCounts(total, counts);
      states.set(state, total);
    }
  }
  return {...totals, state_stats_mapping: Object.fromEntries(states)};
}

/**
 * @param {string} stateName
 * @param {Partial<StateCounts>} counts
 * @param {Omit<CountsDelta, 'state_stats_mapping'>} [exploration]
 * @returns {CountsDelta}
 */
export function stateDelta(stateName, counts, exploration = {}) {
  return {
    ...exploration,
    state_stats_mapping: Object.fromEntries([[stateName, counts]]),
  };
}
