/**
 * The columns of the table of cards, and its order.
 */

import {isEnough, rateText} from './card_details.js';
import {CARD_FIGURES} from './figures.js';
import {
  formatCoefficient, formatCount, formatDuration, formatPart, formatShare,
} from './formats.js';

/**
 * @import {
 *   Rate as ServerRate, StateFigures
 * } from '../../domain/wire_types.js'
 */
/** @import {CardFigure} from './figures.js' */
/** @import {CardRow} from './statistics_model.js' */

/**
 * @typedef {object} Cell
 * @property {number|null} value by which rows are sorted; null where there
 *     is none.
 * @property {string} text
 * @property {string} note such as the base of a share.
 */

/**
 * @typedef {object} CardColumn
 * @property {string} key in the URL.
 * @property {string} label
 * @property {string|null} term the entry of the glossary.
 * @property {boolean} startsDescending whether the first click sorts the
 *     largest first, as for counts.
 * @property {(row: CardRow, figures: StateFigures|undefined) => Cell} cell
 *     `figures` are the processed ones of the card.
 */

/** @typedef {'results'|'counts'} ColumnGroup */

/** @type {Cell} */
const NO_CELL = Object.freeze({value: null, text: '–', note: ''});

/**
 * @param {CardFigure} figure
 * @return {CardColumn}
 */
function countColumn({key, label, term, share}) {
  return {
    key, label, term, startsDescending: true, cell: (row) => {
      const value = row[term];
      const rate = share?.isInTable ? row.rates[term] : undefined;
      return {
        value, text: formatCount(value),
        note: value !== null && rate?.isEnough ?
          `${formatShare(rate.share)} of ${formatCount(rate.whole)}` : '',
      };
    },
  };
}

/**
 * @param {ServerRate|undefined} rate
 * @return {Cell}
 */
function rateCell(rate) {
  if (!rate || rate.n === 0) return NO_CELL;
  const note = formatPart(rate.successes, rate.n);
  return isEnough(rate.n) ? {value: rate.value, text: rateText(rate), note} :
    {...NO_CELL, note};
}

/**
 * @param {number|null} value
 * @param {number} n
 * @param {(value: number|null) => string} format
 * @return {Cell}
 */
function valueCell(value, n, format) {
  if (n === 0) return NO_CELL;
  const note = `n = ${formatCount(n)}`;
  return value !== null && isEnough(n) ? {value, text: format(value), note} :
    {...NO_CELL, note};
}

/** @type {CardColumn} */
const CARD_COLUMN = {
  key: 'card', label: 'Card', term: null, startsDescending: false,
  cell: ({position}) => ({...NO_CELL, value: position}),
};

const COUNTS = CARD_FIGURES.map(countColumn);

/** @param {string} key */
function countOf(key) {
  return COUNTS.filter((column) => column.key === key);
}

/** @type {readonly CardColumn[]} what learners achieved. */
const RESULTS = Object.freeze([
  ...countOf('first_entered'),
  {
    key: 'right_at_first', label: 'Right at first', term: 'firstTry',
    startsDescending: false, cell: (_, figures) => rateCell(figures?.first_try),
  },
  {
    key: 'right_at_last', label: 'Right at last', term: 'eventualSuccess',
    startsDescending: false, cell: (_, figures) => figures?.first_try.n ?
      rateCell(figures.eventual_success) : NO_CELL,
  },
  {
    key: 'median_time', label: 'Median time', term: 'cardTime',
    startsDescending: true, cell: (_, figures) => figures ?
      valueCell(figures.time.median, figures.time.n, formatDuration) : NO_CELL,
  },
  {
    key: 'discrimination', label: 'Discrimination', term: 'discrimination',
    startsDescending: false, cell: (_, figures) => figures ? valueCell(
      figures.discrimination.value, figures.discrimination.n,
      formatCoefficient) : NO_CELL,
  },
  {
    key: 'confusion', label: 'Confusion', term: 'confusion',
    startsDescending: true, cell: ({isLinear, isTerminal}, figures) =>
      figures && !isLinear && !isTerminal ? valueCell(
        figures.confusion.index, figures.num_sessions,
        formatCoefficient) : NO_CELL,
  },
  ...countOf('left_here'),
]);

/** @type {Readonly<Record<ColumnGroup, readonly CardColumn[]>>} */
export const COLUMN_GROUPS = Object.freeze({
  results: [CARD_COLUMN, ...RESULTS], counts: [CARD_COLUMN, ...COUNTS],
});

/** The columns that the table initially has. */
export const DEFAULT_COLUMNS = 'results';

/** @type {readonly CardColumn[]} of all groups. */
const CARD_COLUMNS = Object.freeze([
  ...new Set([...COLUMN_GROUPS.results, ...COLUMN_GROUPS.counts])]);

/** The initial order: that in which a learner meets the cards. */
export const DEFAULT_SORT = 'card';

/**
 * @param {string} key
 * @return {CardColumn} the first column when there is none of that key.
 */
export function columnOf(key) {
  return CARD_COLUMNS.find((column) => column.key === key) ?? CARD_COLUMNS[0];
}

/**
 * @param {string} key
 * @return {boolean}
 */
export function isColumn(key) {
  return CARD_COLUMNS.some((column) => column.key === key);
}

/**
 * @param {string} sort key of a column.
 * @param {ColumnGroup} asked
 * @return {ColumnGroup} `asked`, unless only the other group has the column.
 */
export function groupWith(sort, asked) {
  const has = (/** @type {ColumnGroup} */ group) =>
    COLUMN_GROUPS[group].some(({key}) => key === sort);
  return has(asked) ? asked : asked === 'results' ? 'counts' : 'results';
}

/**
 * Rows in the order of a column. Equal rows stay in reading order, and rows
 * without a value come last in both directions.
 *
 * @param {readonly CardRow[]} rows
 * @param {string} sort key of a column.
 * @param {boolean} descending
 * @param {Readonly<Record<string, StateFigures>>} [states] processed figures
 *     of the cards.
 * @return {CardRow[]}
 */
export function sortRows(rows, sort, descending, states = {}) {
  const column = columnOf(sort);
  const sign = descending ? -1 : 1;
  const valueOf = (/** @type {CardRow} */ row) =>
    column.cell(row, states[row.stateName]).value;
  return [...rows].sort((a, b) => {
    const x = valueOf(a);
    const y = valueOf(b);
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
