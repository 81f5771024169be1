/** The table of the numbers that a drawing shows. */

import {html, nothing} from 'lit-html';

import {cellText} from '../../domain/charts/chart_content.js';

/** @import {ChartTable} from '../../domain/charts/chart_content.js' */

/**
 * @param {ChartTable} table
 * @param {string} caption
 * @return {import('lit-html').TemplateResult}
 */
export function dataTable({columns, rows}, caption) {
  const sides = columns.map(({isNumber}) => isNumber ? 'text-end' : nothing);
  return html`<table class="table table-sm mb-0">
    <caption class="visually-hidden">${caption}</caption>
    <thead><tr>${columns.map(({label}, index) =>
      html`<th scope="col" class=${sides[index]}>${label}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((value, index) => {
      const text = html`<bdi>${cellText(columns[index], value)}</bdi>`;
      return index === 0 ?
        html`<th scope="row" class=${sides[index]}>${text}</th>` :
        html`<td class=${sides[index]}>${text}</td>`;
    })}</tr>`)}</tbody>
  </table>`;
}
