/**
 * @fileoverview Sorts a table from the server when a heading is pressed, and
 * keeps the order in the address.
 *
 * A heading has `data-sort="text"`, `"number"` or `"time"` and the name of its
 * column in `data-sort-key`; its cells have the value to compare in
 * `data-value`. Where the headings are hidden, a select offers the same.
 */
import {
  compareValues, nextSortOrder, parseSortOrder, withSortOrder,
} from './sort_order.js';

/** @import {SortColumn, SortOrder} from './sort_order.js' */

/**
 * @typedef {SortColumn &
 *     {heading: Element, index: number, kind: string}} Column
 */

/**
 * @param {HTMLTableElement} table
 * @param {HTMLSelectElement|null} select Filled with the columns.
 */
export function makeSortable(table, select) {
  const columns = columnsOf(table);
  const sort = (/** @type {SortOrder} */ order) => {
    sortRows(table, columns, order);
    if (select) select.value = optionValue(order);
  };
  const choose = (/** @type {SortOrder} */ order) => {
    sort(order);
    const search = withSortOrder(location.search, order);
    history.replaceState(null, '', search + location.hash);
  };
  for (const column of columns) {
    wrapInButton(column.heading).addEventListener('click', () =>
      choose(nextSortOrder(currentOrder(columns), column)));
  }
  select?.append(...columns.flatMap(optionsOf));
  select?.addEventListener('change', () => {
    const [key, descending] = select.value.split(' ');
    choose({key, descending: descending === 'true'});
  });
  const order =
    parseSortOrder(location.search, columns) ?? currentOrder(columns);
  if (order) sort(order);
}

/**
 * @param {HTMLTableElement} table
 * @returns {Column[]}
 */
function columnsOf(table) {
  return [...table.querySelectorAll('thead th')].flatMap((heading, index) => {
    const kind = heading.getAttribute('data-sort');
    const key = heading.getAttribute('data-sort-key');
    const isNumeric = kind !== 'text';
    return kind && key ? [{heading, key, index, kind, isNumeric}] : [];
  });
}

/**
 * @param {readonly Column[]} columns
 * @returns {SortOrder|null} At first the order of the server.
 */
function currentOrder(columns) {
  const column = columns.find(({heading}) => heading.hasAttribute('aria-sort'));
  return column ? {
    key: column.key,
    descending: column.heading.getAttribute('aria-sort') === 'descending',
  } : null;
}

/**
 * @param {HTMLTableElement} table
 * @param {readonly Column[]} columns
 * @param {SortOrder} order
 */
function sortRows(table, columns, {key: sortKey, descending}) {
  const body = table.tBodies[0];
  for (const {heading, key, index, isNumeric} of columns) {
    if (key !== sortKey) {
      heading.removeAttribute('aria-sort');
      continue;
    }
    heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    const valueOf = (/** @type {HTMLTableRowElement} */ row) =>
      row.cells[index].dataset.value ?? '';
    body.append(...[...body.rows].sort((a, b) =>
      compareValues(valueOf(a), valueOf(b), isNumeric, descending)));
  }
}

/**
 * @param {Column} column
 * @returns {HTMLOptionElement[]} Both orders of the column.
 */
function optionsOf({heading, key, kind, isNumeric}) {
  const name = heading.textContent?.trim() ?? key;
  return [isNumeric, !isNumeric].map((descending) => new Option(
    `${name}, ${orderName(kind, descending)}`,
    optionValue({key, descending})));
}

/**
 * @param {SortOrder} order
 * @returns {string} The value of its option.
 */
function optionValue({key, descending}) {
  return `${key} ${descending}`;
}

/**
 * @param {string} kind
 * @param {boolean} descending
 * @returns {string}
 */
function orderName(kind, descending) {
  if (kind === 'number') return descending ? 'highest first' : 'lowest first';
  if (kind === 'time') return descending ? 'latest first' : 'earliest first';
  return descending ? 'Z to A' : 'A to Z';
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
