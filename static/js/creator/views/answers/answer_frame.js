/**
 * What all tables of a card have around them: title, description, notes,
 * and their files; and, where what is shown is no table, its table.
 */

import {tableAsCsv, tableAsJson} from '../../domain/charts/chart_content.js';
import {h, setAttribute, setText} from '../../lib/dom.js';
import {saveFile} from '../../lib/files.js';
import {actionButton} from '../../lib/notices.js';
import {definitionButton} from '../../lib/toggletip.js';
import {tableElement} from '../charts/chart_frame.js';

/** @import {ChartTable} from '../../domain/charts/chart_content.js' */

/**
 * @typedef {object} FrameContent
 * @property {string} title
 * @property {string} description
 * @property {string[]} [notes] below; empty ones are left out.
 * @property {ChartTable} table as its files have it.
 * @property {string} fileName without its extension.
 */

export class AnswerFrame {
  /**
   * @param {HTMLElement} body
   * @param {object} [settings]
   * @param {string|null} [settings.term] key of the glossary.
   * @param {boolean} [settings.hasTable] whether the body is no table, so
   *     that there has to be one besides.
   */
  constructor(body, {term = null, hasTable = false} = {}) {
    /** @type {FrameContent|null} */
    this.content = null;
    this.title = h('span');
    this.description = h('p', {class: 'chart-description'});
    this.notes = h('div', {class: 'answer-notes'});
    this.table = h('div', {
      class: 'chart-table-region', role: 'region', tabindex: '0', hidden: true,
    });
    this.toggle = actionButton('Show as table', () => this.toggleTable());
    this.toggle.hidden = !hasTable;
    setAttribute(this.toggle, 'aria-expanded', 'false');
    this.files = /** @type {const} */ (['csv', 'json']).map((kind) => ({
      kind,
      button: actionButton(kind.toUpperCase(), () => this.download(kind)),
    }));
    this.element = h('figure', {class: 'chart-frame answer-frame'},
      h('figcaption', {class: 'chart-head'},
        h('h4', {class: 'chart-title'}, this.title,
          term ? definitionButton(term) : null)),
      this.description, body, this.notes, this.table,
      h('div', {class: 'chart-actions'}, this.toggle,
        ...this.files.map(({button}) => button)));
  }

  /** @param {FrameContent} content */
  update(content) {
    this.content = content;
    setText(this.title, content.title);
    setText(this.description, content.description);
    const notes = (content.notes ?? []).filter((note) => note !== '');
    if (notes.join('\n') !== [...this.notes.children]
      .map((note) => note.textContent).join('\n')) {
      this.notes.replaceChildren(...notes.map((note) => h('p', {}, note)));
    }
    setAttribute(this.table, 'aria-label', `Table: ${content.title}`);
    for (const {kind, button} of this.files) {
      setAttribute(button, 'aria-label',
        `${kind.toUpperCase()}: download “${content.title}”`);
    }
    this.fillTable();
  }

  toggleTable() {
    this.table.hidden = !this.table.hidden;
    setAttribute(this.toggle, 'aria-expanded', String(!this.table.hidden));
    setText(this.toggle,
      this.table.hidden ? 'Show as table' : 'Hide the table');
    this.fillTable();
  }

  fillTable() {
    if (this.table.hidden || !this.content) return;
    this.table.replaceChildren(
      tableElement(this.content.table, this.content.title));
  }

  /** @param {'csv'|'json'} kind */
  download(kind) {
    if (!this.content) return;
    const {description, fileName, table} = this.content;
    if (kind === 'csv') {
      saveFile(`${fileName}.csv`, 'text/csv', tableAsCsv(table));
    } else {
      saveFile(`${fileName}.json`, 'application/json',
        tableAsJson(table, description));
    }
  }
}
