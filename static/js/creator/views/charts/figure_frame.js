/**
 * The frame of a drawing or a table: title, description, notes, and the
 * numbers as a table.
 */

import {html, nothing} from 'lit-html';

import {withState} from '../../../lib/with_state.js';
import {definedText} from '../../lib/toggletip.js';
import {scrollRegion} from '../table.js';
import {dataTable} from './data_table.js';

/** @import {ChartTable} from '../../domain/charts/chart_content.js' */

/**
 * @typedef {object} FigureFrame
 * @property {string} title
 * @property {string|null} [term] key of the glossary.
 * @property {unknown} [controls] beside the title.
 * @property {string} description
 * @property {(showTable: (isShown: boolean) => void) => unknown} body
 *     `showTable` shows the table in print, whatever the reader chose.
 * @property {unknown} [notes] below the body.
 * @property {ChartTable} table of the downloads.
 * @property {string} fileName without its extension.
 * @property {boolean} [hasTable] whether the table can be shown as well.
 * @property {((figure: HTMLElement) => Promise<SVGSVGElement>)|null} [draw]
 *     makes a picture of it.
 * @property {string} [classes]
 */

/**
 * @typedef {Pick<FigureFrame, 'title'|'table'|'description'|'fileName'|'draw'>
 * } FigureDownload the property `download` of the element of a frame.
 */

/** @param {FigureFrame} frame */
export function figureFrame(frame) {
  return withState(() => ({isOpen: false, isOnPaper: false}),
    (state, redraw) => {
      const showTable = (/** @type {boolean} */ isShown) => {
        state.isOnPaper = isShown;
        redraw();
      };
      const toggle = () => {
        state.isOpen = !state.isOpen;
        redraw();
      };
      return drawnFrame(frame, state, showTable, toggle);
    });
}

/**
 * @param {FigureFrame} frame
 * @param {{isOpen: boolean, isOnPaper: boolean}} table
 * @param {(isShown: boolean) => void} showTable
 * @param {() => void} toggle opens or closes the table.
 */
function drawnFrame({
  title, term, controls = nothing, description, body, notes = nothing, table,
  fileName, hasTable = false, draw = null, classes = '',
}, {isOpen, isOnPaper}, showTable, toggle) {
  return html`<figure class="chart-frame ${classes}"
    .download=${{title, table, description, fileName, draw}}>
    <figcaption class="chart-head justify-content-between">
      <h4 class="chart-title fs-6">${
        term ? definedText(term, title) : title}</h4>
      ${controls}
    </figcaption>
    <p class="chart-description">${description}</p>
    ${body(showTable)}
    ${notes}
    ${isOpen || isOnPaper ?
    scrollRegion(`Table: ${title}`, dataTable(table, title)) : nothing}
    ${hasTable ? html`<div class="chart-actions"><button type="button"
      aria-expanded=${isOpen} class="btn btn-sm btn-outline-secondary"
      @click=${toggle}>${
        isOpen ? 'Hide the table' : 'Show as table'}</button></div>` : nothing}
  </figure>`;
}
