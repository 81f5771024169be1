/**
 * The columns of the table of cards, and its order.
 */

import {CARD_FIGURES} from './figures.js';

/** @import {CardFigure} from './figures.js' */
/** @import {CardRow} from './statistics_model.js' */
/** @import {Rate} from './wilson.js' */

/**
 * @typedef {object} CardColumn
 * @property {string} key in the URL and in the heading of the CSV.
 * @property {string} label
 * @property {string|null} term the entry of the glossary.
 * @property {boolean} startsDescending whether the first click sorts the
 *     largest first, which is what one looks for in a count.
 * @property {(row: CardRow) => number|string|null} value
 * @property {(row: CardRow) => Rate|undefined} [rate] shown under the count.
 */

/**
 * @param {CardFigure} figure
 * @return {CardColumn}
 */
function columnFor({key, label, term, share}) {
  return {
    key, label, term, startsDescending: true, value: (row) => row[term],
    rate: share?.isInTable ? (row) => row.rates[term] : undefined,
  };
}

/** @type {readonly CardColumn[]} */
export const CARD_COLUMNS = Object.freeze([
  {
    key: 'card', label: 'Card', term: null, startsDescending: false,
    value: (row) => row.position,
  },
  ...CARD_FIGURES.map(columnFor),
]);

/** The order in which the table opens: as a learner meets the cards. */
export const DEFAULT_SORT = 'card';

/**
 * @param {string} key
 * @return {CardColumn} the first column when there is none of that key.
 */
export function columnOf(key) {
  return CARD_COLUMNS.find((column) => column.key === key) ?? CARD_COLUMNS[0];
}

/**
 * Rows in the order of a column. Equal rows stay in reading order, and rows
 * without a value come last in both directions.
 *
 * @param {readonly CardRow[]} rows
 * @param {string} sort key of a column.
 * @param {boolean} descending
 * @return {CardRow[]}
 */
export function sortRows(rows, sort, descending) {
  const column = columnOf(sort);
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const x = column.value(a);
    const y = column.value(b);
    if (x === null || y === null) {
      return Number(x === null) - Number(y === null) ||
        a.position - b.position;
    }
    if (x === y) return a.position - b.position;
    return x < y ? -sign : sign;
  });
}

/**
 * The order after the heading of a column was pressed.
 *
 * @param {{sort: string, descending: boolean}} order
 * @param {string} key the column pressed.
 * @return {{sort: string, descending: boolean}}
 */
export function orderAfterPressing(order, key) {
  if (order.sort === key) return {sort: key, descending: !order.descending};
  return {sort: key, descending: columnOf(key).startsDescending};
}
