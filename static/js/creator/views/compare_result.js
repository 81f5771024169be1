/**
 * The result of a comparison: a table of the whole exploration and one of its
 * cards by one figure. Each difference is drawn as a dot with its interval,
 * all on one scale.
 */

import {html, nothing} from 'lit-html';

import {
  cardMetricNames, cardRowsOf, emptySidesOf, playedSidesOf, scaleEndOf,
  shownMetricName, sideName, weaknessesOf, whiskerOf,
} from '../domain/comparison_model.js';
import {
  cardSentence, changeMark, chanceNote, claimOf, differenceSentence,
  formatPoints, intervalText, metricTerm, rateCounts, rateText, wholeSentence,
} from '../domain/comparison_sentences.js';
import {COMPARE_SORTS} from '../domain/view_state.js';
import {textButton} from '../lib/buttons.js';
import {optionList, valueOf} from '../lib/fields.js';
import {definitionTip} from '../lib/toggletip.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/**
 * @import {
 *   ComparedRate as Metric, Comparison, Rate as ServerRate
 * } from '../../domain/wire_types.js'
 */
/** @import {CardRow} from '../domain/comparison_model.js' */
/** @import {CompareSort, ViewState} from '../domain/view_state.js' */

/** @typedef {Pick<ViewState, 'figure'|'by'>} CardChoice */

/**
 * @typedef {object} DifferenceRow
 * @property {unknown} name a template.
 * @property {Metric|null} metric
 * @property {string} words
 * @property {string} key for tests and scripts.
 */

/** @type {Readonly<Record<CompareSort, string>>} */
const SORT_NAMES = Object.freeze({
  difference: 'Largest difference first', order: 'In reading order',
  name: 'By name',
});

const SORTS = COMPARE_SORTS.map((value) => ({value, label: SORT_NAMES[value]}));

/**
 * @param {number} place from 0 to 1.
 * @return {string}
 */
function percent(place) {
  return `${place * 100}%`;
}

/**
 * @param {Comparison} comparison
 * @return {string} its result in one sentence.
 */
export function comparisonSentence(comparison) {
  return emptySidesOf(comparison).length > 0 ?
    weaknessesOf(comparison)[0] : wholeSentence(comparison);
}

/**
 * @param {Comparison} comparison
 * @param {CardChoice} choice
 * @param {object} handlers
 * @param {(stateName: string, version: number) => void} handlers.onCard
 *     opens a card.
 * @param {(choice: Partial<CardChoice>) => void} handlers.onChoice
 * @param {(card: string|null) => string|null} handlers.changesHref what
 *     changed between the sides; null where they are no versions.
 * @return {Template}
 */
export function compareResult(comparison, choice, handlers) {
  const changes = handlers.changesHref(null);
  const said =
    html`<p class="compare-said">${comparisonSentence(comparison)}</p>
    ${changes === null ? nothing : html`<p><a href=${
    changes}>What changed between them</a></p>`}`;
  // Without plays on a side each row would say that it cannot be compared.
  if (emptySidesOf(comparison).length > 0) return said;
  const hints = weaknessesOf(comparison);
  return html`${said}
    ${hints.length ? html`<ul class="compare-hints">${hints.map((hint) =>
    html`<li>${hint}</li>`)}</ul>` : nothing}
    <h4 class="compare-heading">The whole exploration${
  definitionTip('differenceInterval')}</h4>
    ${differenceTable('The whole exploration, compared', 'Figure',
    comparison.metrics.map((metric) => wholeRow(metric, comparison)),
    comparison)}
    ${cardsPart(comparison, choice, handlers)}`;
}

/**
 * @param {Comparison} comparison
 * @param {CardChoice} choice
 * @param {Parameters<typeof compareResult>[2]} handlers
 * @return {Template}
 */
function cardsPart(comparison, {figure, by}, handlers) {
  const {onChoice} = handlers;
  const metric = shownMetricName(comparison, figure);
  const metrics = cardMetricNames(comparison).map(
    (value) => ({value, label: metricTerm(value).name}));
  return html`<div class="compare-cards-bar">
      <h4 class="compare-heading">Card by card</h4>
      <label for="compare-metric">Figure</label>
      <select id="compare-metric" class="form-select form-select-sm"
        @change=${(/** @type {Event} */ event) =>
    onChoice({figure: valueOf(event)})}>${optionList(metrics, metric)}</select>
      <label for="compare-sort">Order</label>
      <select id="compare-sort" class="form-select form-select-sm"
        @change=${(/** @type {Event} */ event) =>
    onChoice({by: /** @type {CompareSort} */ (valueOf(event))})}>${
  optionList(SORTS, by)}</select>
    </div>
    ${differenceTable(`${metricTerm(metric).name}, card by card`, 'Card',
    cardRowsOf(comparison, metric, by).map(
      (row) => cardRow(row, comparison, handlers)), comparison)}
    <p class="compare-chance">${chanceNote(comparison)}</p>`;
}

/**
 * @param {Metric} metric
 * @param {Comparison} comparison
 * @return {DifferenceRow}
 */
function wholeRow(metric, comparison) {
  const {name, of} = metricTerm(metric.name);
  return {
    key: metric.name,
    name: html`${name}${
      of ? html`<span class="cell-share">of ${of}</span>` : nothing}`,
    metric,
    words: differenceSentence(metric, playedSidesOf(comparison)),
  };
}

/**
 * @param {CardRow} row
 * @param {Comparison} comparison
 * @param {Parameters<typeof compareResult>[2]} handlers
 * @return {DifferenceRow}
 */
function cardRow({state, metric}, comparison, {onCard, changesHref}) {
  const {state_name: name, changed} = state;
  const mark = changeMark(state);
  const changes = changesHref(name);
  const open = () => onCard(name, comparison.cards_of_version);
  return {
    key: name,
    name: html`${changed === 'deleted' ? html`<span>${name}</span>` :
      textButton(name, open, 'btn-link p-0 text-start card-name')}${
      mark ? html`<span class="card-badge" data-change=${changed}>${
        changes === null ? mark.text : html`<a href=${changes}
          aria-label="${mark.text}: what changed in ${name}">${
  mark.text}</a>`}</span><span class="cell-share">${mark.note}</span>` :
        nothing}`,
    metric,
    words: cardSentence(state, metric, playedSidesOf(comparison)),
  };
}

/**
 * @param {string} caption
 * @param {string} firstHeading of the first column.
 * @param {DifferenceRow[]} rows
 * @param {Comparison} comparison
 * @return {Template}
 */
function differenceTable(caption, firstHeading, rows, {a, b}) {
  const end = scaleEndOf(rows.map(({metric}) => metric));
  const heading = (
    /** @type {unknown} */ label, /** @type {string} */ kind) =>
    html`<th scope="col" role="columnheader" class=${kind}>${label}</th>`;
  const drawn = html`<span class="visually-hidden">The same, drawn</span><span
    class="whisker-axis" aria-hidden="true"><span>${
  formatPoints(-end)}</span><span>0</span><span>${
  formatPoints(end)}</span></span>`;
  return html`<div class="table-region" role="region" tabindex="0"
    aria-label=${caption}>
    <table class="table compare-table" role="table">
      <caption class="visually-hidden">${caption}</caption>
      <thead role="rowgroup"><tr role="row">
        ${heading(firstHeading, '')}
        ${heading(sideName(a), 'compare-rate')}
        ${heading(sideName(b), 'compare-rate')}
        ${heading('Difference, points', 'compare-difference')}
        ${heading(drawn, 'compare-plot')}
        ${heading('In words', 'compare-words')}
      </tr></thead>
      <tbody role="rowgroup">${rows.map(({key, name, metric, words}) =>
    html`<tr role="row" data-key=${key}>
        <th scope="row" role="rowheader">${name}</th>
        ${rateCell(metric?.a, sideName(a))}
        ${rateCell(metric?.b, sideName(b))}
        <td class="compare-difference" role="cell" data-label="Difference">${
  differenceText(metric)}</td>
        <td class="compare-plot" role="cell">${whisker(metric, end)}</td>
        <td class="compare-words" role="cell">${words}</td>
      </tr>`)}</tbody>
    </table>
  </div>`;
}

/**
 * @param {ServerRate|undefined} rate
 * @param {string} label of the side.
 * @return {Template}
 */
function rateCell(rate, label) {
  return html`<td class="compare-rate" role="cell" data-label=${label}>${
    rate ? rateText(rate) : '–'}${rate && rate.n > 0 ?
    html`<span class="cell-share">${rateCounts(rate)}</span>` : nothing}</td>`;
}

/**
 * @param {Metric|null} metric
 * @return {Template|string}
 */
function differenceText(metric) {
  const value = metric?.difference.value;
  if (!metric || value === null || value === undefined) return '–';
  return html`${formatPoints(value)}<span class="cell-share">${
    intervalText(metric)}</span>`;
}

/**
 * @param {Metric|null} metric
 * @param {number} end of the scale.
 * @return {Template} hidden from screen readers: the numbers beside it say
 *     the same.
 */
function whisker(metric, end) {
  const drawn = whiskerOf(metric, end);
  return html`<div class="whisker" aria-hidden="true"
    data-claim=${drawn && metric ? claimOf(metric) : nothing}><span
    class="whisker-zero"></span>${drawn ? html`<span class="whisker-line"
      ?data-cut-low=${drawn.isCutLow} ?data-cut-high=${drawn.isCutHigh}
      .style="left: ${percent(drawn.low)}; width: ${
  percent(drawn.high - drawn.low)}"></span><span class="whisker-dot"
      .style="left: ${percent(drawn.dot)}"></span>` : nothing}</div>`;
}
