/** MathEquationInput: an answer is the text of an equation. */

import {
  difference, isEqual, isProportional, parse, quotient, termsOf,
} from './math_expressions.js';
import {
  EXPRESSION_RULES, hasGeneralForm, hasSameTerms, numTermsIn,
} from './math_rules.js';
import {checkNames, readEquation} from './math_text.js';

/** @typedef {import('./math_expressions.js').Term} Term */
/** @typedef {'lhs' | 'rhs' | 'both' | 'irrelevant'} Position */

/**
 * @param {unknown} answer
 * @param {import('./interaction_spec.js').Args} args
 * @returns {string}
 */
function normalizeAnswer(answer, args) {
  const {equation, names} = readEquation(String(answer ?? ''));
  checkNames(names, args.allowedVariables?.value ?? []);
  return equation;
}

/**
 * @param {string} equation
 * @param {Position} position
 * @returns {string[]} The sides that matter.
 */
function sidesOf(equation, position) {
  const [lhs, rhs] = equation.split('=');
  if (position === 'lhs') return [lhs];
  return position === 'rhs' ? [rhs] : [lhs, rhs];
}

/**
 * @param {Term[]} terms
 * @returns {Term[]}
 */
function negate(terms) {
  return terms.map((term) => ({...term, isNegative: !term.isNegative}));
}

/**
 * @param {string} equation
 * @returns {Term[]} All terms, as if they were brought to the left.
 */
function termsOnOneSide(equation) {
  const [lhs, rhs] = equation.split('=').map((side) => termsOf(parse(side)));
  return [...lhs, ...negate(rhs)];
}

/**
 * @param {(answer: string, x: string) => boolean} matches Compares sides.
 * @returns {import('./interaction_spec.js').Rule}
 */
function sidesRule(matches) {
  return (answer, {x, y}) => {
    if (y === 'irrelevant') {
      const [given, wanted] = [answer, x].map(termsOnOneSide);
      return hasSameTerms(given, wanted) ||
          hasSameTerms(negate(given), wanted);
    }
    const wanted = sidesOf(x, y);
    return sidesOf(answer, y).every(
        (side, index) => matches(side, wanted[index]));
  };
}

/**
 * @param {string} answer
 * @param {Record<string, any>} inputs `x` is an expression, `y` a position.
 * @returns {{numFound: number, numTerms: number}} How many terms of `x` are
 *     on the sides, of how many.
 */
function countTerms(answer, {x, y}) {
  const wanted = termsOf(parse(x));
  const terms = y === 'irrelevant' ? termsOnOneSide(answer) :
    sidesOf(answer, y).flatMap((side) => termsOf(parse(side)));
  const given = y === 'irrelevant' ? [...terms, ...negate(terms)] : terms;
  return {numFound: numTermsIn(given, wanted), numTerms: wanted.length};
}

/**
 * @param {string} answer
 * @param {Record<string, any>} inputs
 * @returns {boolean} Whether adding to or multiplying both sides, or swapping
 *     them, turns one equation into the other.
 */
function isEquivalent(answer, {x}) {
  const [a, b] = answer.split('=').map(parse);
  const [c, d] = x.split('=').map(parse);
  return isProportional(difference(a, b), difference(c, d)) ||
      isEqual(quotient(a, b), quotient(c, d)) ||
      isEqual(quotient(a, b), quotient(d, c));
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const spec = Object.freeze({
  id: 'MathEquationInput',
  isTerminal: false,
  isLinear: false,
  rules: {
    MatchesExactlyWith: sidesRule((answer, x) => answer === x),
    MatchesUpToTrivialManipulations: sidesRule((answer, x) =>
      EXPRESSION_RULES.MatchesUpToTrivialManipulations(answer, {x})),
    IsEquivalentTo: isEquivalent,
    ContainsSomeOf: (answer, inputs) =>
      countTerms(answer, inputs).numFound > 0,
    OmitsSomeOf: (answer, inputs) => {
      const {numFound, numTerms} = countTerms(answer, inputs);
      return numFound < numTerms;
    },
    MatchesWithGeneralForm: (answer, {x, y}) =>
      hasGeneralForm(termsOnOneSide(answer), termsOnOneSide(x), y),
  },
  normalizeAnswer,
  answerToText: (answer) => answer,
});
