/**
 * Oppia's SortedTiles: answers as tiles, most frequent first.
 */

import {
  answerRows, answerTable, saysAddressed, unlistedChoices,
} from '../../domain/answer_tables.js';
import {formatQuantity, formatShare} from '../../domain/formats.js';
import {h} from '../../lib/dom.js';
import {answerCell} from './answer_cell.js';
import {AnswerFrame} from './answer_frame.js';
import {shareBar} from './frequency_table.js';
import {PagedRows} from './paged_rows.js';

/** @import {AnswerRow} from '../../domain/answer_tables.js' */
/** @import {AnswerView, Shown} from './registry.js' */

/** @implements {AnswerView} */
export class SortedTiles {
  constructor() {
    /** @type {Shown|null} */
    this.shown = null;
    this.list = h('ol', {class: 'answer-tiles'});
    this.rows = new PagedRows(this.list, {
      keyOf: (row) => JSON.stringify(row.answer),
      make: (row) => this.tileOf(row),
    });
    this.frame = new AnswerFrame(
      h('div', {}, this.list, this.rows.pager), {hasTable: true});
    this.element = this.frame.element;
  }

  /** @param {Shown} shown */
  update(shown) {
    const {visualization, entry, context, fileName, title} = shown;
    if (this.shown?.cardKey !== shown.cardKey) this.rows.reset();
    this.shown = shown;
    const rows = answerRows(visualization, entry, context);
    this.rows.update(rows, shown.hasShares);
    this.frame.update({
      title, fileName,
      description: rows.length ?
        `Out of ${formatQuantity(entry.num_answers, 'answer')}.` :
        'There is no answer yet that may be listed.',
      notes: [unlistedText(unlistedChoices(rows, context), shown.kAnonymity)],
      table: answerTable(rows, visualization),
    });
  }

  /**
   * @param {AnswerRow} row
   * @return {HTMLElement}
   */
  tileOf(row) {
    const {visualization, hasShares = false} = this.shown ?? {};
    const isSaid = visualization && saysAddressed(visualization) &&
      row.isAddressed !== null;
    const isPercent = hasShares && visualization?.options.use_percentages;
    const times = formatQuantity(row.count, 'time');
    return h('li', {class: 'answer-tile'},
      answerCell(row.text, row),
      h('span', {class: 'answer-tile-value'},
        isPercent ? formatShare(row.share) : times,
        isPercent ? h('span', {class: 'answer-hint'}, times) : null),
      row.share === null ? null : shareBar(row.share),
      isSaid ? h('span', {class: 'answer-hint'}, row.isAddressed ?
        'has a response of its own' : 'falls to “all other answers”') : null);
  }
}

/**
 * @param {string[]} choices
 * @param {number} kAnonymity
 * @return {string}
 */
function unlistedText(choices, kAnonymity) {
  if (choices.length === 0) return '';
  const names = choices.map((choice) => `“${choice}”`).join(', ');
  return `Taken by fewer than ${kAnonymity} learners, or by nobody: ${names}.`;
}
