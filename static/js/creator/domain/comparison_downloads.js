/** A comparison as CSV and JSON files. */

import {toCsv} from './csv.js';

/**
 * @import {
 *   ComparedRate as Metric, ComparedState, Comparison, Rate as ServerRate
 * } from '../../domain/wire_types.js'
 */

/** Columns of the file; the data dictionary describes each. */
export const COMPARISON_COLUMNS = Object.freeze([
  'exp_id', 'a', 'b', 'state_name', 'a_state_name', 'b_state_name',
  'changed', 'metric', 'a_value', 'a_successes', 'a_n', 'a_low', 'a_high',
  'b_value', 'b_successes', 'b_n', 'b_low', 'b_high', 'difference',
  'difference_low', 'difference_high', 'unit', 'p_value',
  'adjusted_p_value', 'higher_is', 'verdict', 'num_more_sessions',
]);

/**
 * @param {ServerRate} rate
 * @return {(number|null)[]}
 */
function rateFields({successes, n, value, low, high}) {
  return [value, successes, n, low, high];
}

/**
 * @param {Comparison} comparison
 * @param {ComparedState|null} state null for the whole.
 * @param {Metric} metric
 * @return {(string|number|null)[]}
 */
function rowOf({exp_id: expId, a, b}, state, metric) {
  const {difference} = metric;
  return [
    expId, a.side, b.side, state?.state_name ?? null,
    state?.a_state_name ?? null, state?.b_state_name ?? null,
    state?.changed ?? null, metric.name, ...rateFields(metric.a),
    ...rateFields(metric.b), difference.value, difference.low,
    difference.high, metric.unit ?? null, metric.p_value ?? null,
    metric.adjusted_p_value ?? null, metric.higher_is, metric.verdict,
    metric.num_more_sessions,
  ];
}

/**
 * @param {Comparison} comparison
 * @return {string} one line for each metric: of the whole, then of the cards.
 */
export function comparisonAsCsv(comparison) {
  return toCsv([
    [...COMPARISON_COLUMNS],
    ...comparison.metrics.map((metric) => rowOf(comparison, null, metric)),
    ...comparison.states.flatMap((state) => state.metrics.map(
      (metric) => rowOf(comparison, state, metric))),
  ]);
}

/**
 * @param {Comparison} comparison
 * @return {string} the server's response, indented.
 */
export function comparisonAsJson(comparison) {
  return JSON.stringify(comparison, null, 2) + '\n';
}

/**
 * @param {Comparison} comparison
 * @return {string} without extension.
 */
export function comparisonFileName({exp_id: expId, a, b}) {
  return `${expId}-${a.side}-against-${b.side}`;
}
