/**
 * One page for a creator before the next lesson: what learners got wrong, in
 * which words, and what they answered to open questions. Free of the DOM.
 */

import {htmlToText} from '../../domain/html_text.js';
import {answerText} from './answer_texts.js';
import {isEnough} from './card_details.js';
import {
  excerptOf, formatPart, formatQuantity, formatShare,
} from './formats.js';
import {fillInSampleParams} from './sample_params.js';
import {wilsonInterval} from './wilson.js';

/**
 * @import {
 *   Exploration, LessonSheet, Rate as ServerRate, SheetState
 * } from '../../domain/wire_types.js'
 */

/** Numbers of questions, and lengths in characters, that fit on one page. */
const MAX_QUESTIONS = 6;
const MAX_OPEN_QUESTIONS = 4;
const LONGEST_QUESTION = 160;
const LONGEST_ANSWER = 100;

/**
 * @typedef {object} SheetItem
 * @property {string} stateName
 * @property {string} question its text.
 * @property {string} result
 * @property {{text: string, count: number}[]} answers
 * @property {string} others how many answers are not listed; empty if none.
 */

/**
 * @typedef {object} SheetList
 * @property {SheetItem[]} items
 * @property {number} numMore cards for which there is no room.
 */

/**
 * @param {ServerRate} rate
 * @return {string}
 */
function shareText({value, successes, n}) {
  const counts = formatPart(successes, n);
  return isEnough(n) ? `${formatShare(value)} (${counts})` : counts;
}

/**
 * @param {string} text of a card.
 * @return {string} the end of a long one, where the question is.
 */
function questionOf(text) {
  const characters = [...text];
  if (characters.length <= LONGEST_QUESTION) return text;
  const end = characters.slice(1 - LONGEST_QUESTION).join('');
  return '…' + end.slice(end.indexOf(' ') + 1);
}

/**
 * @param {SheetState} card
 * @param {Exploration|null} exploration
 * @param {number} kAnonymity
 * @return {SheetItem}
 */
function itemOf(card, exploration, kAnonymity) {
  const {
    state_name: stateName, interaction_id: interactionId, answers,
    num_others: numOthers, is_question: isQuestion,
  } = card;
  const state = exploration?.states[stateName];
  const html = state ? fillInSampleParams(state, exploration).content.html : '';
  const args = state?.interaction.customization_args ?? {};
  return {
    stateName,
    question: questionOf(htmlToText(html)),
    result: isQuestion ? `Right at first ${shareText(card.first_try)}, in ` +
      `the end ${shareText(card.eventual_success)}` :
      formatQuantity(card.eventual_success.n, 'learner') + ' answered',
    answers: answers.map(({answer, num_sessions: count}) => ({
      text: excerptOf(answerText(answer, interactionId, args), LONGEST_ANSWER),
      count,
    })),
    others: numOthers === 0 ? '' : `${formatQuantity(numOthers, 'learner')} ` +
      `began with ${answers.length ? 'other answers (rarer, or' :
        'answers (each'} given by fewer than ${kAnonymity} learners in all)`,
  };
}

/**
 * @param {readonly SheetState[]} cards
 * @param {number} room
 * @param {(card: SheetState) => SheetItem} write
 * @return {SheetList}
 */
function listOf(cards, room, write) {
  return {
    items: cards.slice(0, room).map(write),
    numMore: Math.max(0, cards.length - room),
  };
}

/**
 * @param {LessonSheet} sheet
 * @param {Exploration|null} exploration null where it could not be loaded.
 * @return {{mistakes: SheetList, open: SheetList}} questions that learners
 *     got wrong, the most wrong first; and questions without wrong answers.
 */
export function lessonSheet(
  {states: cards, k_anonymity: k}, exploration) {
  const low = (/** @type {SheetState} */ {first_try: {n, successes}}) =>
    wilsonInterval(n - successes, n)?.low ?? 0;
  const write = (/** @type {SheetState} */ card) =>
    itemOf(card, exploration, k);
  return {
    mistakes: listOf(cards
      .filter(({is_question: isQuestion, first_try: {n, successes}}) =>
        isQuestion && successes < n)
      .sort((a, b) => low(b) - low(a)), MAX_QUESTIONS, write),
    open: listOf(cards.filter(({is_question: isQuestion}) => !isQuestion),
      MAX_OPEN_QUESTIONS, write),
  };
}
