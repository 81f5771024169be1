/** The summary of a learner's answers, shown at the end of a play. */

import {outcomesOf} from '../../domain/exploration.js';
import {htmlToText} from '../../domain/html_text.js';

/** @typedef {import('./transcript.js').CardVisit} CardVisit */

/**
 * @typedef {{
 *   question: string,
 *   answers: {text: string, isCorrect: boolean}[],
 *   isRightAtFirst: boolean | null,
 * }} AnsweredQuestion `isRightAtFirst` is null where no answer counts as right,
 *     as in a survey.
 */

/** A text that learners need not have opened. */
const COLLAPSIBLE = /<details>.*?<\/details>/gs;

/** Characters of a question that are shown. */
const MAX_QUESTION_LENGTH = 90;

/**
 * @param {readonly CardVisit[]} visits
 * @param {import('../../domain/wire_types.js').Exploration} exploration
 * @returns {AnsweredQuestion[]} In the order in which they were answered
 *     first; all visits to a card together.
 */
export function answeredQuestions(visits, exploration) {
  /** @type {Map<string, AnsweredQuestion>} */
  const questions = new Map();
  for (const {card, results} of visits) {
    const given = results.filter(({answerText}) => answerText !== '');
    if (given.length === 0) continue;
    const {interaction} = exploration.states[card.stateName];
    const isGraded =
        outcomesOf(interaction).some((outcome) => outcome.labelled_as_correct);
    const question = questions.get(card.stateName) ?? {
      question: shortenQuestion(htmlToText(
          card.contentHtml.replace(COLLAPSIBLE, ' '))),
      answers: [],
      isRightAtFirst: isGraded ? given[0].labelledAsCorrect : null,
    };
    question.answers.push(...given.map(({answerText, labelledAsCorrect}) =>
      ({text: answerText, isCorrect: labelledAsCorrect})));
    questions.set(card.stateName, question);
  }
  return [...questions.values()];
}

/**
 * The question is usually the last sentence of a card.
 *
 * @param {string} text
 * @returns {string} Its end, from the start of a sentence or word.
 */
function shortenQuestion(text) {
  if (text.length <= MAX_QUESTION_LENGTH) return text;
  const end = text.slice(-MAX_QUESTION_LENGTH);
  const sentence = end.search(/(?<=[.!?\u061F\u3002])\s+\S/);
  return `… ${end.slice(sentence < 0 ? end.indexOf(' ') : sentence).trim()}`;
}
