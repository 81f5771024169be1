/** The table of the numbers that a drawing shows. */

import {html} from 'lit-html';

import {cellText} from '../../domain/charts/chart_content.js';
import {rowsWith, tableOf} from '../table.js';

/**
 * @import {CellValue, ChartTable} from '../../domain/charts/chart_content.js'
 */

/**
 * @param {ChartTable} table
 * @param {string} caption
 * @return {import('lit-html').TemplateResult}
 */
export function dataTable({columns, rows}, caption) {
  const shown = columns.map((column, index) => ({
    ...column, cell: (/** @type {readonly CellValue[]} */ row) =>
      html`<bdi>${cellText(column, row[index])}</bdi>`,
  }));
  return tableOf(
    caption, shown, rows.map(rowsWith(shown)), 'table table-sm mb-0');
}
