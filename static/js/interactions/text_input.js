/** TextInput: words. Only one rule depends on spaces and case. */

import {withoutControl} from '../domain/plain_text.js';
import {collapseSpaces, compose, foldCase, withoutInvisible} from
  '../domain/text_forms.js';
import {InvalidAnswerError} from './interaction_spec.js';

/** @import {Interaction} from '../domain/wire_types.js' */

/**
 * Characters of an answer. The server accepts 10 kB of JSON, in which one
 * character can need six bytes.
 */
export const MAX_TEXT_ANSWER_LENGTH = 1500;

/**
 * @param {(answer: string, x: string) => boolean} matches
 * @param {(text: string) => string} prepare Applied to both sides.
 * @returns {import('./interaction_spec.js').Rule} Any member of x suffices.
 */
function anyOf(matches, prepare = foldCase) {
  return (answer, {x}) => {
    const prepared = prepare(answer);
    return [x].flat().some((member) => matches(prepared, prepare(member)));
  };
}

/**
 * @param {string} a
 * @param {string} b
 * @param {number} most
 * @returns {boolean} Whether at most `most` inserted, removed or replaced
 *     characters turn one text into the other.
 */
function isWithinEdits(a, b, most) {
  const [short, long] = [[...a], [...b]].sort((p, q) => p.length - q.length);
  if (long.length - short.length > most) return false;
  let row = [...long.keys(), long.length];
  for (const [index, character] of short.entries()) {
    const next = [index + 1];
    for (const [at, other] of long.entries()) {
      next.push(Math.min(
          row[at] + Number(other !== character), row[at + 1] + 1,
          next[at] + 1));
    }
    row = next;
  }
  return row[long.length] <= most;
}

/**
 * @param {Interaction} interaction
 * @param {unknown} answer One that matches no rule.
 * @returns {boolean} Whether it is a misspelled right answer: with at most one
 *     edit for every three letters, and at most two.
 */
export function isMisspelled({customization_args: args, ...rest}, answer) {
  if (!args.catchMisspellings?.value || typeof answer !== 'string') {
    return false;
  }
  const typed = foldCase(answer);
  return rest.answer_groups
      .filter(({outcome}) => outcome.labelled_as_correct)
      .flatMap(({rule_specs: rules}) => rules.flatMap(({inputs}) => inputs.x))
      .some((/** @type {string} */ x) => isWithinEdits(
          typed, foldCase(x), Math.min(2, Math.floor(foldCase(x).length / 3))));
}

/**
 * @param {unknown} answer
 * @returns {string}
 */
function normalizeAnswer(answer) {
  const text = typeof answer === 'string' ?
    withoutControl(collapseSpaces(answer)).trim() : '';
  if (withoutInvisible(text).trim() === '') {
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
    FuzzyEquals: anyOf((answer, x) => isWithinEdits(answer, x, 1)),
  },
  normalizeAnswer,
  answerToText: (answer) => String(answer),
});
