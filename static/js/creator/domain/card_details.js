/**
 * Processed data of one card, and sentences about them. Free of the DOM.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {
  formatCoefficient, formatCount, formatInterval, formatShare,
} from './formats.js';

/**
 * @import {
 *   Confusion, Distribution, Estimate, Rate as ServerRate, StateView
 * } from '../../domain/wire_types.js'
 */

/**
 * @param {number} n
 * @return {boolean} whether figures of `n` observations are shown.
 */
export function isEnough(n) {
  return n >= LIMITS.MIN_N_FOR_RATE;
}

/**
 * @param {number} n
 * @return {string}
 */
export function tooFewText(n) {
  return `too few to say (n = ${formatCount(n)}; needs ` +
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
 * @param {string} whole base of the rate, such as "first answers".
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
 * @param {StateView} details
 * @return {boolean} whether answers to the card can be right or wrong, and
 *     there is at least one.
 */
export function isQuestion(details) {
  return details.item.first_try.n > 0;
}

/** Glossary terms of the signs of confusion, by their names on the wire. */
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
