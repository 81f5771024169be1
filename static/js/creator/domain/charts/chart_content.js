/**
 * The common parts of charts: a description, a table, and files. Free of the
 * DOM.
 */

import {toCsv} from '../csv.js';
import {formatCount} from '../formats.js';

/** @import {EChartsOption} from 'echarts' */

/** @typedef {string|number|boolean|null} CellValue */

/**
 * @typedef {object} ChartColumn
 * @property {string} key in the heading of the CSV and in the JSON.
 * @property {string} label above the column on the page.
 * @property {boolean} [isNumber] whether it is right-aligned.
 * @property {(value: CellValue) => string} [format] formats it for the page.
 */

/**
 * @typedef {object} ChartTable
 * @property {string} id as in the data dictionary.
 * @property {readonly ChartColumn[]} columns the first names the row.
 * @property {readonly CellValue[][]} rows
 */

/**
 * The colours of the current theme, by the names of their properties without
 * `--chart-`.
 *
 * @typedef {Readonly<Record<'starts'|'actual'|'completions'|'bar'|
 *     'mark'|'grid'|'text'|'muted'|'surface', string>>} ChartColours
 */

/** @type {readonly (keyof ChartColours)[]} */
export const CHART_COLOUR_NAMES = Object.freeze([
  'starts', 'actual', 'completions', 'bar', 'mark', 'grid', 'text',
  'muted', 'surface',
]);

/**
 * @typedef {object} ChartSettings
 * @property {boolean} isAnimated
 * @property {number} width in pixels.
 * @property {boolean} [hasLinks] whether marks are links above the drawing.
 */

/**
 * @typedef {object} ChartMark
 * @property {string} at value of the x-axis.
 * @property {string} label
 * @property {string} href
 * @property {string} description what the link shows.
 */

/**
 * @typedef {object} ChartContent
 * @property {string} description the chart in a sentence or two.
 * @property {ChartTable} table
 * @property {((colours: ChartColours, settings: ChartSettings) =>
 *     EChartsOption)|null} options null where there is nothing to draw.
 * @property {((width: number) => ChartMark[])|null} [marks] links above the
 *     plot; null where the drawing has its own labels.
 * @property {string} [nothing] why there is nothing to draw.
 * @property {string} fileName without its extension.
 */

/**
 * @param {ChartColumn} column
 * @param {CellValue} value
 * @return {string} as the page shows it.
 */
export function cellText(column, value) {
  if (column.format) return column.format(value);
  if (typeof value === 'number' || value === null) return formatCount(value);
  return String(value);
}

/**
 * @param {ChartTable} table
 * @return {string}
 */
export function tableAsCsv({columns, rows}) {
  return toCsv([columns.map(({key}) => key), ...rows.map((row) => [...row])]);
}

/**
 * @param {ChartTable} table
 * @param {string} description
 * @return {string} indented JSON, an object for each row.
 */
export function tableAsJson({columns, rows}, description) {
  return JSON.stringify({
    description,
    rows: rows.map((row) => Object.fromEntries(
      columns.map(({key}, index) => [key, row[index]]))),
  }, null, 2) + '\n';
}
