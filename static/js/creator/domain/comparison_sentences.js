/**
 * Differences in plain words. Free of the DOM.
 */

import {quote} from '../../domain/text_direction.js';
import {boundsOf, playedSidesOf} from './comparison_model.js';
import {formatCount, formatShare, lowerFirst, upperFirst} from
  './formats.js';

/**
 * @import {
 *   ComparedRate as Metric, ComparedState, Comparison, Rate as ServerRate
 * } from '../../domain/wire_types.js'
 */
/** @import {PlayedSides} from './comparison_model.js' */

/**
 * @typedef {object} MetricTerm
 * @property {string} name
 * @property {string} of the base of the percentage.
 */

/** @type {Readonly<Record<string, MetricTerm>>} */
const METRICS = Object.freeze({
  completion_rate: {name: 'Completion rate', of: 'actual starts'},
  actual_start_rate: {name: 'Actual start rate', of: 'starts'},
  left_here_rate: {name: 'Left here', of: 'times entered'},
  first_try: {name: 'Right at the first try', of: 'first answers'},
  eventual_success: {name: 'Right in the end', of: 'sessions that answered'},
  several_wrong_answers: {
    name: 'Several wrong answers', of: 'sessions that answered',
  },
  useful_feedback_rate: {name: 'Useful feedback', of: 'answers'},
  solution_view_rate: {name: 'Solution opened', of: 'sessions that came'},
});

/** @type {Readonly<Record<ComparedState['changed'], string>>} */
const CHANGES = Object.freeze({
  same: '', edited: 'Edited', added: 'Added', deleted: 'Deleted',
  renamed: 'Renamed',
});

const MINUS = '\u2212';
const POINTS = 'percentage points';

/**
 * @param {string} name
 * @return {MetricTerm}
 */
export function metricTerm(name) {
  if (Object.hasOwn(METRICS, name)) return METRICS[name];
  const words = name.replaceAll('_', ' ');
  return {name: upperFirst(words), of: ''};
}

/**
 * @param {number} share
 * @return {string} percentage points with a sign; one decimal below ten.
 */
export function formatPoints(share) {
  const points = share * 100;
  const digits = Math.abs(points) < 9.95 ? 1 : 0;
  const size = Math.abs(points).toFixed(digits);
  if (Number(size) === 0) return '0';
  return (points < 0 ? MINUS : '+') + size.replace(/\.0$/, '');
}

/**
 * @param {Metric} metric
 * @return {string} such as "+3 to +25".
 */
export function intervalText(metric) {
  const {low, high} = boundsOf(metric);
  return `${formatPoints(low)} to ${formatPoints(high)}`;
}

/**
 * @param {ServerRate} rate
 * @return {string} such as "48 %"; '–' when there are too few.
 */
export function rateText(rate) {
  if (rate.n === 0 || rate.value === null) return '–';
  return formatShare(rate.value);
}

/**
 * @param {Metric} metric
 * @return {'better'|'worse'|'same'|'unknown'} the claim that
 *     its verdict allows.
 */
export function claimOf({verdict}) {
  if (verdict === 'cannot_tell_yet') return 'unknown';
  if (verdict === 'no_difference_seen') return 'same';
  return verdict;
}

/**
 * @param {Metric} metric
 * @param {PlayedSides} sides
 * @return {boolean} whether more plays can decide.
 */
function canBeDecided({num_more_sessions: count}, {growing}) {
  return growing !== null && count !== null;
}

/**
 * @param {number|null} count
 * @param {PlayedSides} sides
 * @return {string}
 */
function moreSessions(count, {growing, past}) {
  if (growing === null) {
    return 'too few sessions, and neither side is played any more';
  }
  if (count === null) {
    return `too few sessions in “${past}”, and no more will come`;
  }
  return `about ${formatCount(roundUp(count))} more ` +
    `${count === 1 ? 'session' : 'sessions'} needed in “${growing}”`;
}

/**
 * Rounds to two digits, as an estimate must not look exact.
 *
 * @param {number} count
 * @return {number}
 */
export function roundUp(count) {
  if (count < 100) return Math.ceil(count);
  const step = 10 ** (Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / step) * step;
}

/**
 * @param {Metric} metric
 * @param {PlayedSides} sides
 * @return {string} the meaning of the difference in a sentence.
 */
export function differenceSentence(metric, sides) {
  const claim = claimOf(metric);
  const {value} = metric.difference;
  if (claim === 'unknown') {
    return `Cannot tell${canBeDecided(metric, sides) ? ' yet' : ''}: ` +
      `${moreSessions(metric.num_more_sessions, sides)}.`;
  }
  const points = value === null ? '' :
    `${formatPoints(value)} ${POINTS} (95 % interval ` +
    `${intervalText(metric)})`;
  if (claim === 'same') {
    return `No difference seen: ${points}.`;
  }
  return `${upperFirst(claim)}: ${rateText(metric.b)} instead of ` +
    `${rateText(metric.a)}, ${points}.`;
}

/**
 * @param {Metric} metric
 * @return {boolean} whether its interval alone shows a difference.
 */
function isBeyondZero(metric) {
  const {low, high} = boundsOf(metric);
  return low > 0 || high < 0;
}

/**
 * @param {ComparedState} state
 * @param {Metric|null} metric
 * @param {PlayedSides} sides
 * @return {string} the difference in a figure of a card.
 */
export function cardSentence({changed}, metric, sides) {
  if (!metric) return 'There is no such figure for this card.';
  if (changed === 'added') return 'New: there is nothing to compare with.';
  if (changed === 'deleted') return 'Gone: there is nothing to compare with.';
  const sentence = differenceSentence(metric, sides);
  // Explains why the interval beside it does not decide.
  return claimOf(metric) === 'unknown' && isBeyondZero(metric) ?
    sentence.replace(': ', ': of so many figures, one can differ so much by ' +
      'chance; ') : sentence;
}

/**
 * @param {ComparedState} state
 * @return {{text: string, note: string}|null} the mark of a changed card.
 */
export function changeMark(state) {
  const text = CHANGES[state.changed] ?? '';
  if (!text) return null;
  const notes = {
    same: '',
    edited: 'its content differs between the two sides',
    added: 'only on the second side',
    deleted: 'only on the first side',
    renamed: `was ${quote(state.a_state_name ?? '')}` +
      (state.is_edited ? ', and its content was edited' : ''),
  };
  return {text, note: notes[state.changed]};
}

/**
 * @param {Metric} metric of the whole.
 * @param {PlayedSides} sides
 * @return {string} its difference in a sentence that names it.
 */
function namedSentence(metric, sides) {
  const claim = claimOf(metric);
  const name = `the ${lowerFirst(metricTerm(metric.name).name)}`;
  const sentence = differenceSentence(metric, sides);
  const rest = sentence.slice(sentence.indexOf(': '));
  if (claim === 'same') return `No difference seen in ${name}${rest}`;
  if (claim === 'unknown') {
    const yet = canBeDecided(metric, sides) ? ' yet' : '';
    return `Cannot tell${yet} whether ${name} differs${rest}`;
  }
  return `${upperFirst(name)} is ${claim}${rest}`;
}

/**
 * @param {number} better
 * @param {number} worse
 * @return {string}
 */
function cardsSentence(better, worse) {
  if (better === 0 && worse === 0) {
    return 'On the cards, no figure can be called better or worse.';
  }
  const figures = better === 1 ? 'figure is' : 'figures are';
  return `On the cards, ${better === 0 ? 'no' : formatCount(better)} ` +
    `${figures} better and ${worse === 0 ? 'none' : formatCount(worse)} worse.`;
}

/**
 * @param {Comparison} comparison
 * @return {string} the outcome of the whole in a sentence.
 */
export function wholeSentence(comparison) {
  const {metrics, states} = comparison;
  const main = metrics.find(({name}) => name === 'completion_rate') ??
    metrics[0];
  const claims = states.flatMap((state) => state.metrics).map(claimOf);
  const count = (/** @type {string} */ claim) =>
    claims.filter((made) => made === claim).length;
  const cards = cardsSentence(count('better'), count('worse'));
  return main ?
    `${namedSentence(main, playedSidesOf(comparison))} ${cards}` : cards;
}

/**
 * @param {Comparison} comparison
 * @return {string} a note on multiple comparisons; '' where there are
 *     none.
 */
export function chanceNote({num_comparisons: num, false_discovery_rate: q}) {
  if (!num || num < 2) return '';
  const rate = q ? `: about ${formatShare(q)} of those called better or ` +
    'worse may be chance' : '';
  return `${formatCount(num)} figures of cards are compared at once, and ` +
    `the words allow for that${rate}.`;
}
