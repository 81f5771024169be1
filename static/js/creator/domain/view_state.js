/**
 * What the page shows, as it stands in the address behind the hash, so that
 * a view can be shared, bookmarked and gone back to.
 */

import {CARD_COLUMNS, columnOf, DEFAULT_SORT} from './card_table.js';

/**
 * @typedef {object} ViewState
 * @property {'stats'|'content'|'history'} tab
 * @property {number|null} version null is the latest.
 * @property {'table'|'flow'} view how the cards are shown.
 * @property {string} sort key of a column.
 * @property {boolean} descending
 * @property {string|null} card the card whose figures are open.
 */

/** @type {readonly ViewState['tab'][]} */
export const TABS = Object.freeze(['stats', 'content', 'history']);

/** @type {Readonly<ViewState>} */
export const INITIAL_VIEW_STATE = Object.freeze({
  tab: 'stats',
  version: null,
  view: 'table',
  sort: DEFAULT_SORT,
  descending: false,
  card: null,
});

/**
 * @param {string|null} text
 * @return {number|null} null unless the text is a version.
 */
function parseVersion(text) {
  return text && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

/**
 * Reads a hash. Whatever it does not know it takes for its default: a hash
 * can be typed, truncated, or come from an older page.
 *
 * @param {string} hash such as "#/stats?v=3&sort=left_here&order=desc".
 * @return {ViewState}
 */
export function parseHash(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const tab = TABS.find((name) => name === path) ?? INITIAL_VIEW_STATE.tab;
  const params = new URLSearchParams(query);
  const asked = params.get('sort');
  const sort = CARD_COLUMNS.some((column) => column.key === asked) ?
    columnOf(asked ?? '').key : DEFAULT_SORT;
  const order = params.get('order');
  return {
    tab,
    version: parseVersion(params.get('v')),
    view: params.get('view') === 'flow' ? 'flow' : 'table',
    sort,
    descending: order === 'desc' ||
      (order !== 'asc' && columnOf(sort).startsDescending),
    card: params.get('card') || null,
  };
}

/**
 * @param {ViewState} state
 * @return {string} the hash, without what is at its default.
 */
export function formatHash(state) {
  const params = new URLSearchParams();
  if (state.version !== null) params.set('v', String(state.version));
  if (state.view !== 'table') params.set('view', state.view);
  if (state.sort !== DEFAULT_SORT) params.set('sort', state.sort);
  if (state.descending !== columnOf(state.sort).startsDescending) {
    params.set('order', state.descending ? 'desc' : 'asc');
  }
  if (state.card !== null) params.set('card', state.card);
  const query = params.toString();
  return `#/${state.tab}${query ? '?' + query : ''}`;
}
