/**
 * Two buttons that hand what is shown to the reader as files.
 */

import {html, nothing} from 'lit-html';

import {tableAsCsv, tableAsJson} from '../domain/charts/chart_content.js';
import {saveFile} from '../lib/files.js';

/** @import {ChartTable} from '../domain/charts/chart_content.js' */

/** @typedef {'csv'|'json'} FileKind */

/** @type {readonly FileKind[]} */
const KINDS = Object.freeze(['csv', 'json']);

/** @type {Readonly<Record<FileKind, string>>} */
const TYPES = Object.freeze({csv: 'text/csv', json: 'application/json'});

/**
 * @typedef {object} TableFile
 * @property {ChartTable} table
 * @property {string} description that the JSON says beside it.
 * @property {string} fileName without its extension.
 */

/**
 * @param {(kind: FileKind) => {name: string, text: string}|null} fileOf is
 *     called when a button is pressed; null if there is no data yet.
 * @param {object} [options]
 * @param {(format: string) => string} [options.labelOf]
 * @param {string} [options.title] the table of the buttons, for screen readers.
 * @param {boolean} [options.isDisabled]
 */
export function downloadButtons(
  fileOf, {labelOf = (format) => format, title, isDisabled = false} = {}) {
  return KINDS.map((kind) => {
    const label = labelOf(kind.toUpperCase());
    const save = () => {
      const file = fileOf(kind);
      if (file) saveFile(`${file.name}.${kind}`, TYPES[kind], file.text);
    };
    return html`<button type="button" class="btn btn-sm btn-outline-secondary"
      aria-label=${title ? `${label}: download “${title}”` : nothing}
      ?disabled=${isDisabled} @click=${save}>${label}</button>`;
  });
}

/**
 * @param {() => TableFile|null} getTable
 * @param {Parameters<typeof downloadButtons>[1]} [options]
 */
export function tableDownloads(getTable, options) {
  return downloadButtons((kind) => {
    const file = getTable();
    return file && {
      name: file.fileName,
      text: kind === 'csv' ? tableAsCsv(file.table) :
        tableAsJson(file.table, file.description),
    };
  }, options);
}
