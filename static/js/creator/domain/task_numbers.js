/**
 * The numbers of a task: its frequency, its uncertainty and its threshold.
 * Free of the DOM.
 */

import {durationInWords} from './durations.js';
import {
  formatCoefficient, formatCount, formatInterval, formatPart, formatQuantity,
  formatShare,
} from './formats.js';
import {kindOf} from './task_sentences.js';

/**
 * @import {
 *   DecidedTask as Task, Rate as ServerRate, StateFigures
 * } from '../../domain/wire_types.js'
 */

/** The word of a unit that determines the format of its number. */
const KIND_OF_UNIT =
  /^(share|rate|proportion|msecs?|milliseconds?|correlation|coefficient)\b ?/;

const CAUTION = ' It must be so even at the cautious end of the 95 % ' +
  'interval, so that chance alone rarely raises it.';
const NO_BREAK_SPACE = '\u00a0';

/**
 * @param {number} n
 * @return {string} that does not break across lines.
 */
function nText(n) {
  return `n${NO_BREAK_SPACE}=${NO_BREAK_SPACE}${formatCount(n)}`;
}

/**
 * @param {ServerRate} rate
 * @return {string}
 */
function rateNumbers(rate) {
  const of = formatPart(rate.successes, rate.n);
  if (rate.value === null) return `${of}; too few for a percentage`;
  return `95 % interval ${formatInterval(rate)}, ${nText(rate.n)}`;
}

/**
 * @param {StateFigures['discrimination']} coefficient
 * @return {string}
 */
function coefficientNumbers({value, n, low, high}) {
  const size = value === null ? '' :
    `discrimination ${formatCoefficient(value)}; `;
  const interval = low === null || high === null ? '' :
    `95 % interval ${formatCoefficient(low)} to ${formatCoefficient(high)}, `;
  return `${size}${interval}${nText(n)}`;
}

/**
 * @param {Task['evidence']} evidence
 * @return {string}
 */
function answerNumbers({answers = [], rate, n}) {
  const sessions = nText(n);
  if (!rate || rate.value === null) return sessions;
  return `${answers.length > 1 ? 'together ' : ''}` +
    `${formatShare(rate.value)} of ${formatQuantity(rate.n, 'answer')} ` +
    `there, ${sessions}`;
}

/**
 * @param {Task} task
 * @return {string} the numbers behind the headline, with n.
 */
export function numbersOf({evidence}) {
  if (evidence.coefficient) return coefficientNumbers(evidence.coefficient);
  if (evidence.answers) return answerNumbers(evidence);
  if (evidence.rate) return rateNumbers(evidence.rate);
  if (evidence.violations) {
    return formatQuantity(evidence.violations.length, 'contradiction');
  }
  return nText(evidence.n);
}

/**
 * @param {Task['threshold']} threshold
 * @return {string} its value alone.
 */
function thresholdValue({value, unit}) {
  if (value === null || value === undefined) return 'a fixed number';
  if (/^(share|rate|proportion)/.test(unit)) return formatShare(value);
  if (/^(msec|millisecond)/.test(unit)) return durationInWords(value);
  if (/^(coefficient|correlation|discrimination)/.test(unit)) {
    return formatCoefficient(value);
  }
  return formatCount(value);
}

/**
 * @param {Task['threshold']} threshold
 * @return {string} such as "20 % of the sessions that came to the card".
 */
export function thresholdText(threshold) {
  const of = threshold.unit.replace(KIND_OF_UNIT, '');
  return of ? `${thresholdValue(threshold)} ${of}` :
    thresholdValue(threshold);
}

/**
 * @param {Task} task
 * @return {import('./glossary.js').Term} the rule that raised it, as a
 *     definition.
 */
export function ruleOf(task) {
  const kind = kindOf(task);
  const {name, value} = task.threshold;
  const caution = kind.rule.includes('{threshold}') ? CAUTION : '';
  return {
    name: `The rule: ${kind.name.toLowerCase()}`,
    definition:
      kind.rule.replace('{threshold}', thresholdValue(task.threshold)) +
      caution,
    ...(name && value !== null ? {formula: `${name} = ${value}`} : {}),
  };
}

/**
 * @typedef {object} Mark
 * @property {string} text
 * @property {number|null} version that changed the card.
 */

/**
 * @param {Task} task
 * @return {Mark[]} short marks beside the sentence.
 */
export function marksOf(task) {
  return [
    ...task.reopened ? [{
      text: 'Reopened: still so after it was resolved', version: null,
    }] : [],
    ...task.changed_since ? [{
      text: 'Card changed since', version: task.changed_version ?? null,
    }] : [],
  ];
}
