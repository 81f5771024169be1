/**
 * @fileoverview Tables that sort when a column's heading is pressed, and
 * remember it in the address.
 *
 * A heading says `data-sort="text"` or `"number"` and its name in
 * `data-sort-key`; the cells below it hold the value to compare in
 * `data-value`. Where headings are out of sight, a choice does the same.
 */
import {
  compareValues, nextSortOrder, parseSortOrder, withSortOrder,
} from './sort_order.js';

/** @import {SortColumn, SortOrder} from './sort_order.js' */

/** @typedef {SortColumn & {heading: Element, index: number}} Column */

export class SortableTable {
  /**
   * @param {HTMLTableElement} table
   * @param {HTMLSelectElement|null} choice Filled with the columns.
   */
  constructor(table, choice) {
    this.table = table;
    this.choice = choice;
    this.columns = columnsOf(table);
    this.order = orderShown(this.columns);
    for (const column of this.columns) {
      wrapInButton(column.heading).addEventListener('click', () => {
        this.choose(nextSortOrder(this.order, column));
      });
    }
    this.fillChoice();
    const asked = parseSortOrder(location.search, this.columns);
    if (asked) {
      this.sort(asked);
    }
    this.showChoice();
  }

  /** Offers each column in both directions. */
  fillChoice() {
    for (const {heading, key, isNumeric} of this.columns) {
      const name = heading.textContent?.trim() ?? key;
      for (const descending of [isNumeric, !isNumeric]) {
        const option = document.createElement('option');
        option.value = `${key} ${descending}`;
        option.textContent = `${name}, ${directionText(isNumeric, descending)}`;
        this.choice?.append(option);
      }
    }
    this.choice?.addEventListener('change', () => {
      const [key, descending] = (this.choice?.value ?? '').split(' ');
      this.choose({key, descending: descending === 'true'});
    });
  }

  /** @param {SortOrder} order */
  choose(order) {
    this.sort(order);
    const search = withSortOrder(location.search, order);
    history.replaceState(null, '', search + location.hash);
  }

  /** @param {SortOrder} order */
  sort(order) {
    this.order = order;
    const body = this.table.tBodies[0];
    for (const {heading, key, index, isNumeric} of this.columns) {
      if (key !== order.key) {
        heading.removeAttribute('aria-sort');
        continue;
      }
      heading.setAttribute(
        'aria-sort', order.descending ? 'descending' : 'ascending');
      body.append(...[...body.rows].sort((a, b) => compareValues(
        valueOf(a, index), valueOf(b, index), isNumeric, order.descending)));
    }
    this.showChoice();
  }

  /** Lets the choice say how the table is sorted. */
  showChoice() {
    if (this.choice && this.order) {
      this.choice.value = `${this.order.key} ${this.order.descending}`;
    }
  }
}

/**
 * @param {HTMLTableElement} table
 * @returns {Column[]}
 */
function columnsOf(table) {
  return [...table.querySelectorAll('thead th')].flatMap((heading, index) => {
    const kind = heading.getAttribute('data-sort');
    const key = heading.getAttribute('data-sort-key');
    const isNumeric = kind === 'number';
    return kind && key ? [{heading, key, index, isNumeric}] : [];
  });
}

/**
 * @param {readonly Column[]} columns
 * @returns {SortOrder|null} As the server sorted them.
 */
function orderShown(columns) {
  for (const {heading, key} of columns) {
    const direction = heading.getAttribute('aria-sort');
    if (direction) {
      return {key, descending: direction === 'descending'};
    }
  }
  return null;
}

/**
 * @param {boolean} isNumeric
 * @param {boolean} descending
 * @returns {string}
 */
function directionText(isNumeric, descending) {
  if (isNumeric) {
    return descending ? 'highest first' : 'lowest first';
  }
  return descending ? 'Z to A' : 'A to Z';
}

/**
 * @param {HTMLTableRowElement} row
 * @param {number} index
 * @returns {string}
 */
function valueOf(row, index) {
  return row.cells[index].dataset.value ?? '';
}

/**
 * @param {Element} heading
 * @returns {HTMLButtonElement}
 */
function wrapInButton(heading) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'app-sort-button';
  button.append(...heading.childNodes);
  heading.append(button);
  return button;
}
