/** RatioExpressionInput: a ratio; the answer is the list of its terms. */

import {InvalidAnswerError} from './interaction_spec.js';
import {plainNumberText, withoutGroups} from './typed_numbers.js';

/** @typedef {import('./interaction_spec.js').Args} Args */

/** Maximum terms, and digits of a term. */
const MAX_TERMS = 10;
const MAX_DIGITS = 15;

const NOT_A_RATIO =
    'This is not a ratio. Please type one such as 1:2 or 1:2:3.';

/**
 * @param {string} text As typed: "1:2:3", "1 : 2", "１：２".
 * @returns {number[]}
 */
function parseRatio(text) {
  const typed = plainNumberText(text).replace(/[\u2236\ua789]/gu, ':');
  if (typed === '') throw new InvalidAnswerError('Please type a ratio first.');
  if (/^\d+\s*\/\s*\d+$/.test(typed)) {
    throw new InvalidAnswerError(
        'Please put a colon between the numbers, such as 1:2.');
  }
  const terms = typed.split(':').map((term) => withoutGroups(term.trim()));
  if (terms.length > 1 && terms.every((term) => /^\d*[.,]?\d+$/.test(term)) &&
      terms.some((term) => /[.,]/.test(term))) {
    throw new InvalidAnswerError('Please use whole numbers, such as 1:2.');
  }
  if (!terms.every((term) => /^\d+$/.test(term))) {
    throw new InvalidAnswerError(NOT_A_RATIO);
  }
  if (terms.some((term) => term.length > MAX_DIGITS)) {
    throw new InvalidAnswerError(
        `Please use numbers of at most ${MAX_DIGITS} digits.`);
  }
  return terms.map(Number);
}

/**
 * @param {unknown} answer As typed, or as recorded.
 * @param {Args} args
 * @returns {number[]}
 */
function normalizeAnswer(answer, args) {
  const terms = typeof answer === 'string' ? parseRatio(answer) : answer;
  if (!Array.isArray(terms) || terms.length < 2 || terms.length > MAX_TERMS ||
      !terms.every((term) => Number.isSafeInteger(term) && term >= 0)) {
    throw new InvalidAnswerError(NOT_A_RATIO);
  }
  if (terms.includes(0)) {
    throw new InvalidAnswerError('A ratio has no 0 in it.');
  }
  const expected = args.numberOfTerms?.value ?? 0;
  if (expected > 0 && terms.length !== expected) {
    throw new InvalidAnswerError(
        `Please type a ratio of ${expected} numbers.`);
  }
  return terms;
}

/**
 * @param {number[]} terms
 * @returns {number[]}
 */
function reduceRatio(terms) {
  const divisor = terms.reduce((a, b) => {
    while (b > 0) [a, b] = [b, a % b];
    return a;
  });
  return terms.map((term) => term / divisor);
}

/**
 * @param {number[]} a
 * @param {number[]} b
 * @returns {boolean}
 */
function isSame(a, b) {
  return a.length === b.length && a.every((term, index) => term === b[index]);
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const spec = Object.freeze({
  id: 'RatioExpressionInput',
  isTerminal: false,
  isLinear: false,
  rules: {
    Equals: (answer, {x}) => isSame(answer, x),
    IsEquivalent: (answer, {x}) => isSame(reduceRatio(answer), reduceRatio(x)),
    HasNumberOfTermsEqualTo: (answer, {y}) => answer.length === y,
    HasSpecificTermEqualTo: (answer, {x, y}) => answer[x - 1] === y,
  },
  normalizeAnswer,
  answerToText: (answer) => answer.join(':'),
});
