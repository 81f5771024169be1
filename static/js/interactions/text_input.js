/** TextInput: words. Only one rule depends on spaces and case. */

import {withoutControl} from '../domain/plain_text.js';
import {InvalidAnswerError} from './interaction_spec.js';

/**
 * Characters of an answer. The server accepts 10 kB of JSON, in which one
 * character can need six bytes.
 */
export const MAX_TEXT_ANSWER_LENGTH = 1500;

/**
 * @param {string} text
 * @returns {string}
 */
function collapseSpaces(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * @param {string} text
 * @returns {string} The text with composed accents (an accent may also be a
 *     separate mark, depending on the keyboard).
 */
function compose(text) {
  return collapseSpaces(text).normalize('NFC');
}

/**
 * @param {string} text
 * @returns {string} The text without differences that do not matter.
 *     `toLowerCase` alone does not merge two letters that case folding merges.
 */
function fold(text) {
  return compose(text).toLowerCase()
      .replaceAll('ß', 'ss').replaceAll('ς', 'σ');
}

/**
 * @param {(answer: string, x: string) => boolean} matches
 * @param {(text: string) => string} prepare Applied to both sides.
 * @returns {import('./interaction_spec.js').Rule} Any member of x suffices.
 */
function anyOf(matches, prepare = fold) {
  return (answer, {x}) => {
    const prepared = prepare(answer);
    return [x].flat().some((member) => matches(prepared, prepare(member)));
  };
}

/**
 * @param {string} a
 * @param {string} b
 * @returns {boolean} Whether one inserted, removed or replaced character, or
 *     none, makes one text the other.
 */
function isWithinOneEdit(a, b) {
  const [short, long] = [[...a], [...b]].sort((p, q) => p.length - q.length);
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  let end = 0;
  while (end < short.length - start &&
      short[short.length - 1 - end] === long[long.length - 1 - end]) end++;
  return long.length - start - end <= 1;
}

/**
 * @param {unknown} answer
 * @returns {string}
 */
function normalizeAnswer(answer) {
  const text = typeof answer === 'string' ?
    withoutControl(collapseSpaces(answer)).trim() : '';
  if (text === '') {
    throw new InvalidAnswerError('Please type an answer first.');
  }
  if (text.length > MAX_TEXT_ANSWER_LENGTH) {
    throw new InvalidAnswerError(
        'This answer is too long: please use at most ' +
        `${MAX_TEXT_ANSWER_LENGTH} characters.`);
  }
  return text;
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const textInput = Object.freeze({
  id: 'TextInput',
  isTerminal: false,
  isLinear: false,
  rules: {
    Equals: anyOf((answer, x) => answer === x),
    CaseSensitiveEquals: anyOf((answer, x) => answer === x, compose),
    StartsWith: anyOf((answer, x) => answer.startsWith(x)),
    Contains: anyOf((answer, x) => answer.includes(x)),
    FuzzyEquals: anyOf(isWithinOneEdit),
  },
  normalizeAnswer,
  answerToText: (answer) => String(answer),
});
