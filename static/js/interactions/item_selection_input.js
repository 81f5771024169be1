/**
 * ItemSelectionInput: some choices of several; the answer is their indices,
 * in the creator's order.
 */

import {htmlToText} from '../domain/html_text.js';
import {listText} from '../domain/plain_text.js';
import {InvalidAnswerError} from './interaction_spec.js';
import {choicesOf} from './multiple_choice_input.js';

/** @typedef {import('./interaction_spec.js').Args} Args */

/**
 * @param {Args} args
 * @returns {{least: number, most: number}} How many may be chosen.
 */
export function selectionLimits(args) {
  const count = choicesOf(args).length;
  return {
    least: args.minAllowableSelectionCount?.value ?? 1,
    most: Math.min(args.maxAllowableSelectionCount?.value ?? count, count),
  };
}

/**
 * @param {unknown} answer
 * @param {Args} args
 * @returns {number[]}
 */
function normalizeAnswer(answer, args) {
  const count = choicesOf(args).length;
  const chosen = Array.isArray(answer) ? [...new Set(answer)] : [];
  if (!chosen.every((index) =>
    Number.isInteger(index) && index >= 0 && index < count)) {
    throw new InvalidAnswerError('Please choose an answer first.');
  }
  const {least, most} = selectionLimits(args);
  if (chosen.length < least) {
    throw new InvalidAnswerError(least === 1 ?
      'Please choose an answer first.' :
      `Please choose at least ${least} answers.`);
  }
  if (chosen.length > most) {
    throw new InvalidAnswerError(most === 1 ?
      'Please choose one answer only.' :
      `Please choose at most ${most} answers.`);
  }
  return chosen.sort((a, b) => a - b);
}

/**
 * @param {number[]} answer
 * @param {number[]} x
 * @returns {number} Number of choices in both.
 */
function numShared(answer, x) {
  return answer.filter((index) => x.includes(index)).length;
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const itemSelectionInput = Object.freeze({
  id: 'ItemSelectionInput',
  isTerminal: false,
  isLinear: false,
  rules: {
    Equals: (answer, {x}) => answer.length === x.length &&
        numShared(answer, x) === x.length,
    ContainsAtLeastOneOf: (answer, {x}) => numShared(answer, x) > 0,
    DoesNotContainAtLeastOneOf: (answer, {x}) =>
      numShared(answer, x) < x.length,
    IsProperSubsetOf: (answer, {x}) => answer.length < x.length &&
        numShared(answer, x) === answer.length,
  },
  normalizeAnswer,
  answerToText: (answer, args) => listText(answer.map(
      (/** @type {number} */ index) =>
        htmlToText(choicesOf(args)[index] ?? ''))),
});
