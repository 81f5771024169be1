/**
 * Oppia's FrequencyTable and EnumeratedFrequencyTable: answers and how often
 * each was given, with the number beside a bar.
 */

import {
  addressedText, answerRows, answerTable, isOfUnresolved, saysAddressed,
  SHOWN_LENGTH,
} from '../../domain/answer_tables.js';
import {
  excerptOf, formatCount, formatQuantity, formatShare,
} from '../../domain/formats.js';
import {h, setAttribute} from '../../lib/dom.js';
import {definitionButton} from '../../lib/toggletip.js';
import {answerCell} from './answer_cell.js';
import {AnswerFrame} from './answer_frame.js';
import {PagedRows} from './paged_rows.js';

/** @import {AnswerRow} from '../../domain/answer_tables.js' */
/** @import {AnswerView, Shown} from './registry.js' */

/**
 * @param {number} share from 0 to 1.
 * @return {HTMLElement}
 */
export function shareBar(share) {
  const bar = h('span', {class: 'answer-bar', 'aria-hidden': 'true'},
    h('span', {class: 'answer-bar-fill'}));
  const fill = /** @type {HTMLElement} */ (bar.firstElementChild);
  fill.style.inlineSize = `${100 * Math.min(Math.max(share, 0), 1)}%`;
  return bar;
}

/** @implements {AnswerView} */
export class FrequencyTable {
  /**
   * @param {(row: AnswerRow, index: number) => HTMLElement} [cellOf]
   */
  constructor(cellOf = (row) => answerCell(row.text, row)) {
    this.cellOf = cellOf;
    /** @type {Shown|null} */
    this.shown = null;
    /** @type {number} */
    this.most = 1;
    this.head = h('tr');
    this.body = h('tbody');
    this.rows = new PagedRows(this.body, {
      keyOf: (row) => JSON.stringify(row.answer),
      make: (row, index) => this.rowOf(row, index),
    });
    this.region = h('div', {
      class: 'answer-region', role: 'region', tabindex: '0',
    }, h('table', {class: 'table table-sm answer-table mb-0'},
      h('thead', {}, this.head), this.body));
    this.frame = new AnswerFrame(h('div', {}, this.region, this.rows.pager));
    this.element = this.frame.element;
  }

  /** @param {Shown} shown */
  update(shown) {
    const {visualization, entry, context, fileName, title} = shown;
    if (this.shown?.cardKey !== shown.cardKey) this.rows.reset();
    this.shown = shown;
    const rows = answerRows(visualization, entry, context);
    this.most = Math.max(1, ...rows.map(({count}) => count));
    this.fillHead();
    this.rows.update(rows, [shown.hasShares, this.most]);
    this.region.hidden = rows.length === 0;
    this.frame.element.classList.toggle('is-untold', rows.length === 0);
    setAttribute(this.region, 'aria-label', title);
    this.frame.update({
      title, fileName,
      description: descriptionOf(rows, shown),
      table: answerTable(rows, visualization),
    });
  }

  fillHead() {
    if (!this.shown) return;
    const {visualization, hasShares} = this.shown;
    const [first, second] = visualization.options.column_headers ??
      ['Answer', 'Count'];
    const key = JSON.stringify([first, second, hasShares,
      saysAddressed(visualization)]);
    if (this.head.dataset.key === key) return;
    this.head.dataset.key = key;
    this.head.replaceChildren(
      h('th', {scope: 'col'}, first),
      h('th', {scope: 'col', class: 'text-end'}, second),
      ...hasShares ? [h('th', {scope: 'col', class: 'text-end'}, 'Share')] : [],
      ...saysAddressed(visualization) ? [
        h('th', {scope: 'col'}, 'Addressed specifically?',
          definitionButton('addressed'))] : []);
  }

  /**
   * @param {AnswerRow} row
   * @param {number} index
   * @return {HTMLElement}
   */
  rowOf(row, index) {
    const {visualization, hasShares = false} = this.shown ?? {};
    const isSaid = visualization && saysAddressed(visualization);
    return h('tr', {},
      h('th', {scope: 'row'}, this.cellOf(row, index),
        shareBar(row.count / this.most)),
      h('td', {class: 'text-end'}, countText(row)),
      hasShares ? h('td', {class: 'text-end'}, formatShare(row.share)) : null,
      isSaid ? h('td', {
        class: row.isAddressed === false ? 'answer-unaddressed' : null,
      }, addressedText(row.isAddressed)) : null);
  }
}

/** @implements {AnswerView} */
export class EnumeratedFrequencyTable extends FrequencyTable {
  constructor() {
    super((row, index) => h('details', {open: index === 0},
      h('summary', {}, `${index + 1}. `,
        h('bdi', {dir: 'auto'}, excerptOf(row.text, SHOWN_LENGTH))),
      h('ul', {class: 'answer-items'}, ...row.items.map((item) =>
        h('li', {}, answerCell(item, row))))));
  }
}

/**
 * @param {AnswerRow} row
 * @return {string} a range where the table could not keep all.
 */
function countText({count, countAtMost}) {
  return countAtMost > count ?
    `${formatCount(count)}–${formatCount(countAtMost)}` : formatCount(count);
}

/**
 * @param {AnswerRow[]} rows
 * @param {Shown} shown
 * @return {string}
 */
function descriptionOf(rows, {visualization, entry}) {
  const isUnresolved = isOfUnresolved(visualization);
  if (rows.length === 0) {
    return isUnresolved ?
      'None: every answer listed has a response of its own.' :
      'There is no answer yet that may be listed.';
  }
  const what = isUnresolved ?
    'Answers that have no response of their own, out of' : 'Out of';
  return `${what} ${formatQuantity(entry.num_answers, 'answer')}.`;
}
