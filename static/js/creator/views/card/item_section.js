/**
 * The card as a question: its difficulty, whether it separates learners who
 * do well from others, and which wrong answers mislead.
 */

import {html, nothing} from 'lit-html';

import {quote} from '../../../domain/text_direction.js';
import {distractorRows, distractorTable} from '../../domain/answer_tables.js';
import {
  coefficientInterval, discriminationVerdict, isEnough, rateNote, rateText,
  tooFewText,
} from '../../domain/card_details.js';
import {
  formatCoefficient, formatCount, formatQuantity, formatShare,
} from '../../domain/formats.js';
import {
  answerCell, answerFigure, differingJudgementHint, pagedRegion, shareBar,
  shareWithInterval,
} from '../answers/answer_parts.js';
import {distributionFigure, figureList} from './card_figures.js';

/**
 * @import {
 *   AnswerContext, DistractorRow
 * } from '../../domain/answer_tables.js'
 */
/**
 * @import {
 *   Item, StateView as CardDetails
 * } from '../../../domain/wire_types.js'
 */

/**
 * @param {boolean} hasShares
 * @return {import('../table.js').Column<DistractorRow>[]}
 */
function columnsOf(hasShares) {
  return [
    {label: 'First answer', cell: ({text, isRight, share, ...row}) =>
      html`${answerCell(text)}${differingJudgementHint(
        row.numJudgedOtherwise, row.numTimes, isRight)}${
        hasShares ? shareBar(share.value ?? 0) : nothing}`},
    {label: 'Right?', cell: ({isRight}) => isRight ? '✓ right' : 'wrong',
      classOf: ({isRight}) => isRight ? 'answer-right' : ''},
    {label: 'Learners', isNumber: true,
      cell: ({share}) => formatCount(share.successes)},
    {label: 'Share', isNumber: true,
      cell: ({share}) => hasShares && share.low !== null ?
        shareWithInterval(formatShare(share.value), share) : '–'},
    {label: 'Score elsewhere', isNumber: true, term: 'restScore',
      cell: ({share, meanRest}) =>
        isEnough(share.successes) ? formatShare(meanRest) : '–'},
  ];
}

/**
 * @param {CardDetails} details
 * @param {AnswerContext} context
 * @param {string} fileStem
 */
export function itemSection(details, context, fileStem) {
  return html`<div class="card-item">
    ${figureList(rightnessFigures(details.item))}
    ${firstAnswers(details, context, fileStem)}
  </div>`;
}

/**
 * Measures of the card as a test item.
 *
 * @param {CardDetails} details
 * @param {string} fileStem
 */
export function itemDetails({item}, fileStem) {
  return html`<div class="card-item">
    ${figureList(testFigures(item))}
    ${distributionFigure({
      title: 'Tries to the right answer', term: 'triesToRight',
      unit: 'number', noun: 'learner', fileName: `${fileStem}-tries-to-right`,
      values: item.tries_to_right,
    })}
  </div>`;
}

/**
 * @param {Item} item
 * @return {import('./card_figures.js').ListedFigure[]}
 */
function rightnessFigures(item) {
  return [{
    term: 'firstTry', value: rateText(item.first_try),
    note: rateNote(item.first_try, 'first answers'),
  }, {
    term: 'eventualSuccess', value: rateText(item.eventual_success),
    note: rateNote(item.eventual_success, 'learners who answered'),
  }];
}

/**
 * @param {Item} item
 * @return {import('./card_figures.js').ListedFigure[]}
 */
function testFigures(item) {
  const {discrimination} = item;
  const hasEnough =
    isEnough(discrimination.n) && discrimination.value !== null;
  const numbers = [
    `n = ${formatCount(discrimination.n)}`,
    coefficientInterval(discrimination),
  ].filter(Boolean).join(', ');
  return [{
    term: 'discrimination',
    value: hasEnough ? formatCoefficient(discrimination.value) :
      tooFewText(discrimination.n),
    note: hasEnough ?
      [numbers, discriminationVerdict(discrimination)]
        .filter(Boolean).join('. ') :
      'of learners who also answered another question',
  }, {
    term: 'upperLower', value: hasEnough ?
      formatCoefficient(item.upper_lower_discrimination) : '–',
  }, {
    term: 'alphaIfDeleted', value: hasEnough ?
      formatCoefficient(item.alpha_if_deleted) : '–',
  }];
}

/**
 * @param {CardDetails} details
 * @param {AnswerContext} context
 * @param {string} fileStem
 */
function firstAnswers(details, context, fileStem) {
  const entry = details.answers[context.interactionId];
  const rows = distractorRows(entry?.first_answers ?? [], context);
  const n = details.item.first_try.n;
  return answerFigure({
    title: 'First answers', term: 'firstAnswers',
    description: rows.length ? `Of ${formatQuantity(n, 'learner')}.` :
      'There is no first answer yet that may be listed.',
    notes: [
      ...rows.filter(({isSuspicious}) => isSuspicious).map(({text}) =>
        `Those who first answered ${quote(text)}, which is wrong, do better ` +
        'elsewhere than those who were right: look at the question again.'),
      unlistedText(rows, n),
    ],
    table: distractorTable(rows),
    fileName: `${fileStem}-first-answers`,
    body: pagedRegion('First answers', columnsOf(isEnough(n)), rows),
  });
}

/**
 * @param {DistractorRow[]} rows
 * @param {number} n number of all first answers.
 * @return {string} how many first answers are in no row; empty if none.
 */
function unlistedText(rows, n) {
  const listed = rows.reduce((sum, {share}) => sum + share.successes, 0);
  return n <= listed ? '' : `${formatQuantity(n - listed, 'learner')} first ` +
    'gave other answers, which too few gave to be listed.';
}
