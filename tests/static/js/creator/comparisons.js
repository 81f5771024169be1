/**
 * Comparisons as the server sends them, for tests.
 */

/**
 * @import {
 *   ComparedRate as Metric, ComparedState, Comparison
 * } from '../../../../static/js/domain/wire_types.js'
 */

/**
 * @param {Partial<Metric>} [changes]
 * @return {Metric}
 */
export function metric(changes = {}) {
  return {
    name: 'completion_rate',
    a: {value: 0.48, successes: 61, n: 127, low: 0.395, high: 0.566},
    b: {value: 0.62, successes: 93, n: 150, low: 0.54, high: 0.694},
    difference: {value: 0.14, low: 0.023, high: 0.251},
    unit: 'sessions',
    p_value: 0.02,
    adjusted_p_value: null,
    higher_is: 'better',
    verdict: 'better',
    num_more_sessions: null,
    ...changes,
  };
}

/**
 * @param {number|null} value
 * @param {Partial<Metric>} [changes]
 * @return {Metric} of how many left.
 */
export function leftHereRate(value, changes = {}) {
  const low = value === null ? -1 : value - 0.04;
  const high = value === null ? 1 : value + 0.04;
  return metric({
    name: 'left_here_rate', higher_is: 'worse',
    difference: {value, low, high}, ...changes,
  });
}

/**
 * @param {string} name
 * @param {Metric[]} metrics
 * @param {Partial<ComparedState>} [changes]
 * @return {ComparedState}
 */
export function state(name, metrics, changes = {}) {
  return {
    state_name: name, a_state_name: name, b_state_name: name,
    changed: 'same', is_edited: false, metrics, ...changes,
  };
}

/**
 * @param {Partial<Comparison>} [changes]
 * @return {Comparison}
 */
export function comparison(changes = {}) {
  return {
    exp_id: 'lesson',
    cards_of_version: 2,
    time_zone: 'UTC',
    growing_side: 'b',
    num_comparisons: 0,
    false_discovery_rate: 0.05,
    folded_at_msecs: null,
    a: {
      side: 'v1', label: 'Version 1', kind: 'version', num_starts: 140,
      num_actual_starts: 127, num_completions: 61,
      first_day: null, last_day: null,
    },
    b: {
      side: 'v2', label: 'Version 2', kind: 'version', num_starts: 160,
      num_actual_starts: 150, num_completions: 93,
      first_day: null, last_day: null,
    },
    metrics: [metric()],
    states: [
      state('First', [leftHereRate(0.01)]),
      state('Bad', [leftHereRate(-0.2)], {changed: 'edited'}),
      state(
        'Added', [leftHereRate(null)], {changed: 'added', a_state_name: null}),
    ],
    ...changes,
  };
}
