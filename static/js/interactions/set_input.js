/** SetInput: several short texts in any order. Case matters. */

import {listText, withoutControl} from '../domain/plain_text.js';
import {collapseSpaces, compose} from '../domain/text_forms.js';
import {InvalidAnswerError} from './interaction_spec.js';

/** Characters of an element, and elements, that the server accepts. */
export const MAX_ELEMENT_LENGTH = 500;
const MAX_ELEMENTS = 100;

/** Characters of all elements; see `MAX_TEXT_ANSWER_LENGTH`. */
const MAX_ANSWER_LENGTH = 1500;

/** Marks that only separate, and a comma, which can also be in a number. */
const SEPARATORS = /[\n\r\t;；、，،]+/u;
const LISTED = /,\s|,.*,/u;
const GROUPED_NUMBER = /^\d{1,3}(?:,\d{3})+$/;

/**
 * @param {string} text Of one field, typed or pasted.
 * @returns {string[]} The elements that it seems to list: "2, 3" has two, "2,5"
 *     is one.
 */
export function elementsIn(text) {
  const isList = LISTED.test(text) && !GROUPED_NUMBER.test(text.trim());
  const separator = !SEPARATORS.test(text) && isList ? ',' : SEPARATORS;
  return text.split(separator).map((part) => part.trim()).filter(Boolean)
      .slice(0, MAX_ELEMENTS);
}

/**
 * @param {unknown} answer
 * @returns {string[]} Sorted, so that equal sets are counted together.
 */
function normalizeAnswer(answer) {
  const typed = (Array.isArray(answer) ? answer : [])
      .filter((element) => typeof element === 'string')
      .map((element) => collapseSpaces(withoutControl(element)))
      .filter((element) => compose(element) !== '');
  const elements = [...new Map(
      typed.reverse().map((element) => [compose(element), element])).values()];
  if (elements.length === 0) {
    throw new InvalidAnswerError('Please type an answer first.');
  }
  if (elements.length > MAX_ELEMENTS ||
      elements.some(({length}) => length > MAX_ELEMENT_LENGTH) ||
      elements.join('').length > MAX_ANSWER_LENGTH) {
    throw new InvalidAnswerError('This answer is too long.');
  }
  return elements.sort();
}

/**
 * @param {(answer: Set<string>, x: Set<string>) => boolean} matches
 * @returns {import('./interaction_spec.js').Rule}
 */
function setRule(matches) {
  return (answer, {x}) =>
    matches(new Set(answer.map(compose)), new Set(x.map(compose)));
}

/**
 * @param {Set<string>} a
 * @param {Set<string>} b
 * @returns {number} Number of elements of a that are in b.
 */
function numShared(a, b) {
  return [...a].filter((element) => b.has(element)).length;
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const spec = Object.freeze({
  id: 'SetInput',
  isTerminal: false,
  isLinear: false,
  rules: {
    Equals: setRule((answer, x) =>
      answer.size === x.size && numShared(answer, x) === x.size),
    IsSubsetOf: setRule((answer, x) =>
      answer.size < x.size && numShared(answer, x) === answer.size),
    IsSupersetOf: setRule((answer, x) =>
      answer.size > x.size && numShared(answer, x) === x.size),
    HasElementsIn: setRule((answer, x) => numShared(answer, x) > 0),
    HasElementsNotIn: setRule((answer, x) =>
      numShared(answer, x) < answer.size),
    OmitsElementsIn: setRule((answer, x) => numShared(answer, x) < x.size),
    IsDisjointFrom: setRule((answer, x) => numShared(answer, x) === 0),
  },
  normalizeAnswer,
  answerToText: listText,
});
