/**
 * What the server knows of one card beyond its counters, and what is said of
 * it in words. Free of the DOM.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {
  formatCoefficient, formatCount, formatInterval, formatShare,
} from './formats.js';

/** @import {Distribution, ServerRate} from './page_data.js' */

/**
 * @typedef {object} Estimate
 * @property {number|null} value
 * @property {number} n
 * @property {number|null} low
 * @property {number|null} high
 *
 * @typedef {object} Item
 * @property {ServerRate} first_try
 * @property {ServerRate} eventual_success
 * @property {Distribution} tries_to_right
 * @property {Estimate} discrimination
 * @property {number|null} upper_lower_discrimination
 *
 * @typedef {object} Confusion
 * @property {number|null} index
 * @property {number|null} low
 * @property {number|null} high
 * @property {Record<string, ServerRate & {weight: number}>} parts
 *
 * @typedef {object} Occurrence
 * @property {any} answer
 * @property {number} frequency
 * @property {number} [frequency_at_most]
 * @property {number} [num_sessions]
 * @property {boolean} [is_shortened]
 * @property {boolean|null} [is_addressed]
 *
 * @typedef {object} Visualization
 * @property {string} id
 * @property {string} calculation_id
 * @property {Record<string, any>} options
 * @property {boolean} addressed_info_is_supported
 * @property {Occurrence[]} data
 *
 * @typedef {object} FirstAnswer
 * @property {any} answer
 * @property {boolean} is_right
 * @property {boolean} [is_shortened]
 * @property {ServerRate} share
 * @property {number|null} mean_rest_score
 *
 * @typedef {object} AnswersOfInteraction
 * @property {number} num_answers
 * @property {number} num_different
 * @property {number} [num_withheld] different ones that too few gave.
 * @property {boolean} is_exact
 * @property {number} max_error
 * @property {Record<string, number>} others
 * @property {Visualization[]} visualizations
 * @property {FirstAnswer[]} first_answers
 *
 * @typedef {object} CardDetails what the route of a card's statistics answers.
 * @property {string} exp_id
 * @property {number} exp_version
 * @property {number} through
 * @property {string} state_name
 * @property {number} [k_anonymity]
 * @property {number} num_sessions
 * @property {number} num_answered
 * @property {Distribution} time
 * @property {Distribution} time_before_leaving
 * @property {Distribution} session_time
 * @property {Distribution} attempts
 * @property {Distribution} self_loops
 * @property {Item} item
 * @property {Confusion} confusion
 * @property {Record<string, AnswersOfInteraction>} answers by interaction.
 */

/**
 * @param {number} n
 * @return {boolean} whether a figure about so many says something.
 */
export function isEnough(n) {
  return n >= LIMITS.MIN_N_FOR_RATE;
}

/**
 * @param {number} n
 * @return {string}
 */
export function tooFewText(n) {
  return `too few to say (n = ${formatCount(n)}; it takes ` +
    `${LIMITS.MIN_N_FOR_RATE})`;
}

/**
 * @param {ServerRate} rate
 * @return {string}
 */
export function rateText(rate) {
  if (!isEnough(rate.n)) return tooFewText(rate.n);
  return formatShare(rate.value);
}

/**
 * @param {ServerRate} rate
 * @param {string} whole what the rate is of, such as "first answers".
 * @return {string} empty where there are too few.
 */
export function rateNote(rate, whole) {
  if (!isEnough(rate.n) || rate.low === null || rate.high === null) return '';
  return `of ${formatCount(rate.n)} ${whole}, 95\u00a0% interval ` +
    formatInterval({low: rate.low, high: rate.high});
}

/**
 * @param {{low: number|null, high: number|null}} bounds
 * @return {string} empty where there are none.
 */
export function coefficientInterval({low, high}) {
  if (low === null || high === null) return '';
  return `95\u00a0% interval ${formatCoefficient(low)} to ` +
    formatCoefficient(high);
}

/**
 * Ebel's rules for the discrimination of an item, made for the upper-lower
 * index and in use for the correlation as well. Source: R. L. Ebel and
 * D. A. Frisbie, Essentials of Educational Measurement (5th edition, 1991).
 *
 * @param {Estimate} discrimination
 * @return {string} empty where there are too few.
 */
export function discriminationVerdict({value, n, low, high}) {
  if (value === null || !isEnough(n)) return '';
  if (high !== null && high < 0) {
    return 'Negative: those who do well elsewhere fail here. Is the key right?';
  }
  if (low !== null && low < 0) {
    return 'The interval holds 0: whether it tells learners apart is open.';
  }
  if (value >= 0.4) return 'Tells learners apart very well.';
  if (value >= 0.3) return 'Tells learners apart well.';
  if (value >= 0.2) return 'Tells learners apart a little.';
  return 'Hardly tells learners apart.';
}

/**
 * @param {CardDetails} details
 * @return {boolean} whether answers to the card can be right or wrong and
 *     somebody gave one.
 */
export function isQuestion(details) {
  return details.item.first_try.n > 0;
}

/** The signs of confusion by their names on the wire, and their terms. */
const CONFUSION_TERMS = Object.freeze({
  several_wrong_answers: 'severalWrongAnswers',
  gave_up_after_wrong_answer: 'gaveUp',
  opened_solution: 'openedSolution',
  returned: 'returned',
  took_long: 'tookLong',
});

/**
 * @param {Confusion} confusion
 * @return {{term: string, rate: ServerRate, weight: number}[]} its signs,
 *     heaviest first.
 */
export function confusionParts(confusion) {
  return Object.entries(CONFUSION_TERMS)
    .filter(([key]) => Object.hasOwn(confusion.parts, key))
    .map(([key, term]) => ({
      term, rate: confusion.parts[key], weight: confusion.parts[key].weight,
    }));
}
