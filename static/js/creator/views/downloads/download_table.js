/**
 * A list of what can be downloaded: each table as CSV and JSON, each drawing
 * as PNG and SVG.
 */

import {html} from 'lit-html';

import {tableAsCsv, tableAsJson} from '../../domain/charts/chart_content.js';
import {announce} from '../../lib/announcer.js';
import {textButton} from '../../lib/buttons.js';
import {saveFile} from '../../lib/files.js';
import {cellsOf, tableOf} from '../table.js';

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
  return tableOf(caption, COLUMNS, downloads.map((download) => html`<tr
    role="row" data-table=${download.id}>${cellsOf(COLUMNS, download)}</tr>`),
  'data-table w-100 mb-3');
}

/** @type {import('../table.js').Column<Download>[]} */
const COLUMNS = [
  {label: 'Content', cell: ({title, details}) => html`${title} ${details}`},
  {label: 'Size', classOf: () => 'data-size', cell: ({size}) => size},
  {label: 'Data', classOf: () => 'data-files', cell: ({file, ...download}) =>
    file && ['CSV', 'JSON'].map((label) => saveButton(label, download,
      () => saveTable(file, /** @type {FileKind} */ (label.toLowerCase()))))},
  {label: 'Picture', classOf: () => 'data-files',
    cell: ({picture, ...download}) => picture && ['PNG', 'SVG'].map((label) =>
      saveButton(label, download, () => saveDrawing(
        picture, /** @type {'png'|'svg'} */ (label.toLowerCase()))))},
];

/**
 * @param {string} label
 * @param {Pick<Download, 'title'|'isEmpty'>} download
 * @param {() => Promise<void>} save
 */
function saveButton(label, {title, isEmpty}, save) {
  const onPress = () => save().catch((error) => {
    console.warn('The file could not be made:', error);
    announce('The file could not be made.');
  });
  return textButton(label, onPress, {
    name: `${label}: download “${title}”`, isDisabled: isEmpty,
  });
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
 * @param {string} description for the JSON.
 * @return {(kind: FileKind) => File}
 */
export function filesOf(name, table, description) {
  return (kind) => ({
    name, text: kind === 'csv' ? tableAsCsv(table) :
      tableAsJson(table, description),
  });
}
