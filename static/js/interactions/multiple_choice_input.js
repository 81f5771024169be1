/** MultipleChoiceInput: one choice of several; the answer is its index. */

import {htmlToText} from '../domain/html_text.js';
import {InvalidAnswerError} from './interaction_spec.js';

/** @typedef {import('./interaction_spec.js').Args} Args */

/**
 * @param {Args} args
 * @returns {string[]} The HTML of each choice, in the creator's order.
 */
export function choicesOf(args) {
  return args.choices?.value ?? [];
}

/**
 * @param {Args} args
 * @param {() => number} random
 * @returns {number[]} The indices of the choices in the order to show them.
 */
export function displayOrder(args, random) {
  const order = choicesOf(args).map((_, index) => index);
  if (args.showChoicesInShuffledOrder?.value === false) return order;
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/**
 * @param {unknown} answer
 * @param {Args} args
 * @returns {number}
 */
function normalizeAnswer(answer, args) {
  const isChoice = typeof answer === 'number' && Number.isInteger(answer) &&
      answer >= 0 && answer < choicesOf(args).length;
  if (!isChoice) throw new InvalidAnswerError('Please choose an answer first.');
  return answer;
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const multipleChoiceInput = Object.freeze({
  id: 'MultipleChoiceInput',
  isTerminal: false,
  isLinear: false,
  rules: {
    Equals: (answer, {x}) => answer === x,
  },
  normalizeAnswer,
  answerToText: (answer, args) => htmlToText(choicesOf(args)[answer] ?? ''),
});
