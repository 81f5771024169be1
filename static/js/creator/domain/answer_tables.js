/**
 * Answers to a card as tables for the page and for files. Free of the DOM.
 */

import {answerItems, answerText, shortenedAnswerText} from
  './answer_texts.js';
import {formatCount} from './formats.js';

/** @import {ChartTable} from './charts/chart_content.js' */
/** @import {CustomizationArgs} from './answer_texts.js' */
/**
 * @import {
 *   Answers as AnswersOfInteraction, FirstAnswer, Occurrence, Spelling,
 *   Visualization
 * } from '../../domain/wire_types.js'
 */

/** Characters of an answer that a table shows until it is expanded. */
export const SHOWN_LENGTH = 80;

/** Rows of a table on one page. */
export const PAGE_SIZE = 10;

/**
 * @typedef {object} AnswerContext the card that was answered.
 * @property {string} interactionId
 * @property {CustomizationArgs} args of the card in the version shown.
 */

/**
 * @typedef {object} AnswerRow
 * @property {any} answer as recorded.
 * @property {string} text
 * @property {string[]} items the parts of an answer that has several.
 * @property {boolean} isShortened whether only its beginning is stored.
 * @property {number} count
 * @property {number} countAtMost
 * @property {number|null} numSessions
 * @property {number|null} share of all answers; null where one answer counts
 *     in several rows.
 * @property {boolean|null} isAddressed null where it is not known.
 * @property {boolean|null} isRight by the version shown; null where nothing is
 *     right or wrong.
 * @property {number} numJudgedOtherwise how often earlier versions judged
 *     it differently from the version shown.
 * @property {(Spelling & {text: string})[]} spellings if there are several:
 *     each, most frequent first, as a learner would write it
 */

/**
 * @param {any} answer
 * @param {boolean} isShortened
 * @param {AnswerContext} context
 * @return {string}
 */
function textOfAnswer(answer, isShortened, context) {
  return isShortened && typeof answer === 'string' ?
    shortenedAnswerText(answer) :
    answerText(answer, context.interactionId, context.args);
}

/**
 * @param {Visualization} visualization
 * @param {AnswersOfInteraction} entry the answers it belongs to.
 * @param {AnswerContext} context
 * @return {AnswerRow[]}
 */
export function answerRows(visualization, entry, context) {
  const isOfElements =
    visualization.calculation_id === 'FrequencyCommonlySubmittedElements';
  // The elements of a selection are choices.
  const answerContext = isOfElements ? {
    ...context,
    interactionId: context.interactionId === 'ItemSelectionInput' ?
      'MultipleChoiceInput' : '',
  } : context;
  return visualization.data.map((occurrence) =>
    rowOf(occurrence, isOfElements ? 0 : entry.num_answers, answerContext));
}

/**
 * @param {Occurrence} occurrence
 * @param {number} whole number of all answers; 0 for no shares.
 * @param {AnswerContext} context
 * @return {AnswerRow}
 */
function rowOf(occurrence, whole, context) {
  const isShortened = occurrence.is_shortened ?? false;
  const text = textOfAnswer(occurrence.answer, isShortened, context);
  return {
    answer: occurrence.answer,
    text,
    items: isShortened ? [text] :
      answerItems(occurrence.answer, context.interactionId, context.args),
    isShortened,
    count: occurrence.frequency,
    countAtMost: occurrence.frequency_at_most ?? occurrence.frequency,
    numSessions: occurrence.num_sessions ?? null,
    share: whole > 0 ? occurrence.frequency / whole : null,
    isAddressed: occurrence.is_addressed ?? null,
    isRight: occurrence.is_right ?? null,
    numJudgedOtherwise: occurrence.num_judged_otherwise ?? 0,
    spellings: (occurrence.spellings ?? []).map((spelling) => ({
      ...spelling, text: textOfAnswer(spelling.answer, false, context),
    })),
  };
}

/**
 * Whether a table shows which answers have responses of their own. Tables of
 * unresolved answers do not, as none of these has one.
 *
 * @param {Visualization} visualization
 * @return {boolean}
 */
export function showsAddressed(visualization) {
  return visualization.addressed_info_is_supported &&
    !isOfUnresolved(visualization);
}

/**
 * @param {Visualization} visualization
 * @return {boolean}
 */
export function isOfUnresolved(visualization) {
  return visualization.calculation_id === 'TopNUnresolvedAnswersByFrequency';
}

/**
 * @param {boolean|null} isAddressed
 * @return {string}
 */
export function addressedText(isAddressed) {
  if (isAddressed === null) return 'not known';
  return isAddressed ? 'Yes' : 'No';
}

/**
 * @param {AnswersOfInteraction} entry
 * @return {string} empty when the counts are exact.
 */
export function exactnessText(entry) {
  if (entry.is_exact || !entry.max_error) return '';
  return 'There are so many different answers that not all could be kept: a ' +
    `count can be too low by up to ${formatCount(entry.max_error)}.`;
}

/**
 * The choices that nobody selected, which the table therefore lacks.
 *
 * @param {AnswerRow[]} rows
 * @param {AnswerContext} context
 * @return {string[]} empty where there is no list of choices.
 */
export function unlistedChoices(rows, {interactionId, args}) {
  const choices = args.choices?.value;
  if (interactionId !== 'MultipleChoiceInput' || !Array.isArray(choices)) {
    return [];
  }
  const listed = new Set(rows.map(({answer}) => answer));
  return choices
    .map((_, index) => index).filter((index) => !listed.has(index))
    .map((index) => answerText(index, interactionId, args));
}

/**
 * @param {AnswerRow[]} rows
 * @param {Visualization} visualization
 * @return {ChartTable} for files.
 */
export function answerTable(rows, visualization) {
  const isShown = showsAddressed(visualization);
  return {
    id: 'card_answers',
    columns: [
      {key: 'answer', label: 'Answer'},
      {key: 'answer_json', label: 'As recorded'},
      {key: 'is_shortened', label: 'Shortened'},
      {key: 'count', label: 'Count', isNumber: true},
      {key: 'count_at_most', label: 'At most', isNumber: true},
      {key: 'num_sessions', label: 'Learners', isNumber: true},
      {key: 'share_of_answers', label: 'Share of answers', isNumber: true},
      {key: 'is_right', label: 'Right'},
      {key: 'num_judged_otherwise', label: 'Counted otherwise', isNumber: true},
      {key: 'spellings', label: 'Spellings'},
      ...isShown ? [{key: 'is_addressed', label: 'Addressed'}] : [],
    ],
    rows: rows.map((row) => [
      row.text, JSON.stringify(row.answer), row.isShortened, row.count,
      row.countAtMost, row.numSessions, row.share, row.isRight,
      row.numJudgedOtherwise,
      row.spellings.length ? JSON.stringify(row.spellings.map(
        ({answer, count}) => ({answer, count}))) : null,
      ...isShown ? [row.isAddressed] : [],
    ]),
  };
}

/**
 * @typedef {object} DistractorRow
 * @property {any} answer
 * @property {string} text
 * @property {boolean} isRight
 * @property {number} numTimes how many times it was given, first or later.
 * @property {number} numJudgedOtherwise how many of these earlier versions
 *     judged differently from the version shown.
 * @property {import('../../domain/wire_types.js').Rate} share of first answers.
 * @property {number|null} meanRest mean rest score, from 0 to 1.
 * @property {boolean} isSuspicious whether it is wrong and those who gave it
 *     do better elsewhere than those who were right.
 */

/**
 * @param {FirstAnswer[]} answers
 * @param {AnswerContext} context
 * @return {DistractorRow[]} most frequent first.
 */
export function distractorRows(answers, context) {
  const right = restOfRight(answers);
  return answers.map((first) => ({
    answer: first.answer,
    text: textOfAnswer(first.answer, false, context),
    isRight: first.is_right,
    numTimes: first.num_times,
    numJudgedOtherwise: first.num_judged_otherwise,
    share: first.share,
    meanRest: first.mean_rest_score,
    isSuspicious: !first.is_right && right !== null &&
      first.mean_rest_score !== null && first.share.successes >= 10 &&
      first.mean_rest_score > right,
  }));
}

/**
 * @param {FirstAnswer[]} answers
 * @return {number|null} the mean rest score of those who were right.
 */
function restOfRight(answers) {
  let sum = 0;
  let weight = 0;
  for (const {is_right: isRight, mean_rest_score: rest, share} of answers) {
    if (!isRight || rest === null) continue;
    sum += rest * share.successes;
    weight += share.successes;
  }
  return weight > 0 ? sum / weight : null;
}

/**
 * @param {DistractorRow[]} rows
 * @return {ChartTable} for files.
 */
export function distractorTable(rows) {
  return {
    id: 'first_answers',
    columns: [
      {key: 'first_answer', label: 'First answer'},
      {key: 'answer_json', label: 'As recorded'},
      {key: 'is_right', label: 'Right'},
      {key: 'num_times', label: 'Times given', isNumber: true},
      {key: 'num_judged_otherwise', label: 'Counted otherwise', isNumber: true},
      {key: 'num_sessions', label: 'Learners', isNumber: true},
      {key: 'share_of_first_answers', label: 'Share', isNumber: true},
      {key: 'share_low', label: 'At least', isNumber: true},
      {key: 'share_high', label: 'At most', isNumber: true},
      {key: 'mean_rest_score', label: 'Score elsewhere', isNumber: true},
    ],
    rows: rows.map((row) => [
      row.text, JSON.stringify(row.answer), row.isRight, row.numTimes,
      row.numJudgedOtherwise, row.share.successes,
      row.share.value, row.share.low, row.share.high, row.meanRest,
    ]),
  };
}

/**
 * @template T
 * @param {T[]} rows
 * @param {number} page from 0; one beyond the end is the last.
 * @return {{rows: T[], page: number, numPages: number, first: number}} first:
 *     the index of its first row among all rows.
 */
export function pageOf(rows, page) {
  const numPages = Math.max(1, Math.ceil(rows.length / PAGE_SIZE));
  const shown = Math.min(Math.max(page, 0), numPages - 1);
  const first = shown * PAGE_SIZE;
  return {
    rows: rows.slice(first, first + PAGE_SIZE), page: shown, numPages, first,
  };
}
