/**
 * The table that says the same as a drawing, shown when it is asked for.
 */

import {cellText} from '../../domain/charts/chart_content.js';
import {h, setAttribute, setText} from '../../lib/dom.js';
import {actionButton} from '../../lib/notices.js';

/** @import {ChartTable} from '../../domain/charts/chart_content.js' */

/**
 * @param {ChartTable} table
 * @param {string} caption
 * @return {HTMLTableElement}
 */
export function tableElement({columns, rows}, caption) {
  const side = (/** @type {number} */ index) =>
    columns[index].isNumber ? 'text-end' : null;
  return h('table', {class: 'table table-sm mb-0'},
    h('caption', {class: 'visually-hidden'}, caption),
    h('thead', {}, h('tr', {}, ...columns.map(({label}, index) =>
      h('th', {scope: 'col', class: side(index)}, label)))),
    h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map(
      (value, index) => h(index === 0 ? 'th' : 'td', {
        scope: index === 0 ? 'row' : null, class: side(index),
      }, cellText(columns[index], value)))))));
}

export class ChartTableView {
  constructor() {
    /** @type {ChartTable|null} */
    this.table = null;
    this.title = '';
    this.shown = '';
    this.isOpen = false;
    this.element = h('div', {
      class: 'chart-table-region', role: 'region', tabindex: '0', hidden: true,
    });
    this.button = actionButton('Show as table', () => this.toggle());
    setAttribute(this.button, 'aria-expanded', 'false');
  }

  /**
   * @param {ChartTable} table
   * @param {string} title of what it says the same as.
   */
  update(table, title) {
    this.table = table;
    this.title = title;
    setAttribute(this.element, 'aria-label', `Table: ${title}`);
    this.fill();
  }

  toggle() {
    this.isOpen = !this.isOpen;
    setAttribute(this.button, 'aria-expanded', String(this.isOpen));
    setText(this.button, this.isOpen ? 'Hide the table' : 'Show as table');
    this.show(this.isOpen);
  }

  /** @param {boolean} isShown whatever the reader has asked for, on paper. */
  show(isShown) {
    this.element.hidden = !isShown;
    this.fill();
  }

  /** Makes the table anew where it is in sight and says something else. */
  fill() {
    if (this.element.hidden || !this.table) return;
    const key = JSON.stringify([this.title, this.table]);
    if (key === this.shown) return;
    this.shown = key;
    this.element.replaceChildren(tableElement(this.table, this.title));
  }
}
