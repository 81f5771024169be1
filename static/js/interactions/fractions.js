/** Fractions, exact and as written: 2/4 equals 1/2, but is kept as 2/4. */

import {InvalidAnswerError} from './interaction_spec.js';
import {plainNumberText} from './typed_numbers.js';

/**
 * @typedef {{
 *   isNegative: boolean, wholeNumber: number, numerator: number,
 *   denominator: number,
 * }} Fraction As Oppia writes it: −1 2/3 is negative, 1, 2 and 3.
 */

const WRITTEN = /^(-?)\s*(?:(\d+)|(?:(\d+)\s+)?(\d+)\s*\/\s*(\d+))$/;

/** "1 000/3": a thousand thirds, as nobody writes a numerator of 000. */
const GROUPED = /(?<=^-?\d{1,3})\s(?=0\d\d\s*\/)/;

/** Maximum digits of one number. */
const MAX_DIGITS = 7;

/** @type {[RegExp, string][]} Other notations that people type. */
const OTHER_KINDS = [
  [/^-?\d*[.,]\d+$/, 'decimal number'],
  [/^[\d.,]+\s*[%\u066a]$/, 'percentage'],
  [/^\d+\s*:\s*\d+$/, 'ratio'],
];

const NOT_A_FRACTION =
    'This is not a fraction. Please type one such as 5/3 or 1 2/3.';

/**
 * @param {string} text As typed: "1 2/3", "−5/3", "½", "2".
 * @returns {Fraction}
 * @throws {InvalidAnswerError}
 */
export function parseFraction(text) {
  const typed =
      plainNumberText(text).replace(/^\+/, '').replace(GROUPED, '');
  if (typed === '') {
    throw new InvalidAnswerError('Please type a fraction first.');
  }
  const match = WRITTEN.exec(typed);
  if (!match) {
    const [, kind] = OTHER_KINDS.find(([form]) => form.test(typed)) ?? [];
    throw new InvalidAnswerError(kind ?
      `Please type a fraction such as 2/3, not a ${kind}.` : NOT_A_FRACTION);
  }
  const [, sign, alone, whole = '0', numerator = '0', denominator = '1'] =
      match;
  if ([alone ?? whole, numerator, denominator].some(
      (digits) => digits.length > MAX_DIGITS)) {
    throw new InvalidAnswerError(
        `Please use numbers of at most ${MAX_DIGITS} digits.`);
  }
  return checkedFraction({
    isNegative: sign === '-', wholeNumber: Number(alone ?? whole),
    numerator: Number(numerator), denominator: Number(denominator),
  });
}

/**
 * @param {any} value
 * @returns {Fraction} Zero is never negative.
 * @throws {InvalidAnswerError}
 */
export function checkedFraction(value) {
  const {isNegative, wholeNumber, numerator, denominator} = value ?? {};
  if (typeof isNegative !== 'boolean' ||
      ![wholeNumber, numerator, denominator].every(
          (part) => Number.isSafeInteger(part) && part >= 0)) {
    throw new InvalidAnswerError(NOT_A_FRACTION);
  }
  if (denominator === 0) {
    throw new InvalidAnswerError('Nothing can be divided by 0. ' +
        'Please type another number below the line.');
  }
  return {
    isNegative: isNegative && (wholeNumber > 0 || numerator > 0),
    wholeNumber, numerator, denominator,
  };
}

/**
 * @param {Fraction} fraction
 * @returns {string}
 */
export function fractionText(
    {isNegative, wholeNumber, numerator, denominator}) {
  const parts = [];
  if (wholeNumber || !numerator) parts.push(String(wholeNumber));
  if (numerator) parts.push(`${numerator}/${denominator}`);
  return (isNegative ? '-' : '') + parts.join(' ');
}

/**
 * @param {Fraction} fraction
 * @returns {bigint} The signed numerator of the improper fraction.
 */
function total({isNegative, wholeNumber, numerator, denominator}) {
  const size =
      BigInt(wholeNumber) * BigInt(denominator) + BigInt(numerator);
  return isNegative ? -size : size;
}

/**
 * @param {Fraction} a
 * @param {Fraction} b
 * @returns {number} Negative if a is less than b, 0 if their values are equal.
 */
export function compareFractions(a, b) {
  const difference =
      total(a) * BigInt(b.denominator) - total(b) * BigInt(a.denominator);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/**
 * @param {Fraction} fraction
 * @returns {Fraction} The same value with the fractional part in lowest terms;
 *     the whole number stays.
 */
export function inSimplestForm(fraction) {
  const {numerator, denominator} = fraction;
  let [divisor, rest] = [denominator, numerator];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return {
    ...fraction,
    numerator: numerator / divisor, denominator: denominator / divisor,
  };
}

/**
 * @param {Fraction} fraction
 * @returns {boolean} Whether its fractional part is one or more.
 */
export function isImproper({numerator, denominator}) {
  return numerator >= denominator;
}

/**
 * @param {Fraction} a
 * @param {Fraction} b
 * @returns {boolean} Whether they are written the same way.
 */
export function isSameFraction(a, b) {
  return a.isNegative === b.isNegative && a.wholeNumber === b.wholeNumber &&
      a.numerator === b.numerator && a.denominator === b.denominator;
}

/**
 * @param {Fraction} fraction
 * @returns {number} Its value as a double.
 */
export function fractionValue(fraction) {
  const {isNegative, wholeNumber, numerator, denominator} = fraction;
  const size = wholeNumber + numerator / denominator;
  return isNegative ? -size : size;
}
