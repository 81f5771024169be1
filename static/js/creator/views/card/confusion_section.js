/**
 * How confused learners are at a card: the index with what it is made of.
 */

import {
  coefficientInterval, confusionParts, isEnough, rateText, tooFewText,
} from '../../domain/card_details.js';
import {
  formatCoefficient, formatCount, formatInterval, formatShare,
} from '../../domain/formats.js';
import {GLOSSARY} from '../../domain/glossary.js';
import {h} from '../../lib/dom.js';
import {definitionButton} from '../../lib/toggletip.js';
import {AnswerFrame} from '../answers/answer_frame.js';
import {shareBar} from '../answers/frequency_table.js';
import {PagedRows} from '../answers/paged_rows.js';

/** @import {CardDetails} from '../../domain/card_details.js' */
/** @import {ChartTable} from '../../domain/charts/chart_content.js' */

/** @typedef {ReturnType<typeof confusionParts>[number]} Part */

/**
 * @param {Part[]} parts
 * @return {ChartTable}
 */
function tableOf(parts) {
  return {
    id: 'confusion',
    columns: [
      {key: 'sign', label: 'Sign'},
      {key: 'num_sessions', label: 'Learners', isNumber: true},
      {key: 'n', label: 'Of', isNumber: true},
      {key: 'share', label: 'Share', isNumber: true},
      {key: 'share_low', label: 'At least', isNumber: true},
      {key: 'share_high', label: 'At most', isNumber: true},
      {key: 'weight', label: 'Weight', isNumber: true},
    ],
    rows: parts.map(({term, rate, weight}) => [
      GLOSSARY[term].name, rate.successes, rate.n, rate.value, rate.low,
      rate.high, weight,
    ]),
  };
}

/**
 * @param {Part} part
 * @return {HTMLElement}
 */
function rowOf({term, rate, weight}) {
  const isTold = isEnough(rate.n);
  return h('tr', {},
    h('th', {scope: 'row'}, GLOSSARY[term].name, definitionButton(term),
      isTold ? shareBar(rate.value ?? 0) : null),
    h('td', {class: 'text-end'},
      `${formatCount(rate.successes)} of ${formatCount(rate.n)}`),
    h('td', {class: 'text-end'}, isTold ? h('span', {}, rateText(rate), ' ',
      h('span', {class: 'answer-hint'}, formatInterval(rate))) : '–'),
    h('td', {class: 'text-end'}, formatShare(weight)));
}

export class ConfusionSection {
  constructor() {
    this.body = h('tbody');
    this.rows = new PagedRows(this.body, {
      keyOf: ({term}) => term, make: (part) => rowOf(part),
    });
    const heading = (/** @type {string} */ text) =>
      h('th', {scope: 'col', class: 'text-end'}, text);
    this.frame = new AnswerFrame(h('div', {
      class: 'answer-region', role: 'region', tabindex: '0',
      'aria-label': 'Signs of confusion',
    }, h('table', {class: 'table table-sm answer-table mb-0'},
      h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Sign'),
        heading('Learners'), heading('Share (95 % interval)'),
        heading('Weight'))),
      this.body)), {term: 'confusion'});
    this.element = this.frame.element;
  }

  /**
   * @param {CardDetails} details
   * @param {string} fileStem
   */
  update({confusion, num_sessions: n}, fileStem) {
    const parts = confusionParts(confusion);
    this.rows.update(parts);
    this.frame.update({
      title: `Confusion index: ${indexText(confusion.index, n)}`,
      description: isEnough(n) && confusion.low !== null ?
        `${coefficientInterval(confusion)}; ${formatCount(n)} learners.` :
        tooFewText(n),
      table: tableOf(parts),
      fileName: `${fileStem}-confusion`,
    });
  }
}

/**
 * @param {number|null} index
 * @param {number} n
 * @return {string}
 */
function indexText(index, n) {
  return isEnough(n) && index !== null ? formatCoefficient(index) : '–';
}
