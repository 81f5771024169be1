/**
 * A list of what can be downloaded: each table as CSV and JSON, each drawing
 * as PNG and SVG.
 */

import {html, nothing} from 'lit-html';

import {tableAsCsv, tableAsJson} from '../../domain/charts/chart_content.js';
import {announce} from '../../lib/announcer.js';
import {saveFile} from '../../lib/files.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {ChartTable} from '../../domain/charts/chart_content.js' */

/** @typedef {'csv'|'json'} FileKind */
/** @typedef {{name: string, text: string}} File its name has no extension. */

/**
 * @typedef {object} Picture
 * @property {string} title above the drawing.
 * @property {string} fileName without its extension.
 * @property {() => Promise<SVGSVGElement>} draw
 */

/**
 * @typedef {object} Download
 * @property {string} id as in the data dictionary.
 * @property {string} title
 * @property {unknown} [details] beside the title.
 * @property {string} size
 * @property {boolean} [isEmpty] whether there is nothing to save.
 * @property {(kind: FileKind) => File|Promise<File>} [file]
 * @property {Picture|null} [picture]
 */

/** @type {Readonly<Record<FileKind, string>>} */
const TYPES = Object.freeze({csv: 'text/csv', json: 'application/json'});

/**
 * @param {readonly Download[]} downloads
 * @param {string} caption
 * @return {Template}
 */
export function downloadTable(downloads, caption) {
  return html`<table class="data-table w-100 mb-3">
    <caption class="visually-hidden">${caption}</caption>
    <thead><tr>
      <th scope="col">Content</th>
      <th scope="col">Size</th>
      <th scope="col">Data</th>
      <th scope="col">Picture</th>
    </tr></thead>
    <tbody>${downloads.map(downloadRow)}</tbody>
  </table>`;
}

/** @param {Download} download */
function downloadRow(download) {
  const {id, title, details, size, isEmpty, file, picture} = download;
  return html`<tr data-table=${id}>
    <th scope="row">${title} ${details}</th>
    <td class="data-size">${size}</td>
    <td class="data-files">${file ? ['CSV', 'JSON'].map((label) => saveButton(
    label, title, isEmpty, () => saveTable(file,
      /** @type {FileKind} */ (label.toLowerCase())))) : nothing}</td>
    <td class="data-files">${picture ? ['PNG', 'SVG'].map((label) => saveButton(
    label, title, isEmpty, () => saveDrawing(picture,
      /** @type {'png'|'svg'} */ (label.toLowerCase())))) : nothing}</td>
  </tr>`;
}

/**
 * @param {string} label
 * @param {string} title
 * @param {boolean|undefined} isDisabled
 * @param {() => Promise<void>} save
 */
function saveButton(label, title, isDisabled, save) {
  const onPress = () => save().catch((error) => {
    console.warn('The file could not be made:', error);
    announce('The file could not be made.');
  });
  return html`<button type="button" class="btn btn-sm btn-outline-secondary"
    aria-label="${label}: download “${title}”" ?disabled=${isDisabled}
    @click=${onPress}>${label}</button>`;
}

/**
 * @param {NonNullable<Download['file']>} make
 * @param {FileKind} kind
 */
async function saveTable(make, kind) {
  const {name, text} = await make(kind);
  saveFile(`${name}.${kind}`, TYPES[kind], text);
}

/**
 * @param {Picture} picture
 * @param {'png'|'svg'} kind
 */
async function saveDrawing({draw, ...picture}, kind) {
  const {savePicture} = await import('../../lib/pictures.js');
  await savePicture(kind, await draw(), picture);
}

/**
 * @param {string} name without extension.
 * @param {ChartTable} table
 * @param {string} description that the JSON says beside it.
 * @return {(kind: FileKind) => File}
 */
export function filesOf(name, table, description) {
  return (kind) => ({
    name, text: kind === 'csv' ? tableAsCsv(table) :
      tableAsJson(table, description),
  });
}
