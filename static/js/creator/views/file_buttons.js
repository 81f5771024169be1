/**
 * Two buttons that hand what is shown to the reader as files.
 */

import {html, nothing} from 'lit-html';

import {tableAsCsv, tableAsJson} from '../domain/charts/chart_content.js';
import {setAttribute} from '../lib/dom.js';
import {saveFile} from '../lib/files.js';
import {actionButton} from '../lib/notices.js';

/** @import {ChartTable} from '../domain/charts/chart_content.js' */

/** @typedef {'csv'|'json'} FileKind */

/** @type {readonly FileKind[]} */
const KINDS = Object.freeze(['csv', 'json']);

/** @type {Readonly<Record<FileKind, string>>} */
const TYPES = Object.freeze({csv: 'text/csv', json: 'application/json'});

/**
 * @param {(kind: FileKind) => {name: string, text: string}|null} fileOf is
 *     called when a button is pressed; null if there is no data yet.
 * @param {{labelOf?: (format: string) => string, title?: string}} [options]
 *     title: the table of the buttons, for screen readers.
 */
export function downloadButtons(
  fileOf, {labelOf = (format) => format, title} = {}) {
  return KINDS.map((kind) => {
    const label = labelOf(kind.toUpperCase());
    const save = () => {
      const file = fileOf(kind);
      if (file) saveFile(`${file.name}.${kind}`, TYPES[kind], file.text);
    };
    return html`<button type="button" class="btn btn-sm btn-outline-secondary"
      aria-label=${title ? `${label}: download “${title}”` : nothing}
      @click=${save}>${label}</button>`;
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

/**
 * @param {(kind: FileKind) => {name: string, text: string}|null} fileOf is
 *     asked when a button is pressed; null where there is nothing yet.
 * @param {(format: string) => string} [labelOf]
 * @return {HTMLButtonElement[]}
 */
export function fileButtons(fileOf, labelOf = (format) => format) {
  return KINDS.map((kind) => actionButton(labelOf(kind.toUpperCase()), () => {
    const file = fileOf(kind);
    if (file) saveFile(`${file.name}.${kind}`, TYPES[kind], file.text);
  }));
}

/**
 * @typedef {object} TableFile
 * @property {ChartTable} table
 * @property {string} description that the JSON says beside it.
 * @property {string} fileName without its extension.
 */

/**
 * @param {() => TableFile|null} getTable
 * @param {(format: string) => string} [labelOf]
 * @return {HTMLButtonElement[]}
 */
export function tableButtons(getTable, labelOf) {
  return fileButtons((kind) => {
    const file = getTable();
    return file && {
      name: file.fileName,
      text: kind === 'csv' ? tableAsCsv(file.table) :
        tableAsJson(file.table, file.description),
    };
  }, labelOf);
}

/**
 * Says which table the buttons are of, for those who do not see where they
 * stand.
 *
 * @param {readonly HTMLButtonElement[]} buttons
 * @param {string} title
 */
export function nameButtons(buttons, title) {
  for (const button of buttons) {
    setAttribute(button, 'aria-label',
      `${button.textContent}: download “${title}”`);
  }
}
