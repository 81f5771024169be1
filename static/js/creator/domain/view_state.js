/**
 * The state of the page in the hash of the address, so that a view can be
 * shared, bookmarked and returned to.
 */

import {
  COLUMN_GROUPS, columnOf, DEFAULT_COLUMNS, DEFAULT_SORT, groupWith, isColumn,
} from './card_table.js';
import {parseRange, parseSegment} from './cut.js';

/** @import {ColumnGroup} from './card_table.js' */

/**
 * @typedef {object} ViewState
 * @property {'stats'|'content'|'history'} tab
 * @property {number|null} version null is the latest.
 * @property {string} range days whose plays are shown: `all`, a number of
 *     days up to today, or days such as `2026-10-01..2026-10-31`.
 * @property {string|null} segment of the learners shown, such as
 *     `device:phone`; null is all.
 * @property {'table'|'flow'|'funnel'} view how the cards are shown.
 * @property {ColumnGroup} columns of the table of cards.
 * @property {string} sort key of a column.
 * @property {boolean} descending
 * @property {string|null} card the card whose figures are open.
 * @property {Section|null} section that the address leads to.
 * @property {Period} period days in the chart.
 * @property {string|null} a one side of the comparison: `v3`, or days
 *     such as `2026-10-01..2026-10-31`, or learners such as `class:7b`.
 * @property {string|null} b the other side.
 * @property {string|null} figure shown for the cards in the comparison, by
 *     its name on the server; null is the default.
 * @property {CompareSort} by the order of the cards in the comparison.
 * @property {string|null} task the open one.
 * @property {TaskFilter} status filter of the list of tasks.
 * @property {'lesson'|null} print the open printable page.
 * @property {number|null} play number of the open playthrough, from 1.
 */

/**
 * @typedef {'overview'|'improvements'|'cards'|'ratings'|'compare'|
 *     'data'} Section
 */
/** @typedef {'7'|'28'|'90'|'all'} Period in days. */
/** @typedef {'open'|'resolved'|'dismissed'|'all'} TaskFilter */
/** @typedef {'order'|'difference'|'name'} CompareSort */

/** @type {Readonly<Record<ViewState['tab'], string>>} names of the tabs. */
export const TABS = Object.freeze({
  stats: 'Statistics', content: 'Content', history: 'History',
});

/** @type {readonly ViewState['view'][]} */
export const VIEWS = Object.freeze(['table', 'flow', 'funnel']);

/** @type {Readonly<Record<Section, string>>} headings of the sections. */
export const SECTIONS = Object.freeze({
  overview: 'Overview', improvements: 'To do', cards: 'Cards',
  ratings: 'Ratings', compare: 'Compare', data: 'Downloads',
});

/** @type {readonly Period[]} */
export const PERIODS = Object.freeze(['7', '28', '90', 'all']);

/** @type {readonly TaskFilter[]} */
export const TASK_FILTERS = Object.freeze(
  ['open', 'resolved', 'dismissed', 'all']);

/** @type {Readonly<Record<CompareSort, string>>} the first is the default. */
export const COMPARE_SORTS = Object.freeze({
  difference: 'Largest difference first', order: 'In reading order',
  name: 'By name',
});

const SIDE = /^(?:v[1-9]\d{0,8}|\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d)$/;

/** A syntactically valid name of a figure. */
const FIGURE = /^[a-z][a-z_]{0,39}$/;

/**
 * @template T
 * @template {string} K
 * @param {readonly K[]} names
 * @param {T} otherwise
 * @return {(text: string|null) => K|T}
 */
function oneOf(names, otherwise) {
  return (text) => names.find((name) => name === text) ?? otherwise;
}

/**
 * @template {string} K
 * @param {Readonly<Record<K, unknown>>} record
 * @return {K[]}
 */
export function keysOf(record) {
  return /** @type {K[]} */ (Object.keys(record));
}

/**
 * @param {string|null} text
 * @return {Section|null}
 */
function parseSection(text) {
  // Bookmarks may hold the former name of the section.
  return oneOf(keysOf(SECTIONS), null)(
    text === 'todo' ? 'improvements' : text);
}

/**
 * @param {string|null} text
 * @return {string|null} null unless the text is a side of a comparison.
 */
function parseSide(text) {
  return text !== null && SIDE.test(text) ? text : parseSegment(text);
}

/**
 * @param {string|null} text
 * @return {string|null} null unless it is a valid name of a figure.
 */
function parseFigure(text) {
  return text !== null && FIGURE.test(text) ? text : null;
}

/**
 * @param {string|null} text
 * @return {number|null} null unless the text is a whole number from 1.
 */
function parsePositive(text) {
  return text && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

/**
 * @param {string|null} text
 * @return {string|null}
 */
function parseName(text) {
  return text || null;
}

/** Parsers of parameters by key. They parse null to the default. */
const PARSERS = Object.freeze({
  view: oneOf(VIEWS, VIEWS[0]),
  range: parseRange,
  segment: parseSegment,
  columns: oneOf(keysOf(COLUMN_GROUPS), DEFAULT_COLUMNS),
  card: parseName,
  section: parseSection,
  period: oneOf(PERIODS, '28'),
  a: parseSide,
  b: parseSide,
  figure: parseFigure,
  by: oneOf(keysOf(COMPARE_SORTS), keysOf(COMPARE_SORTS)[0]),
  task: parseName,
  status: oneOf(TASK_FILTERS, TASK_FILTERS[0]),
  play: parsePositive,
  print: oneOf(/** @type {const} */ (['lesson']), null),
});

/**
 * Reads a hash, with defaults for everything invalid: it may be typed,
 * truncated, or come from an older page.
 *
 * @param {string} hash such as "#/stats?v=3&sort=left_here&order=desc".
 * @return {ViewState}
 */
export function parseHash(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const params = new URLSearchParams(query);
  const sortParam = params.get('sort');
  const sort = isColumn(sortParam ?? '') ? String(sortParam) : DEFAULT_SORT;
  const order = params.get('order');
  const parsed = /** @type {ViewState} */ (/** @type {unknown} */ (
    Object.fromEntries(Object.entries(PARSERS).map(
      ([key, parse]) => [key, parse(params.get(key))]))));
  parsed.columns = groupWith(sort, parsed.columns);
  return {
    ...parsed,
    tab: oneOf(keysOf(TABS), keysOf(TABS)[0])(path),
    version: parsePositive(params.get('v')),
    sort,
    descending: order === 'desc' ||
      (order !== 'asc' && columnOf(sort).startsDescending),
  };
}

/** The state of an address without parameters. */
export const INITIAL_VIEW_STATE = Object.freeze(parseHash(''));

/**
 * @param {ViewState} state
 * @return {string} the hash, without default values.
 */
export function formatHash(state) {
  const params = new URLSearchParams();
  if (state.version !== null) params.set('v', String(state.version));
  if (state.view !== 'table') params.set('view', state.view);
  if (state.sort !== DEFAULT_SORT) params.set('sort', state.sort);
  if (state.descending !== columnOf(state.sort).startsDescending) {
    params.set('order', state.descending ? 'desc' : 'asc');
  }
  for (const key of keysOf(PARSERS)) {
    const value = state[key];
    if (value !== INITIAL_VIEW_STATE[key]) params.set(key, String(value));
  }
  const query = params.toString();
  return `#/${state.tab}${query ? '?' + query : ''}`;
}

/**
 * @param {number} a
 * @param {number} b
 * @param {string|null} [card] that the reader wants to see.
 * @return {Partial<ViewState>} the address of what changed between versions.
 */
export function differenceAddress(a, b, card = null) {
  return {tab: 'history', a: `v${a}`, b: `v${b}`, card};
}

/**
 * @param {number} version
 * @param {number} [last] of several versions that follow each other.
 * @return {Partial<ViewState>} the address of their changes, or of version 1
 *     itself.
 */
export function changesOfVersion(version, last = version) {
  const before = Math.max(version - 1, 1);
  return before < last ? differenceAddress(before, last) :
    {tab: 'history', version};
}
