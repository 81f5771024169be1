/** NumberWithUnits: a number or a fraction, with units of measurement. */

import {
  checkedFraction, fractionText, fractionValue, isSameFraction, parseFraction,
} from './fractions.js';
import {InvalidAnswerError} from './interaction_spec.js';
import {parseNumber} from './numeric_input.js';
import {plainNumberText} from './typed_numbers.js';
import {
  areSameUnits, checkedUnits, isSameQuantity, parseUnits, shownUnits,
} from './units.js';

/**
 * @typedef {{
 *   type: 'real' | 'fraction',
 *   real: number,
 *   fraction: import('./fractions.js').Fraction,
 *   units: import('./units.js').UnitPower[],
 * }} Amount As Oppia writes it.
 */

/** Money may come first, as in "$5" and "Rs. 5". */
const MONEY = /^\s*(?:([$₹])|(Rs)\b\.?)?\s*(.*)$/su;

const PARTS = /^([-+]?[\d.,٫٬'’/⁄\s]*[\d]?(?:e[-+]?\d+)?)\s*(.*)$/su;

const NO_FRACTION =
    {isNegative: false, wholeNumber: 0, numerator: 0, denominator: 1};

/**
 * @param {string} text As typed: "5 km/h", "1 1/2 m", "$5".
 * @returns {Amount}
 * @throws {InvalidAnswerError}
 */
function parseAmount(text) {
  const [, sign = '', word = '', rest] =
      /** @type {RegExpExecArray} */ (MONEY.exec(plainNumberText(text)));
  const [, number, units] = /** @type {RegExpExecArray} */ (PARTS.exec(rest));
  if (number.trim() === '') {
    throw new InvalidAnswerError(
        'Please type a number and its unit, such as 5 km/h.');
  }
  const isFraction = number.includes('/');
  return {
    type: isFraction ? 'fraction' : 'real',
    real: isFraction ? 0 : parseNumber(number),
    fraction: isFraction ? parseFraction(number) : NO_FRACTION,
    units: parseUnits(`${sign}${word} ${units}`),
  };
}

/**
 * @param {any} answer As typed, or as recorded.
 * @returns {Amount}
 */
function normalizeAnswer(answer) {
  if (typeof answer === 'string') return parseAmount(answer);
  const {type, real, fraction, units} = answer ?? {};
  const isAmount = type === 'fraction' || type === 'real';
  if (!isAmount || !Number.isFinite(real)) {
    throw new InvalidAnswerError(
        'Please type a number and its unit, such as 5 km/h.');
  }
  return {
    type, real: type === 'real' ? real : 0,
    fraction: type === 'fraction' ? checkedFraction(fraction) : NO_FRACTION,
    units: checkedUnits(units),
  };
}

/**
 * @param {Amount} amount
 * @returns {import('./units.js').Quantity}
 */
function quantityOf({type, real, fraction, units}) {
  return {number: type === 'real' ? real : fractionValue(fraction), units};
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const spec = Object.freeze({
  id: 'NumberWithUnits',
  isTerminal: false,
  isLinear: false,
  rules: {
    IsEqualTo: (answer, {f}) => answer.type === f.type &&
        answer.real === f.real && isSameFraction(answer.fraction, f.fraction) &&
        areSameUnits(answer.units, f.units),
    IsEquivalentTo: (answer, {f}) =>
      isSameQuantity(quantityOf(answer), quantityOf(f)),
  },
  normalizeAnswer,
  answerToText: ({type, real, fraction, units}) => [
    type === 'real' ? String(real) : fractionText(fraction), shownUnits(units),
  ].join(' ').trim(),
});
