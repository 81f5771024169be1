/**
 * @fileoverview The sort order of a table, as the address of the page has it.
 * Independent of the DOM.
 */

/**
 * @typedef {object} SortColumn
 * @property {string} key
 * @property {boolean} isNumeric Numbers start with the largest, texts with A.
 */

/**
 * @typedef {object} SortOrder
 * @property {string} key
 * @property {boolean} descending
 */

/**
 * @param {string} search Such as "?sort=starts&order=asc".
 * @param {readonly SortColumn[]} columns
 * @returns {SortOrder|null} Null if it names no column.
 */
export function parseSortOrder(search, columns) {
  const params = new URLSearchParams(search);
  const column = columns.find(({key}) => key === params.get('sort'));
  if (!column) {
    return null;
  }
  const order = params.get('order');
  const descending = order === 'desc' ||
    (order !== 'asc' && column.isNumeric);
  return {key: column.key, descending};
}

/**
 * @param {string} search
 * @param {SortOrder} order
 * @returns {string} The search with the order and its other parameters.
 */
export function withSortOrder(search, {key, descending}) {
  const params = new URLSearchParams(search);
  params.set('sort', key);
  params.set('order', descending ? 'desc' : 'asc');
  return `?${params}`;
}

/**
 * @param {SortOrder|null} now
 * @param {SortColumn} column The one pressed.
 * @returns {SortOrder} Reversed if the table was sorted by it already.
 */
export function nextSortOrder(now, {key, isNumeric}) {
  const descending = now?.key === key ? !now.descending : isNumeric;
  return {key, descending};
}

/**
 * @param {string} a
 * @param {string} b
 * @param {boolean} isNumeric
 * @param {boolean} descending
 * @returns {number} Negative if a comes first.
 */
export function compareValues(a, b, isNumeric, descending) {
  const difference = isNumeric ? Number(a) - Number(b) : a.localeCompare(b);
  return descending ? -difference : difference;
}
