/**
 * The state of the page in the hash of the address, so that a view can be
 * shared, bookmarked and gone back to.
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
 * @property {'lesson'|null} print the page for paper that is shown.
 * @property {number|null} play number of the open playthrough, from 1.
 */

/**
 * @typedef {'overview'|'improvements'|'cards'|'ratings'|'compare'|
 *     'data'} Section
 */
/** @typedef {'7'|'28'|'90'|'all'} Period in days. */
/** @typedef {'open'|'resolved'|'dismissed'|'all'} TaskFilter */
/** @typedef {'order'|'difference'|'name'} CompareSort */

/** @type {readonly ViewState['tab'][]} */
export const TABS = Object.freeze(['stats', 'content', 'history']);

/** @type {readonly ViewState['view'][]} */
export const VIEWS = Object.freeze(['table', 'flow', 'funnel']);

/** @type {readonly Section[]} */
export const SECTIONS = Object.freeze(
  ['overview', 'improvements', 'cards', 'ratings', 'compare', 'data']);

/** @type {readonly Period[]} */
export const PERIODS = Object.freeze(['7', '28', '90', 'all']);

/** @type {readonly TaskFilter[]} */
export const TASK_FILTERS = Object.freeze(
  ['open', 'resolved', 'dismissed', 'all']);

/** @type {readonly CompareSort[]} the first is the default. */
export const COMPARE_SORTS = Object.freeze(['difference', 'order', 'name']);

/** @type {readonly 'lesson'[]} */
const PAPERS = ['lesson'];

/** @type {Readonly<ViewState>} */
export const INITIAL_VIEW_STATE = Object.freeze({
  tab: 'stats',
  version: null,
  range: 'all',
  segment: null,
  view: 'table',
  columns: DEFAULT_COLUMNS,
  sort: DEFAULT_SORT,
  descending: false,
  card: null,
  section: null,
  period: '28',
  a: null,
  b: null,
  figure: null,
  by: COMPARE_SORTS[0],
  task: null,
  status: 'open',
  play: null,
  print: null,
});

const COLUMN_NAMES = /** @type {readonly ColumnGroup[]} */ (
  Object.keys(COLUMN_GROUPS));

/** Keys that the address holds unchanged. */
const OPTIONAL_KEYS = Object.freeze(/** @type {const} */ (
  ['range', 'segment', 'columns', 'card', 'section', 'period', 'a', 'b',
    'figure', 'by', 'task', 'status', 'play', 'print']));

const SIDE = /^(?:v[1-9]\d{0,8}|\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d)$/;

/** A syntactically valid name of a figure. */
const FIGURE = /^[a-z][a-z_]{0,39}$/;

/**
 * @template T
 * @template {string} K
 * @param {readonly K[]} names
 * @param {string|null} text
 * @param {T} otherwise
 * @return {K|T}
 */
function oneOf(names, text, otherwise) {
  return names.find((name) => name === text) ?? otherwise;
}

/**
 * @param {string|null} text
 * @return {Section|null}
 */
function parseSection(text) {
  // Bookmarks may hold the former name of the section.
  return oneOf(SECTIONS, text === 'todo' ? 'improvements' : text, null);
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
 * Reads a hash, with defaults for everything invalid: it may be typed,
 * truncated, or come from an older page.
 *
 * @param {string} hash such as "#/stats?v=3&sort=left_here&order=desc".
 * @return {ViewState}
 */
export function parseHash(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const params = new URLSearchParams(query);
  const asked = params.get('sort');
  const sort = isColumn(asked ?? '') ? String(asked) : DEFAULT_SORT;
  const order = params.get('order');
  return {
    tab: oneOf(TABS, path, INITIAL_VIEW_STATE.tab),
    version: parsePositive(params.get('v')),
    range: parseRange(params.get('range')),
    segment: parseSegment(params.get('segment')),
    view: oneOf(VIEWS, params.get('view'), INITIAL_VIEW_STATE.view),
    columns: groupWith(sort, oneOf(
      COLUMN_NAMES, params.get('columns'), INITIAL_VIEW_STATE.columns)),
    sort,
    descending: order === 'desc' ||
      (order !== 'asc' && columnOf(sort).startsDescending),
    card: params.get('card') || null,
    section: parseSection(params.get('section')),
    period: oneOf(PERIODS, params.get('period'), INITIAL_VIEW_STATE.period),
    a: parseSide(params.get('a')),
    b: parseSide(params.get('b')),
    figure: parseFigure(params.get('figure')),
    by: oneOf(COMPARE_SORTS, params.get('by'), INITIAL_VIEW_STATE.by),
    task: params.get('task') || null,
    status: oneOf(
      TASK_FILTERS, params.get('status'), INITIAL_VIEW_STATE.status),
    play: parsePositive(params.get('play')),
    print: oneOf(PAPERS, params.get('print'), null),
  };
}

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
  for (const name of OPTIONAL_KEYS) {
    const value = state[name];
    if (value !== INITIAL_VIEW_STATE[name]) params.set(name, String(value));
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
 * @return {Partial<ViewState>} the address of what they changed; that of the
 *     version itself where it is the first.
 */
export function changesOfVersion(version, last = version) {
  const before = Math.max(version - 1, 1);
  return before < last ? differenceAddress(before, last) :
    {tab: 'history', version};
}
