/** FractionInput: a fraction, which may have a whole number before it. */

import {
  checkedFraction, compareFractions, fractionText, inSimplestForm, isImproper,
  isSameFraction, parseFraction,
} from './fractions.js';
import {InvalidAnswerError} from './interaction_spec.js';

/** @import {Args} from './interaction_spec.js' */
/** @import {Fraction} from './fractions.js' */

/**
 * @param {unknown} answer As typed, or as recorded.
 * @param {Args} args
 * @returns {Fraction}
 */
function normalizeAnswer(answer, args) {
  const fraction = typeof answer === 'string' ?
    parseFraction(answer) : checkedFraction(answer);
  const refusal = refusalOf(fraction, args);
  if (refusal) throw new InvalidAnswerError(refusal);
  return fraction;
}

/**
 * @param {Fraction} fraction
 * @param {Args} args
 * @returns {string} Why the card refuses it; empty if it does not.
 */
function refusalOf(fraction, args) {
  if (args.allowNonzeroIntegerPart?.value === false &&
      fraction.wholeNumber > 0) {
    return 'Please type it as one fraction, such as 5/3 and not 1 2/3.';
  }
  if (args.allowImproperFraction?.value === false && isImproper(fraction)) {
    return 'Please take the whole number out of the fraction, ' +
        'such as 1 2/3 and not 5/3.';
  }
  if (args.requireSimplestForm?.value && 
      !isSameFraction(fraction, inSimplestForm(fraction))) {
    return 'Please reduce the fraction, such as 1/3 and not 2/6.';
  }
  return '';
}

/**
 * @param {Fraction} answer
 * @returns {number} Negative if the fraction is.
 */
function integerPart({isNegative, wholeNumber}) {
  return isNegative && wholeNumber > 0 ? -wholeNumber : wholeNumber;
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const spec = Object.freeze({
  id: 'FractionInput',
  isTerminal: false,
  isLinear: false,
  rules: {
    IsExactlyEqualTo: (answer, {f}) => isSameFraction(answer, f),
    IsEquivalentTo: (answer, {f}) => compareFractions(answer, f) === 0,
    IsEquivalentToAndInSimplestForm: (answer, {f}) =>
      isSameFraction(answer, inSimplestForm(f)),
    IsLessThan: (answer, {f}) => compareFractions(answer, f) < 0,
    IsGreaterThan: (answer, {f}) => compareFractions(answer, f) > 0,
    HasIntegerPartEqualTo: (answer, {x}) => integerPart(answer) === x,
    HasNumeratorEqualTo: (answer, {x}) => answer.numerator === x,
    HasDenominatorEqualTo: (answer, {x}) => answer.denominator === x,
    HasNoFractionalPart: (answer) => answer.numerator === 0,
    HasFractionalPartExactlyEqualTo: (answer, {f}) =>
      answer.numerator === f.numerator && answer.denominator === f.denominator,
  },
  normalizeAnswer,
  answerToText: fractionText,
});
