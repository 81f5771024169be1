/** The sortable table of cards. */

import {html, nothing} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {
  COLUMN_GROUPS, orderAfterPressing, sortRows,
} from '../domain/card_table.js';
import {foldedPart} from '../lib/folded_part.js';
import {definitionList} from './glossary_section.js';

/** @import {Page} from '../main.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */
/** @import {CardColumn} from '../domain/card_table.js' */
/** @import {StateFigures} from '../../domain/wire_types.js' */

/**
 * @param {PageData} data
 * @param {CardRow[]} rows
 * @param {ViewState} state
 * @param {Page['navigate']} navigate
 */
export function cardsTable({processed}, rows, state, navigate) {
  const columns = COLUMN_GROUPS[state.columns];
  const states = processed?.states ?? {};
  return html`<div class="table-region" role="region" tabindex="0"
    aria-labelledby="cards-caption">
    <table class="table cards-table">
      <caption id="cards-caption" class="visually-hidden">${
        'Figures of each card'}</caption>
      <thead><tr>${columns.map((column) =>
        headingCell(column, state, navigate))}</tr></thead>
      <tbody>${repeat(sortRows(rows, state.sort, state.descending, states),
        ({stateName}) => stateName, (row) =>
          cardRow(row, states[row.stateName], columns, navigate))}</tbody>
    </table>
  </div>
  ${foldedPart('columns', 'What the columns mean', definitionList(
    columns.flatMap(({term}) => term ?? [])), {classes: 'glossary'})}`;
}

/**
 * @param {CardColumn} column
 * @param {ViewState} state
 * @param {Page['navigate']} navigate
 */
function headingCell({key, label}, state, navigate) {
  const {sort, descending} = state;
  const direction = descending ? 'descending' : 'ascending';
  return html`<th scope="col" aria-sort=${sort === key ? direction : nothing}>
    <div class="heading-cell"><button type="button" class="sort-button"
      @click=${() =>
        navigate(orderAfterPressing(state, key), {isStep: false})}>${label}<span
      class="sort-mark" aria-hidden="true"></span></button></div>
  </th>`;
}

/**
 * @param {CardRow} row
 * @param {StateFigures|undefined} figures
 * @param {readonly CardColumn[]} columns
 * @param {Page['navigate']} navigate
 */
function cardRow(row, figures, columns, navigate) {
  return html`<tr data-state-name=${row.stateName}>
    <th scope="row">${cardButton(row, navigate)}<span class="card-badges">${
      cardBadges(row)}</span></th>
    ${columns.slice(1).map((column) => valueCell(column, row, figures))}
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
 * @param {StateFigures|undefined} figures
 */
function valueCell(column, row, figures) {
  const {text, note} = column.cell(row, figures);
  const {share, isEnough} = row.rates.leftHere;
  return html`<td data-column=${column.key}><span class="cell-value">${
    text}</span><span class="cell-share">${note}</span>${
    column.key === 'left_here' ? shareTrack(
      row.leftHere !== null && isEnough ? share ?? 0 : null) : nothing}</td>`;
}

/** @param {number|null} share null hides the bar. */
function shareTrack(share) {
  return html`<span class="cell-track ${share === null ? 'is-absent' : ''}"
    aria-hidden="true"><span class="cell-bar"
    .style="width: ${((share ?? 0) * 100).toFixed(1)}%"></span></span>`;
}
