/**
 * What all tables of a card have around them: title, description, notes,
 * and their files; and, where what is shown is no table, its table.
 */

import {h, setText} from '../../lib/dom.js';
import {definitionButton} from '../../lib/toggletip.js';
import {ChartTableView} from '../charts/chart_table.js';
import {nameButtons, tableButtons} from '../file_buttons.js';

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
    this.table = new ChartTableView();
    this.table.button.hidden = !hasTable;
    this.files = tableButtons(() => this.content);
    this.element = h('figure', {class: 'chart-frame answer-frame'},
      h('figcaption', {class: 'chart-head'},
        h('h4', {class: 'chart-title'}, this.title,
          term ? definitionButton(term) : null)),
      this.description, body, this.notes, this.table.element,
      h('div', {class: 'chart-actions'}, this.table.button, ...this.files));
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
    nameButtons(this.files, content.title);
    this.table.update(content.table, content.title);
  }
}
