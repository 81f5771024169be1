/**
 * DragAndDropSortInput: the choices in order; the answer is a list of
 * positions, each a list of the indices of choices.
 */

import {htmlToText} from '../domain/html_text.js';
import {InvalidAnswerError} from './interaction_spec.js';
import {choicesOf} from './multiple_choice_input.js';

/** @typedef {import('./interaction_spec.js').Args} Args */

/** @typedef {number[][]} Ordering */

/**
 * @param {Args} args
 * @returns {Ordering} Each choice at its own position, as the creator wrote
 *     them.
 */
export function firstOrdering(args) {
  return choicesOf(args).map((_, index) => [index]);
}

/**
 * @param {Args} args
 * @returns {boolean}
 */
export function canShare(args) {
  return args.allowMultipleItemsInSamePosition?.value ?? false;
}

/**
 * Moves a choice one step. Where choices can share a position, it joins the
 * next position, or leaves the one it shares.
 *
 * @param {Ordering} ordering
 * @param {number} choice
 * @param {-1|1} step Negative: towards the first position.
 * @param {boolean} isShared Whether choices can share a position.
 * @returns {Ordering} The same if there is nowhere to go.
 */
export function moveChoice(ordering, choice, step, isShared) {
  const from = positionOf(ordering, choice);
  const isAlone = ordering[from].length === 1;
  const to = from + step;
  if (isAlone && !ordering[to]) return ordering;
  const result = removeChoice(ordering, choice);
  if (!isAlone) {
    result.splice(step < 0 ? from : from + 1, 0, [choice]);
  } else if (isShared) {
    // Without the choice, its old position is no longer in the list.
    const joined = step < 0 ? to : from;
    result[joined] = sortIndices([...result[joined], choice]);
  } else {
    result.splice(to, 0, [choice]);
  }
  return result;
}

/**
 * @param {Ordering} ordering
 * @param {number} choice
 * @param {number} other
 * @param {'before'|'with'|'after'} where
 * @returns {Ordering} With the choice at, or beside, the position of another.
 */
export function moveChoiceBeside(ordering, choice, other, where) {
  if (choice === other) return ordering;
  const result = removeChoice(ordering, choice);
  const position = positionOf(result, other);
  if (where === 'with') {
    result[position] = sortIndices([...result[position], choice]);
  } else {
    result.splice(where === 'before' ? position : position + 1, 0, [choice]);
  }
  return result;
}

/**
 * @param {Ordering} ordering
 * @param {number} choice
 * @returns {number} From 0; -1 where there is no such choice.
 */
export function positionOf(ordering, choice) {
  return ordering.findIndex((position) => position.includes(choice));
}

/**
 * @param {Ordering} ordering
 * @param {number} choice
 * @returns {Ordering}
 */
function removeChoice(ordering, choice) {
  return ordering
      .map((position) => position.filter((other) => other !== choice))
      .filter((position) => position.length > 0);
}

/**
 * @param {number[]} choices
 * @returns {number[]}
 */
function sortIndices(choices) {
  return choices.sort((a, b) => a - b);
}

/**
 * @param {unknown} answer
 * @param {Args} args
 * @returns {Ordering}
 */
function normalizeAnswer(answer, args) {
  const positions = Array.isArray(answer) ?
    answer.map((position) => [position].flat()) : [];
  const isWhole = positions.every((position) =>
    position.length > 0 && position.every(Number.isInteger)) &&
      sortIndices(positions.flat()).join() === choicesOf(args).map(
          (_, index) => index).join();
  if (!isWhole || !canShare(args) &&
      positions.some((position) => position.length > 1)) {
    throw new InvalidAnswerError('Please put all of them in order first.');
  }
  return positions.map(sortIndices);
}

/**
 * @param {Ordering} answer
 * @param {Ordering} x
 * @returns {number} As Oppia counts: for each position, the choices of the
 *     larger group that the smaller one lacks.
 */
function numAtOtherPositions(answer, x) {
  return answer.slice(0, x.length).reduce((sum, position, index) => {
    const [fewer, more] = x[index].length > position.length ?
      [position, x[index]] : [x[index], position];
    return sum + more.filter((choice) => !fewer.includes(choice)).length;
  }, 0);
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const spec = Object.freeze({
  id: 'DragAndDropSortInput',
  isTerminal: false,
  isLinear: false,
  rules: {
    IsEqualToOrdering: (answer, {x}) =>
      answer.length === x.length && numAtOtherPositions(answer, x) === 0,
    IsEqualToOrderingWithOneItemAtIncorrectPosition: (answer, {x}) =>
      numAtOtherPositions(answer, x) === 1,
    HasElementXAtPositionY: (answer, {x, y}) =>
      positionOf(answer, x) === y - 1,
    HasElementXBeforeElementY: (answer, {x, y}) =>
      positionOf(answer, x) < positionOf(answer, y),
  },
  normalizeAnswer,
  answerToText: (answer, args) => answer
      .map((/** @type {number[]} */ position, /** @type {number} */ index) =>
        `${index + 1}. ` + position.map(
            (choice) => htmlToText(choicesOf(args)[choice] ?? '')).join(' = '))
      .join('\n'),
});
