/**
 * The ways between cards as a table, with its files.
 */

import {waysTable} from '../domain/flow_model.js';
import {h} from '../lib/dom.js';
import {tableElement} from './charts/chart_table.js';
import {tableButtons} from './file_buttons.js';

/** @import {Way} from '../domain/flow_model.js' */

const DESCRIPTION = 'How often learners went from one card to another.';

export class WaysTable {
  constructor() {
    /** @type {readonly Way[]} */
    this.ways = [];
    this.fileName = '';
    this.shown = '';
    this.table = h('div', {
      class: 'chart-table-region', role: 'region', tabindex: '0',
      'aria-label': 'Table: the ways between cards',
    });
    this.details = h('details', {class: 'ways-details'},
      h('summary', {}, 'The ways as a table'), this.table);
    this.details.addEventListener('toggle', () => this.fill());
    this.element = h('div', {class: 'ways'}, this.details,
      h('div', {class: 'chart-actions'}, ...tableButtons(() => ({
        table: waysTable(this.ways), description: DESCRIPTION,
        fileName: this.fileName,
      }), (format) => `Ways as ${format}`)));
  }

  /**
   * @param {readonly Way[]} ways
   * @param {string} fileName without its extension.
   */
  update(ways, fileName) {
    this.ways = ways;
    this.fileName = fileName;
    this.fill();
  }

  /** Makes the table anew where it is in sight and says something else. */
  fill() {
    const key = JSON.stringify(this.ways);
    if (!this.details.open || key === this.shown) return;
    this.shown = key;
    this.table.replaceChildren(
      tableElement(waysTable(this.ways), DESCRIPTION));
  }
}
