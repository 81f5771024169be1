/** The sortable table of cards. */

import {html, nothing} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {
  CARD_COLUMNS, orderAfterPressing, sortRows,
} from '../domain/card_table.js';
import {formatCount, formatShare} from '../domain/formats.js';
import {definitionTip} from '../lib/toggletip.js';

/** @import {Page} from '../main.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */
/** @import {CardColumn} from '../domain/card_table.js' */

/**
 * @param {CardRow[]} rows
 * @param {ViewState} state
 * @param {Page['navigate']} navigate
 */
export function cardsTable(rows, state, navigate) {
  return html`<div class="table-region" role="region" tabindex="0"
    aria-labelledby="cards-caption">
    <table class="table cards-table">
      <caption id="cards-caption" class="visually-hidden">${
        'Figures of each card'}</caption>
      <thead><tr>${CARD_COLUMNS.map((column) =>
        headingCell(column, state, navigate))}</tr></thead>
      <tbody>${repeat(sortRows(rows, state.sort, state.descending),
        ({stateName}) => stateName, (row) => cardRow(row, navigate))}</tbody>
    </table>
  </div>`;
}

/**
 * @param {CardColumn} column
 * @param {ViewState} state
 * @param {Page['navigate']} navigate
 */
function headingCell({key, label, term}, state, navigate) {
  const {sort, descending} = state;
  const direction = descending ? 'descending' : 'ascending';
  return html`<th scope="col" aria-sort=${sort === key ? direction : nothing}>
    <div class="heading-cell"><button type="button" class="sort-button"
      @click=${() =>
        navigate(orderAfterPressing(state, key), {isStep: false})}>${label}<span
      class="sort-mark" aria-hidden="true"></span></button>${
        term ? definitionTip(term) : nothing}</div>
  </th>`;
}

/**
 * @param {CardRow} row
 * @param {Page['navigate']} navigate
 */
function cardRow(row, navigate) {
  return html`<tr data-state-name=${row.stateName}>
    <th scope="row">${cardButton(row, navigate)}<span class="card-badges">${
      cardBadges(row)}</span></th>
    ${CARD_COLUMNS.slice(1).map((column) => countCell(column, row))}
  </tr>`;
}

/**
 * @param {Pick<CardRow, 'stateName'>} row
 * @param {Page['navigate']} navigate
 * @return {import('lit-html').TemplateResult} opens the card.
 */
export function cardButton({stateName}, navigate) {
  return html`<button type="button" class="card-name" dir="auto"
    aria-haspopup="dialog" @click=${() => navigate({card: stateName})}>${
      stateName}</button>`;
}

/**
 * @param {CardRow} row
 * @return {import('lit-html').TemplateResult}
 */
export function cardBadges({isFirst, isTerminal}) {
  return html`${
    isFirst ? html`<span class="card-badge">First</span>` : nothing}${
      isTerminal ? html`<span class="card-badge">End</span>` : nothing}`;
}

/**
 * @param {CardColumn} column
 * @param {CardRow} row
 */
function countCell(column, row) {
  const value = column.value(row);
  const rate = column.rate?.(row);
  const isShown = value !== null && rate !== undefined && rate.isEnough;
  const share = isShown ?
    `${formatShare(rate.share)} of ${formatCount(rate.whole)}` : '';
  return html`<td data-column=${column.key}><span class="cell-value">${
    formatCount(typeof value === 'number' ? value : null)}</span><span
    class="cell-share">${share}</span>${column.key === 'left_here' ?
      shareTrack(isShown ? rate.share ?? 0 : null) : nothing}</td>`;
}

/** @param {number|null} share null hides the bar. */
function shareTrack(share) {
  return html`<span class="cell-track ${share === null ? 'is-absent' : ''}"
    aria-hidden="true"><span class="cell-bar"
    .style="width: ${((share ?? 0) * 100).toFixed(1)}%"></span></span>`;
}
