/** The figures of a card's panel as files. */

import {html} from 'lit-html';

import {formatQuantity} from '../../domain/formats.js';
import {openedPart} from '../../lib/folded_part.js';
import {downloadTable, filesOf} from '../downloads/download_table.js';

/** @import {FigureDownload} from '../charts/figure_frame.js' */
/** @import {Download} from '../downloads/download_table.js' */

/** @typedef {HTMLElement & {download: FigureDownload}} Frame */

/** A folded list of the figures before it. */
export function cardDownloads() {
  return openedPart(
    html`<h3 class="card-part-heading">Downloads</h3>`,
    ({parentElement}) => downloadTable(
      downloadsIn(parentElement), 'Figures of this card to download'),
    {classes: 'folded card-part'});
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
