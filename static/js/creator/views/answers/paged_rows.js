/**
 * Rows of a table by pages. A row stays the same element while its key does,
 * so that a refresh moves neither the focus nor what was opened.
 */

import {pageOf} from '../../domain/answer_tables.js';
import {formatCount} from '../../domain/formats.js';
import {arrange, h, setText} from '../../lib/dom.js';
import {actionButton} from '../../lib/notices.js';

/**
 * @template T
 * @typedef {object} RowMaker
 * @property {(row: T) => string} keyOf
 * @property {(row: T, index: number) => HTMLElement} make
 */

/** @template T */
export class PagedRows {
  /**
   * @param {HTMLElement} parent of the rows.
   * @param {RowMaker<T>} maker
   */
  constructor(parent, maker) {
    this.parent = parent;
    this.maker = maker;
    /** @type {Map<string, {says: string, element: HTMLElement}>} */
    this.made = new Map();
    /** @type {T[]} */
    this.rows = [];
    this.page = 0;
    /** @type {unknown} */
    this.settings = null;
    this.where = h('span', {role: 'status'});
    this.previous = actionButton('Previous rows', () => this.turn(-1));
    this.next = actionButton('Next rows', () => this.turn(1));
    this.pager = h('div', {class: 'answer-pager', hidden: true},
      this.previous, this.where, this.next);
  }

  /** Begins anew: the next rows are those of another card. */
  reset() {
    this.made.clear();
    this.page = 0;
  }

  /**
   * @param {T[]} rows
   * @param {unknown} [settings] what else a row looks by.
   */
  update(rows, settings = null) {
    this.rows = rows;
    this.settings = settings;
    this.show();
  }

  /** @param {number} by */
  turn(by) {
    this.page += by;
    this.show();
    if (document.activeElement === document.body) {
      (by > 0 ? this.previous : this.next).focus();
    }
  }

  show() {
    const {rows, page, numPages, first} = pageOf(this.rows, this.page);
    this.page = page;
    arrange(this.parent, rows.map(
      (row, index) => this.elementOf(row, first + index)));
    this.pager.hidden = numPages === 1;
    this.previous.disabled = page === 0;
    this.next.disabled = page === numPages - 1;
    setText(this.where, `${formatCount(first + 1)}–` +
      `${formatCount(first + rows.length)} of ${formatCount(
        this.rows.length)}`);
  }

  /**
   * @param {T} row
   * @param {number} index
   * @return {HTMLElement} the one made before while it says the same.
   */
  elementOf(row, index) {
    const key = this.maker.keyOf(row);
    const says = JSON.stringify([index, row, this.settings]);
    const known = this.made.get(key);
    if (known?.says === says) return known.element;
    const element = this.maker.make(row, index);
    if (known) takeOver(known.element, element);
    this.made.set(key, {says, element});
    return element;
  }
}

/**
 * What the reader opened in a row stays open in the one that replaces it,
 * and the focus stays where it was.
 *
 * @param {HTMLElement} before
 * @param {HTMLElement} now
 */
function takeOver(before, now) {
  const controls = 'button, summary';
  const olds = [...before.querySelectorAll(controls)];
  const news = [...now.querySelectorAll(controls)];
  if (olds.length !== news.length) return;
  olds.forEach((old, index) => {
    const made = news[index];
    if (!(old instanceof HTMLElement && made instanceof HTMLElement)) return;
    const wasOpen = old.getAttribute('aria-expanded') === 'true';
    if (wasOpen && made instanceof HTMLButtonElement) made.click();
    if (old.parentElement instanceof HTMLDetailsElement &&
        made.parentElement instanceof HTMLDetailsElement) {
      made.parentElement.open = old.parentElement.open;
    }
    if (old === document.activeElement) {
      before.replaceWith(now);
      made.focus({preventScroll: true});
    }
  });
}
