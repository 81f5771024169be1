/** Tables described by their columns, and scrollable regions. */

import {html, nothing} from 'lit-html';

import {definitionTip} from '../lib/toggletip.js';

/** @import {TemplateResult as Template} from 'lit-html' */

/**
 * @template Row
 * @typedef {object} Column
 * @property {unknown} label
 * @property {(row: Row, index: number) => unknown} cell
 * @property {boolean} [isNumber] whether it is right-aligned.
 * @property {string} [classes] of its heading and its cells.
 * @property {(row: Row) => string} [classOf] of a cell.
 * @property {string} [term] key of the glossary.
 * @property {string} [shortLabel] for narrow windows, where rows are blocks.
 */

/**
 * @param {string} label
 * @param {unknown} content
 * @param {string} [classes]
 * @return {Template} a scrollable region.
 */
export function scrollRegion(label, content, classes = 'chart-table-region') {
  return html`<div class=${classes} role="region" tabindex="0"
    aria-label=${label}>${content}</div>`;
}

/**
 * Roles are explicit because narrow windows show rows as blocks, which
 * removes the implicit roles of a table.
 *
 * @template Row
 * @param {string} caption
 * @param {readonly Column<Row>[]} columns the first names the row.
 * @param {unknown} rows as templates.
 * @param {string} classes
 * @return {Template}
 */
export function tableOf(caption, columns, rows, classes) {
  return html`<table class=${classes} role="table">
    <caption class="visually-hidden">${caption}</caption>
    <thead role="rowgroup"><tr role="row">${columns.map((column) =>
    html`<th scope="col" role="columnheader" class=${classesOf(column)}>${
      column.label}${
      column.term ? definitionTip(column.term) : nothing}</th>`)}</tr></thead>
    <tbody role="rowgroup">${rows}</tbody>
  </table>`;
}

/**
 * @template Row
 * @param {readonly Column<Row>[]} columns
 * @param {Row} row
 * @param {number} [index]
 * @return {Template[]}
 */
export function cellsOf(columns, row, index = 0) {
  return columns.map((column, position) => {
    const classes = classesOf(column, column.classOf?.(row));
    const content = column.cell(row, index);
    return position === 0 ?
      html`<th scope="row" role="rowheader" class=${classes}>${content}</th>` :
      html`<td role="cell" class=${classes} data-label=${
        column.shortLabel ?? column.label}>${content}</td>`;
  });
}

/**
 * @template Row
 * @param {readonly Column<Row>[]} columns
 * @return {(row: Row, index: number) => Template} draws a row.
 */
export function rowsWith(columns) {
  return (row, index) =>
    html`<tr role="row">${cellsOf(columns, row, index)}</tr>`;
}

/**
 * @param {Pick<Column<any>, 'isNumber'|'classes'>} column
 * @param {string} [more]
 */
function classesOf({isNumber, classes}, more) {
  return [isNumber && 'text-end', classes, more].filter(Boolean).join(' ') ||
    nothing;
}
