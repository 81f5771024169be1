/**
 * Differences as a table in which each stands as a dot with its interval,
 * all on one scale.
 */

import {
  scaleEndOf, sideName, whiskerOf,
} from '../domain/comparison_model.js';
import {
  claimOf, formatPoints, intervalText, rateCounts, rateText,
} from '../domain/comparison_sentences.js';
import {h} from '../lib/dom.js';

/** @import {Comparison} from '../domain/comparison_model.js' */
/** @import {Metric, ServerRate} from '../domain/page_data.js' */

/**
 * @typedef {object} DifferenceRow
 * @property {(Node|string|null)[]} name
 * @property {Metric|null} metric
 * @property {string} words
 * @property {string} key for tests and scripts.
 */

const PERCENT = 100;

/**
 * @param {number} place from 0 to 1.
 * @return {string}
 */
function percent(place) {
  return `${place * PERCENT}%`;
}

/**
 * @param {Metric|null} metric
 * @param {number} end of the scale.
 * @return {HTMLElement} hidden from readers of the screen: the numbers
 *     beside it say the same.
 */
function whisker(metric, end) {
  const drawn = whiskerOf(metric, end);
  const plot = h('div', {class: 'whisker', 'aria-hidden': 'true'},
    h('span', {class: 'whisker-zero'}));
  if (!drawn || !metric) return plot;
  const line = h('span', {
    class: 'whisker-line', 'data-cut-low': drawn.isCutLow,
    'data-cut-high': drawn.isCutHigh,
  });
  line.style.left = percent(drawn.low);
  line.style.width = percent(drawn.high - drawn.low);
  const dot = h('span', {class: 'whisker-dot'});
  dot.style.left = percent(drawn.dot);
  plot.append(line, dot);
  plot.dataset.claim = claimOf(metric);
  return plot;
}

/**
 * @param {number} end
 * @return {HTMLElement}
 */
function axis(end) {
  return h('span', {class: 'whisker-axis', 'aria-hidden': 'true'},
    h('span', {}, formatPoints(-end)), h('span', {}, '0'),
    h('span', {}, formatPoints(end)));
}

/**
 * @param {ServerRate|undefined} rate
 * @param {string} label of the side.
 * @return {HTMLElement}
 */
function rateCell(rate, label) {
  return h('td', {class: 'compare-rate', role: 'cell', 'data-label': label},
    rate ? rateText(rate) : '–',
    rate && rate.n > 0 ?
      h('span', {class: 'cell-share'}, rateCounts(rate)) : null);
}

/**
 * @param {Metric|null} metric
 * @return {(Node|string)[]}
 */
function differenceText(metric) {
  const value = metric?.difference.value;
  if (!metric || value === null || value === undefined) return ['–'];
  return [formatPoints(value), h('span', {class: 'cell-share'},
    intervalText(metric))];
}

/**
 * @param {DifferenceRow} row
 * @param {Comparison} comparison
 * @param {number} end of the scale.
 * @return {HTMLElement}
 */
function tableRow({name, metric, words, key}, {a, b}, end) {
  return h('tr', {role: 'row', 'data-key': key},
    h('th', {scope: 'row', role: 'rowheader'},
      ...name),
    rateCell(metric?.a, sideName(a)),
    rateCell(metric?.b, sideName(b)),
    h('td', {
      class: 'compare-difference', role: 'cell', 'data-label': 'Difference',
    }, ...differenceText(metric)),
    h('td', {class: 'compare-plot', role: 'cell'}, whisker(metric, end)),
    h('td', {class: 'compare-words', role: 'cell'},
      words));
}

/**
 * @param {string} caption
 * @param {string} first heading of the first column.
 * @param {DifferenceRow[]} rows
 * @param {Comparison} comparison
 * @return {HTMLElement}
 */
export function differenceTable(caption, first, rows, comparison) {
  const end = scaleEndOf(rows.map(({metric}) => metric));
  const heading = (
    /** @type {Node|string} */ label, /** @type {string} */ kind) =>
    h('th', {scope: 'col', role: 'columnheader', class: kind}, label);
  return h('div', {
    class: 'table-region', role: 'region', tabindex: '0',
    'aria-label': caption,
  }, h('table', {class: 'table compare-table', role: 'table'},
    h('caption', {class: 'visually-hidden'}, caption),
    h('thead', {role: 'rowgroup'}, h('tr', {role: 'row'},
      heading(first, ''),
      heading(sideName(comparison.a), 'compare-rate'),
      heading(sideName(comparison.b), 'compare-rate'),
      heading('Difference, points', 'compare-difference'),
      h('th', {
        scope: 'col', role: 'columnheader', class: 'compare-plot',
      }, h('span', {class: 'visually-hidden'}, 'The same, drawn'),
      axis(end)),
      heading('In words', 'compare-words'))),
    h('tbody', {role: 'rowgroup'}, ...rows.map(
      (row) => tableRow(row, comparison, end)))));
}
