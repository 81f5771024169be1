/**
 * The table of cards, sortable, refreshed in place.
 */

import {
  CARD_COLUMNS, orderAfterPressing, sortRows,
} from '../domain/card_table.js';
import {formatCount, formatShare} from '../domain/formats.js';
import {arrange, h, setAttribute, setText} from '../lib/dom.js';
import {definitionButton} from '../lib/toggletip.js';

/** @import {Page} from '../main.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */
/** @import {CardColumn} from '../domain/card_table.js' */

/**
 * @typedef {object} Cell
 * @property {HTMLElement} value
 * @property {HTMLElement} share
 * @property {HTMLElement|null} bar
 */

/**
 * @typedef {object} DrawnRow
 * @property {HTMLTableRowElement} element
 * @property {Map<string, Cell>} cells by column.
 * @property {HTMLElement} name
 * @property {HTMLElement} badges
 */

/**
 * @param {CardRow} row
 * @return {HTMLElement[]}
 */
export function badgesOf({isFirst, isTerminal}) {
  return [
    ...(isFirst ? [h('span', {class: 'card-badge'}, 'First')] : []),
    ...(isTerminal ? [h('span', {class: 'card-badge'}, 'End')] : []),
  ];
}

/**
 * @param {CardColumn} column
 * @param {() => void} onPress
 * @return {HTMLTableCellElement}
 */
function headingCell(column, onPress) {
  const button = h('button', {type: 'button', class: 'sort-button'},
    column.label, h('span', {class: 'sort-mark', 'aria-hidden': 'true'}));
  button.addEventListener('click', onPress);
  return h('th', {scope: 'col'}, h('div', {class: 'heading-cell'},
    button, column.term ? definitionButton(column.term) : null));
}

/**
 * @param {CardColumn} column
 * @return {{element: HTMLTableCellElement, cell: Cell}}
 */
function countCell(column) {
  const value = h('span', {class: 'cell-value'});
  const share = h('span', {class: 'cell-share'});
  const bar = column.key === 'left_here' ?
    h('span', {class: 'cell-bar'}) : null;
  return {
    element: h('td', {'data-column': column.key}, value, share,
      bar ? h('span', {class: 'cell-track', 'aria-hidden': 'true'}, bar) :
        null),
    cell: {value, share, bar},
  };
}

export class CardsTable {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {{sort: string, descending: boolean}} */
    this.order = {sort: 'card', descending: false};
    /** @type {Map<string, DrawnRow>} */
    this.rows = new Map();
    this.headings = CARD_COLUMNS.map((column) => ({
      column,
      cell: headingCell(column, () => page.navigate(
        orderAfterPressing(this.order, column.key), {isStep: false})),
    }));
    this.body = h('tbody');
    this.element = h('div', {
      class: 'table-region', role: 'region', tabindex: '0',
      'aria-labelledby': 'cards-caption',
    }, h('table', {class: 'table cards-table'},
      h('caption', {id: 'cards-caption', class: 'visually-hidden'},
        'Figures of each card'),
      h('thead', {}, h('tr', {}, ...this.headings.map(({cell}) => cell))),
      this.body));
  }

  /**
   * @param {CardRow[]} rows
   * @param {ViewState} state
   */
  update(rows, state) {
    this.order = {sort: state.sort, descending: state.descending};
    for (const {column, cell} of this.headings) {
      const direction = state.descending ? 'descending' : 'ascending';
      setAttribute(
        cell, 'aria-sort', column.key === state.sort ? direction : null);
    }
    const names = new Set(rows.map((row) => row.stateName));
    for (const name of this.rows.keys()) {
      if (!names.has(name)) this.rows.delete(name);
    }
    const sorted = sortRows(rows, state.sort, state.descending);
    arrange(this.body, sorted.map((row) => this.draw(row)));
  }

  /**
   * @param {CardRow} row
   * @return {HTMLTableRowElement} the same element as before, brought up to
   *     date, so that neither focus nor selection is lost.
   */
  draw(row) {
    const drawn = this.rows.get(row.stateName) ?? this.create(row);
    const badges = badgesOf(row);
    if (drawn.badges.childElementCount !== badges.length) {
      drawn.badges.replaceChildren(...badges);
    }
    for (const column of CARD_COLUMNS.slice(1)) {
      const cell = /** @type {Cell} */ (drawn.cells.get(column.key));
      this.fill(cell, column, row);
    }
    return drawn.element;
  }

  /**
   * @param {Cell} cell
   * @param {CardColumn} column
   * @param {CardRow} row
   */
  fill(cell, column, row) {
    const value = column.value(row);
    const rate = column.rate?.(row);
    setText(cell.value, formatCount(typeof value === 'number' ? value : null));
    const isShown = value !== null && rate !== undefined && rate.isEnough;
    setText(cell.share, isShown ?
      `${formatShare(rate.share)} of ${formatCount(rate.whole)}` : '');
    if (!cell.bar) return;
    // Without a number there is no empty bar either.
    cell.bar.parentElement?.classList.toggle('is-absent', !isShown);
    const width = isShown ? `${((rate.share ?? 0) * 100).toFixed(1)}%` : '0';
    if (cell.bar.style.width !== width) cell.bar.style.width = width;
  }

  /**
   * @param {CardRow} row
   * @return {DrawnRow}
   */
  create(row) {
    const name = h('button', {
      type: 'button', class: 'card-name', 'aria-haspopup': 'dialog',
    }, row.stateName);
    name.addEventListener(
      'click', () => this.page.navigate({card: row.stateName}));
    const badges = h('span', {class: 'card-badges'});
    const columns = CARD_COLUMNS.slice(1).map((column) =>
      ({key: column.key, ...countCell(column)}));
    const drawn = {
      element: h('tr', {'data-state-name': row.stateName},
        h('th', {scope: 'row'}, name, badges),
        ...columns.map(({element}) => element)),
      cells: new Map(columns.map(({key, cell}) => [key, cell])),
      name, badges,
    };
    this.rows.set(row.stateName, drawn);
    return drawn;
  }
}
