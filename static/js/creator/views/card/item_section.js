/**
 * The card as a question: how hard it is, whether it tells learners apart,
 * and which wrong answers mislead.
 */

import {distractorRows, distractorTable} from '../../domain/answer_tables.js';
import {
  coefficientInterval, discriminationVerdict, isEnough, rateNote, rateText,
  tooFewText,
} from '../../domain/card_details.js';
import {
  formatCoefficient, formatCount, formatInterval, formatQuantity, formatShare,
} from '../../domain/formats.js';
import {h, setAttribute} from '../../lib/dom.js';
import {definitionButton} from '../../lib/toggletip.js';
import {answerCell} from '../answers/answer_cell.js';
import {AnswerFrame} from '../answers/answer_frame.js';
import {shareBar} from '../answers/frequency_table.js';
import {PagedRows} from '../answers/paged_rows.js';
import {DistributionFigure} from './distribution_figure.js';
import {FigureList} from './figure_list.js';

/**
 * @import {
 *   AnswerContext, DistractorRow
 * } from '../../domain/answer_tables.js'
 */
/** @import {CardDetails, Item} from '../../domain/card_details.js' */

/**
 * @param {Item} item
 * @return {Record<string, import('./figure_list.js').FigureText>}
 */
function figuresOf(item) {
  const {discrimination} = item;
  const isTold = isEnough(discrimination.n) && discrimination.value !== null;
  const interval = coefficientInterval(discrimination);
  return {
    firstTry: {
      value: rateText(item.first_try),
      note: rateNote(item.first_try, 'first answers'),
    },
    eventualSuccess: {
      value: rateText(item.eventual_success),
      note: rateNote(item.eventual_success, 'learners who answered'),
    },
    discrimination: {
      value: isTold ? formatCoefficient(discrimination.value) :
        tooFewText(discrimination.n),
      note: isTold ? [
        [`n = ${formatCount(discrimination.n)}`, interval]
          .filter(Boolean).join(', '),
        discriminationVerdict(discrimination),
      ].filter(Boolean).join('. ') :
        'of learners who also answered another question',
    },
    upperLower: {
      value: isTold ? formatCoefficient(item.upper_lower_discrimination) : '–',
    },
  };
}

export class ItemSection {
  constructor() {
    this.list = new FigureList(
      ['firstTry', 'eventualSuccess', 'discrimination', 'upperLower']);
    this.tries = new DistributionFigure({
      title: 'Tries to the right answer', term: 'triesToRight',
      unit: 'number', noun: 'learner', key: 'tries-to-right',
    });
    this.distractors = new DistractorTable();
    this.element = h('div', {class: 'card-item'},
      this.list.element, this.distractors.element, this.tries.element);
  }

  /**
   * @param {CardDetails} details
   * @param {AnswerContext} context
   * @param {string} fileStem
   */
  update(details, context, fileStem) {
    this.list.update(figuresOf(details.item));
    this.tries.update(details.item.tries_to_right, fileStem);
    this.distractors.update(details, context, fileStem);
  }
}

/**
 * @param {DistractorRow[]} rows
 * @param {number} n all first answers.
 * @return {string} how many of them no row has; empty where none.
 */
function unlistedText(rows, n) {
  const listed = rows.reduce((sum, {share}) => sum + share.successes, 0);
  return n <= listed ? '' : `${formatQuantity(n - listed, 'learner')} first ` +
    'gave other answers, which too few gave to be listed.';
}

class DistractorTable {
  constructor() {
    this.body = h('tbody');
    this.rows = new PagedRows(this.body, {
      keyOf: (row) => JSON.stringify(row.answer),
      make: (row) => this.rowOf(row),
    });
    this.hasShares = false;
    this.cardKey = '';
    this.region = h('div', {
      class: 'answer-region', role: 'region', tabindex: '0',
      'aria-label': 'First answers',
    }, h('table', {class: 'table table-sm answer-table mb-0'},
      h('thead', {}, h('tr', {},
        h('th', {scope: 'col'}, 'First answer'),
        h('th', {scope: 'col'}, 'Right?'),
        h('th', {scope: 'col', class: 'text-end'}, 'Learners'),
        h('th', {scope: 'col', class: 'text-end'}, 'Share'),
        h('th', {scope: 'col', class: 'text-end'}, 'Score elsewhere',
          definitionButton('restScore')))),
      this.body));
    this.frame = new AnswerFrame(
      h('div', {}, this.region, this.rows.pager), {term: 'firstAnswers'});
    this.element = this.frame.element;
  }

  /**
   * @param {CardDetails} details
   * @param {AnswerContext} context
   * @param {string} fileStem
   */
  update(details, context, fileStem) {
    const entry = details.answers[context.interactionId];
    const rows = distractorRows(entry?.first_answers ?? [], context);
    const n = details.item.first_try.n;
    this.hasShares = isEnough(n);
    if (this.cardKey !== fileStem) this.rows.reset();
    this.cardKey = fileStem;
    this.rows.update(rows, this.hasShares);
    setAttribute(this.region, 'hidden', rows.length === 0);
    this.frame.update({
      title: 'First answers',
      description: rows.length ? `Of ${formatQuantity(n, 'learner')}.` :
        'There is no first answer yet that may be listed.',
      notes: [
        ...rows.filter(({isSuspicious}) => isSuspicious).map(({text}) =>
          `Those who first answered “${text}”, which is wrong, do better ` +
          'elsewhere than those who were right: look at the question again.'),
        unlistedText(rows, n),
      ],
      table: distractorTable(rows),
      fileName: `${fileStem}-first-answers`,
    });
  }

  /**
   * @param {DistractorRow} row
   * @return {HTMLElement}
   */
  rowOf({text, isRight, share, meanRest}) {
    return h('tr', {},
      h('th', {scope: 'row'}, answerCell(text),
        this.hasShares ? shareBar(share.value ?? 0) : null),
      h('td', {class: isRight ? 'answer-right' : null},
        isRight ? '✓ right' : 'wrong'),
      h('td', {class: 'text-end'}, formatCount(share.successes)),
      h('td', {class: 'text-end'}, this.hasShares && share.low !== null ?
        h('span', {}, formatShare(share.value), ' ',
          h('span', {class: 'answer-hint'}, formatInterval(share))) : '–'),
      h('td', {class: 'text-end'}, isEnough(share.successes) ?
        formatShare(meanRest) : '–'));
  }
}
