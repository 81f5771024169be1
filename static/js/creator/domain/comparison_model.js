/**
 * The comparison of two sides: the server's result, its order, and its scale.
 * Free of the DOM.
 */

import {segmentLabel} from './cut.js';
import {LIMITS} from '../../domain/wire_contract.js';
import {parseSide} from './comparison_sides.js';
import {formatDays, formatQuantity} from './formats.js';

/**
 * @import {
 *   ComparedRate as Metric, ComparedState, Comparison, SideTotals
 * } from '../../domain/wire_types.js'
 */
/** @import {CompareSort} from './view_state.js' */

/** The default: it shows where learners are lost. */
const FIRST_METRIC = 'left_here_rate';

/** @typedef {{state: ComparedState, metric: Metric|null}} CardRow */

/** Possible ends of the scale, as shares; the first sufficient one is used. */
const SCALE_ENDS = Object.freeze([0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1]);

/** The last position of a dot on the scale, as dots take some room. */
const LAST_DOT = 0.95;

/**
 * @param {Comparison} comparison
 * @return {string[]} names of the metrics of cards, in order of
 *     appearance.
 */
export function cardMetricNames({states}) {
  return [...new Set(
    states.flatMap(({metrics}) => metrics.map(({name}) => name)))];
}

/**
 * @param {Comparison} comparison
 * @param {string|null} asked the reader's choice, if any.
 * @return {string} the figure of the table of cards: the reader's choice if
 *     cards have it; '' if they have none.
 */
export function shownMetricName(comparison, asked) {
  const names = cardMetricNames(comparison);
  return [asked, FIRST_METRIC].find(
    (name) => name !== null && names.includes(name)) ?? names[0] ?? '';
}

/**
 * @param {Metric|null} metric
 * @return {number} the size of its difference; -1 without one.
 */
function sizeOf(metric) {
  const value = metric?.difference.value;
  return value === null || value === undefined ? -1 : Math.abs(value);
}

/**
 * @param {Comparison} comparison
 * @param {string} metricName
 * @param {CompareSort} sort
 * @return {CardRow[]}
 */
export function cardRowsOf({states}, metricName, sort) {
  const rows = states.map((state) => ({
    state,
    metric: state.metrics.find(({name}) => name === metricName) ?? null,
  }));
  if (sort === 'difference') {
    return rows.sort((x, y) => sizeOf(y.metric) - sizeOf(x.metric));
  }
  if (sort === 'name') {
    return rows.sort((x, y) =>
      x.state.state_name.localeCompare(y.state.state_name, 'en'));
  }
  return rows;
}

/**
 * @param {Metric} metric
 * @return {{low: number, high: number}} of its difference; the whole range
 *     if unknown.
 */
export function boundsOf({difference: {low, high}}) {
  return {low: low ?? -1, high: high ?? 1};
}

/**
 * @param {readonly (Metric|null)[]} metrics
 * @return {number} the end of one scale for all their dots, as a share.
 *     Whiskers of few plays may be longer: they are cut off, as they would
 *     make the others unreadable.
 */
export function scaleEndOf(metrics) {
  const reach = Math.max(0, ...metrics.map((metric) => {
    if (!metric || metric.difference.value === null) return 0;
    const {low, high} = boundsOf(metric);
    const isDecided = metric.verdict !== 'cannot_tell_yet';
    return isDecided ? Math.max(-low, high) : sizeOf(metric);
  }));
  return SCALE_ENDS.find((end) => reach <= LAST_DOT * end) ?? 1;
}

/**
 * @typedef {object} Whisker places from 0 (left) to 1 (right).
 * @property {number} low
 * @property {number} dot
 * @property {number} high
 * @property {boolean} isCutLow whether it is longer than the scale.
 * @property {boolean} isCutHigh
 */

/**
 * @param {Metric|null} metric
 * @param {number} end of the scale.
 * @return {Whisker|null} null without a difference.
 */
export function whiskerOf(metric, end) {
  if (!metric || metric.difference.value === null) return null;
  const {value} = metric.difference;
  const {low, high} = boundsOf(metric);
  const place = (/** @type {number} */ share) =>
    Math.min(Math.max((share + end) / (2 * end), 0), 1);
  return {
    low: place(low), dot: place(value), high: place(high),
    isCutLow: low < -end, isCutHigh: high > end,
  };
}

/**
 * @param {Pick<SideTotals, 'side'|'label'>} totals
 * @return {string} the name of the side, with days in the page's format.
 */
export function sideName({side, label}) {
  const parsed = parseSide(side);
  if (parsed?.kind === 'segment') return segmentLabel(parsed.segment);
  return parsed?.kind === 'days' ? formatDays(parsed.from, parsed.to) : label;
}

/**
 * @typedef {object} PlayedSides
 * @property {string|null} growing name of the side that is still played; null
 *     if neither is.
 * @property {string} past name of the other side.
 */

/**
 * @param {Comparison} comparison
 * @return {PlayedSides}
 */
export function playedSidesOf({a, b, growing_side: growing}) {
  return {
    growing: growing ? sideName(growing === 'a' ? a : b) : null,
    past: sideName(growing === 'a' ? b : a),
  };
}

/**
 * @param {Comparison} comparison
 * @return {('a'|'b')[]} the sides on which nothing was played.
 */
export function emptySidesOf({a, b}) {
  return [
    ...(a.num_starts === 0 ? [/** @type {const} */ ('a')] : []),
    ...(b.num_starts === 0 ? [/** @type {const} */ ('b')] : []),
  ];
}

/**
 * @param {Comparison} comparison
 * @return {string[]} reasons why the comparison is weak evidence.
 */
export function weaknessesOf(comparison) {
  const empty = emptySidesOf(comparison);
  if (empty.length === 2) {
    return ['Nothing was played on either side.'];
  }
  const sides = [comparison.a, comparison.b];
  const none = sides.filter(({num_starts: n}) => n === 0)
    .map((side) => `${sideName(side)}: nothing was played, so there is ` +
      'nothing to compare with.');
  const few = sides
    .filter(({num_starts: n}) => n > 0 && n < LIMITS.MIN_N_FOR_RATE)
    .map((side) => `${sideName(side)}: only ` +
      `${formatQuantity(side.num_starts, 'start')}; most differences ` +
      'may still be due to chance.');
  return [...none, ...few];
}
