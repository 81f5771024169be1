/**
 * NumericInput: a finite number. Rules compare exactly, as doubles, except
 * for the tolerance.
 */

import {InvalidAnswerError} from './interaction_spec.js';
import {plainNumberText, withoutGroups} from './typed_numbers.js';

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** "1,000": a thousand or one, depending on the country. */
const AMBIGUOUS_COMMA = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+$/;

const FRACTION = /^[+-]?(?:\d+\s+)?\d+\s*\/\s*\d+$/;

/** "5 km", "50 %", "$5" */
const WITH_UNIT = /^([$€£₹]?)[+-]?[\d.,]+\s*([%°$€£₹]|[%°]?\p{L}[\p{L}/]*|)$/u;

const NOT_A_NUMBER =
    'This is not a number. Please type one in digits, for example 12 or 3.5.';

/**
 * @param {string} text As typed: "3.5", "3,5", "1e3", "−2", "１２", "1 000".
 * @returns {number} Finite.
 * @throws {InvalidAnswerError}
 */
export function parseNumber(text) {
  const typed = plainNumberText(text);
  if (typed === '') throw new InvalidAnswerError('Please type a number first.');
  if (FRACTION.test(typed)) {
    throw new InvalidAnswerError(
        'Please type a decimal number, for example 0.5, not a fraction.');
  }
  if (AMBIGUOUS_COMMA.test(typed)) {
    throw new InvalidAnswerError(
        'Is this comma a decimal point? Please type 1000 for a thousand, ' +
        'and a point for decimals, for example 1.25.');
  }
  const decimal = withoutGroups(typed).replace(',', '.');
  if (!DECIMAL.test(decimal)) throw new InvalidAnswerError(complaint(decimal));
  return checkFinite(Number(decimal));
}

/**
 * @param {string} text
 * @returns {string} Why it is not a number.
 */
function complaint(text) {
  const [, before, after] = WITH_UNIT.exec(text) ?? [];
  const unit = before || after;
  return unit ? `Please type the number alone, without “${unit}”.` :
    NOT_A_NUMBER;
}

/**
 * @param {number} number
 * @returns {number} Never minus zero, which JSON does not preserve.
 */
function checkFinite(number) {
  if (Number.isNaN(number)) throw new InvalidAnswerError(NOT_A_NUMBER);
  if (!Number.isFinite(number)) {
    throw new InvalidAnswerError('This number is too large.');
  }
  return number === 0 ? 0 : number;
}

/**
 * @param {unknown} answer
 * @returns {number}
 */
function numberOf(answer) {
  if (typeof answer === 'string') return parseNumber(answer);
  if (typeof answer === 'number') return checkFinite(answer);
  throw new InvalidAnswerError(NOT_A_NUMBER);
}

/**
 * @param {unknown} answer
 * @param {import('./interaction_spec.js').Args} args
 * @returns {number}
 */
function normalizeAnswer(answer, args) {
  const number = numberOf(answer);
  if (args.requireNonnegativeInput?.value && number < 0) {
    throw new InvalidAnswerError('Please type a number of 0 or more.');
  }
  return number;
}

/**
 * Whether a number is at most `tol` away, the edges included, in decimals:
 * 0.8 is within 0.1 of 0.7 although, as doubles, 0.7 + 0.1 is
 * less than 0.8; so the rounding error of doubles is added.
 *
 * @param {number} answer
 * @param {number} x
 * @param {number} tol
 * @returns {boolean}
 */
function isWithin(answer, x, tol) {
  const rounding =
      2 * Number.EPSILON * Math.max(Math.abs(answer), Math.abs(x));
  return Math.abs(answer - x) <= tol + rounding;
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const numericInput = Object.freeze({
  id: 'NumericInput',
  isTerminal: false,
  isLinear: false,
  rules: {
    Equals: (answer, {x}) => answer === x,
    IsLessThan: (answer, {x}) => answer < x,
    IsGreaterThan: (answer, {x}) => answer > x,
    IsLessThanOrEqualTo: (answer, {x}) => answer <= x,
    IsGreaterThanOrEqualTo: (answer, {x}) => answer >= x,
    IsInclusivelyBetween: (answer, {a, b}) => answer >= a && answer <= b,
    IsWithinTolerance: (answer, {x, tol}) => isWithin(answer, x, tol),
  },
  normalizeAnswer,
  answerToText: (answer) => String(answer),
});
