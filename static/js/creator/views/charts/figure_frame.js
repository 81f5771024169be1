/**
 * The frame of a drawing or a table: title, description, notes, the numbers
 * as a table, and downloads.
 */

import {html, nothing} from 'lit-html';

import {withState} from '../../../lib/with_state.js';
import {definitionTip} from '../../lib/toggletip.js';
import {tableDownloads} from '../file_buttons.js';
import {dataTable} from './data_table.js';

/** @import {ChartTable} from '../../domain/charts/chart_content.js' */

/**
 * @typedef {object} FigureFrame
 * @property {string} title
 * @property {string|null} [term] key of the glossary.
 * @property {unknown} [controls] beside the title.
 * @property {string} description
 * @property {(showTable: (isShown: boolean) => void) => unknown} body
 *     `showTable` shows the table whatever the reader chose, on paper.
 * @property {unknown} [notes] below the body.
 * @property {ChartTable} table of the downloads.
 * @property {string} fileName without its extension.
 * @property {boolean} [hasTable] whether the table can be shown as well.
 * @property {boolean} [hasActions]
 * @property {string} [classes]
 */

/** @param {FigureFrame} frame */
export function figureFrame({
  title, term, controls = nothing, description, body, notes = nothing, table,
  fileName, hasTable = false, hasActions = true, classes = '',
}) {
  return withState(() => ({isOpen: false, isOnPaper: false}),
    (state, redraw) => html`<figure class="chart-frame ${classes}">
      <figcaption class="chart-head">
        <h4 class="chart-title">${title}${
  term ? definitionTip(term) : nothing}</h4>
        ${controls}
      </figcaption>
      <p class="chart-description">${description}</p>
      ${body((isShown) => {
    state.isOnPaper = isShown;
    redraw();
  })}
      ${notes}
      ${state.isOpen || state.isOnPaper ? html`<div role="region" tabindex="0"
        class="chart-table-region" aria-label="Table: ${title}">${
  dataTable(table, title)}</div>` : nothing}
      <div class="chart-actions" ?hidden=${!hasActions}>
        ${hasTable ? html`<button type="button" aria-expanded=${state.isOpen}
          class="btn btn-sm btn-outline-secondary" @click=${() => {
  state.isOpen = !state.isOpen;
  redraw();
}}>${state.isOpen ? 'Hide the table' : 'Show as table'}</button>` : nothing}
        ${tableDownloads(() => ({table, description, fileName}), {title})}
      </div>
    </figure>`);
}
