/** The figures of a card's panel as files. */

import {html, nothing} from 'lit-html';

import {withState} from '../../../lib/with_state.js';
import {formatQuantity} from '../../domain/formats.js';
import {downloadTable, filesOf} from '../downloads/download_table.js';

/** @import {FigureDownload} from '../charts/figure_frame.js' */
/** @import {Download} from '../downloads/download_table.js' */

/** @typedef {HTMLElement & {download: FigureDownload}} Frame */

/** A folded list of the figures before it. */
export function cardDownloads() {
  return withState(() => ({downloads: /** @type {Download[]} */ ([])}),
    (state, redraw) => html`<details class="folded card-part"
      @toggle=${(/** @type {Event} */ {currentTarget}) => {
    state.downloads = downloadsIn(
      /** @type {HTMLElement} */ (currentTarget).parentElement);
    redraw();
  }}>
      <summary><h3 class="card-part-heading">Downloads</h3></summary>
      ${state.downloads.length === 0 ? nothing :
    downloadTable(state.downloads, 'Figures of this card to download')}
    </details>`);
}

/**
 * @param {HTMLElement|null} part
 * @return {Download[]} of the figures in it.
 */
function downloadsIn(part) {
  const frames = /** @type {Frame[]} */ (
    [...part?.querySelectorAll('.chart-frame') ?? []]);
  return frames.map((frame) => {
    const {title, table, description, fileName, draw} = frame.download;
    return {
      id: table.id, title, size: formatQuantity(table.rows.length, 'row'),
      isEmpty: table.rows.length === 0,
      file: filesOf(fileName, table, description),
      picture: draw && {title, fileName, draw: () => draw(frame)},
    };
  });
}
