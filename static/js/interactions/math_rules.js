/** Oppia's rules that compare an expression with the creator's. */

import {
  canBePaired, difference, holdsEverywhere, isEqual, isSameTerm, lettersIn,
  nodeOf, parse, quotient, scopeAt, termsOf, valueAt,
} from './math_expressions.js';

/** @typedef {import('./interaction_spec.js').Rule} Rule */
/** @typedef {import('./math_expressions.js').Term} Term */

/**
 * @param {Term[]} answer
 * @param {Term[]} x
 * @returns {boolean} Whether they have the same terms, in any order.
 */
export function hasSameTerms(answer, x) {
  return canBePaired(answer, x, isSameTerm);
}

/**
 * @param {Term[]} answer
 * @param {Term[]} x
 * @returns {number} Number of terms of x that are in the answer.
 */
export function numTermsIn(answer, x) {
  return x.filter(
      (term) => answer.some((other) => isSameTerm(term, other))).length;
}

/**
 * @param {Term} answer
 * @param {Term} form
 * @param {string[]} placeholders
 * @returns {boolean} Whether the quotient or the difference of the two depends
 *     on placeholders alone.
 */
function hasForm(answer, form, placeholders) {
  const [a, b] = [nodeOf(answer), nodeOf(form)];
  const letters = [...new Set([a, b].flatMap(lettersIn))];
  const fixed = letters.filter((letter) => placeholders.includes(letter));
  const free = letters.filter((letter) => !placeholders.includes(letter));
  return [quotient(b, a), difference(b, a)].some((node) => {
    const values = [0, 1, 2, 3].map((point) => valueAt(
        node, {...scopeAt(free, point), ...scopeAt(fixed, 0)}));
    return values.every(
        (value) => Math.abs(value - values[0]) <= 1e-9 * (1 + Math.abs(value)));
  });
}

/**
 * @param {Term[]} answer
 * @param {Term[]} form
 * @param {string[]} placeholders
 * @returns {boolean} Whether the answer has the form, with other numbers or
 *     letters in the places of the placeholders.
 */
export function hasGeneralForm(answer, form, placeholders) {
  const names = answer.flatMap((term) => lettersIn(nodeOf(term)));
  return !names.some((name) => placeholders.includes(name)) &&
      canBePaired(answer, form, (a, b) => hasForm(a, b, placeholders));
}

/**
 * @param {(answer: Term[], x: Term[], inputs: Record<string, any>) =>
 *     boolean} matches
 * @returns {Rule}
 */
function termsRule(matches) {
  return (answer, inputs) => matches(
      termsOf(parse(answer)), termsOf(parse(inputs.x)), inputs);
}

/** @type {Readonly<Record<string, Rule>>} */
export const EXPRESSION_RULES = Object.freeze({
  MatchesExactlyWith: (answer, {x}) => answer === x,
  MatchesUpToTrivialManipulations: termsRule(hasSameTerms),
  IsEquivalentTo: (answer, {x}) => isEqual(parse(answer), parse(x)),
  ContainsSomeOf: termsRule((answer, x) => numTermsIn(answer, x) > 0),
  OmitsSomeOf: termsRule((answer, x) => numTermsIn(answer, x) < x.length),
  MatchesWithGeneralForm: termsRule(
      (answer, x, {y}) => hasGeneralForm(answer, x, y)),
});

/**
 * @param {string} expression
 * @returns {boolean} Whether it has values: 1/0 has none.
 */
export function hasValues(expression) {
  return holdsEverywhere([parse(expression)], () => true);
}
