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
  formatPoints, intervalText, metricTerm, rateText, wholeSentence,
} from '../domain/comparison_sentences.js';
import {formatPart} from '../domain/formats.js';
import {COMPARE_SORTS} from '../domain/view_state.js';
import {textButton} from '../lib/buttons.js';
import {selectField} from '../lib/fields.js';
import {definitionTip} from '../lib/toggletip.js';
import {cellsOf, scrollRegion, tableOf} from './table.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/**
 * @import {
 *   ComparedRate as Metric, Comparison, Rate as ServerRate, SideTotals
 * } from '../../domain/wire_types.js'
 */
/** @import {CardRow} from '../domain/comparison_model.js' */
/** @import {CompareSort, ViewState} from '../domain/view_state.js' */

/** @typedef {Pick<ViewState, 'figure'|'by'>} CardChoice */
/**
 * @template Row
 * @typedef {import('./table.js').Column<Row>} Column
 */

/**
 * @typedef {object} DifferenceRow
 * @property {unknown} name a template.
 * @property {Metric|null} metric
 * @property {string} words
 * @property {string} key for tests and scripts.
 */

const SORTS = Object.entries(COMPARE_SORTS).map(
  ([value, label]) => ({value, label}));

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
 * @param {(card: string|null) => string|null} handlers.changesHref link
 *     to the changes between the sides; null unless both are versions.
 * @return {Template}
 */
export function compareResult(comparison, choice, handlers) {
  const changes = handlers.changesHref(null);
  const summary =
    html`<p class="compare-said">${comparisonSentence(comparison)}</p>
    ${changes === null ? nothing : html`<p><a href=${
    changes}>What changed between them</a></p>`}`;
  // Without plays on a side each row would say that it cannot be compared.
  if (emptySidesOf(comparison).length > 0) return summary;
  const hints = weaknessesOf(comparison);
  return html`${summary}
    ${hints.length ? html`<ul class="compare-hints">${hints.map((hint) =>
    html`<li>${hint}</li>`)}</ul>` : nothing}
    <h4 class="compare-heading fs-6">The whole exploration${
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
      <h4 class="compare-heading fs-6">Card by card</h4>
      ${selectField({
    id: 'compare-metric', label: 'Figure', options: metrics, chosen: metric,
    onChoose: (value) => onChoice({figure: value}),
  })}
      ${selectField({
    id: 'compare-sort', label: 'Order', options: SORTS, chosen: by,
    onChoose: (value) => onChoice({by: /** @type {CompareSort} */ (value)}),
  })}
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
      textButton(name, open, {kind: 'btn-link p-0 text-start card-name'})}${
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
  const drawn = html`<span class="visually-hidden">The same, drawn</span><span
    class="whisker-axis" aria-hidden="true"><span>${
  formatPoints(-end)}</span><span>0</span><span>${
  formatPoints(end)}</span></span>`;
  /** @type {Column<DifferenceRow>[]} */
  const columns = [
    {label: firstHeading, cell: ({name}) => name},
    rateColumn(a, ({metric}) => metric?.a),
    rateColumn(b, ({metric}) => metric?.b),
    {
      label: 'Difference, points', shortLabel: 'Difference',
      classes: 'compare-difference',
      cell: ({metric}) => differenceText(metric),
    },
    {
      label: drawn, shortLabel: '', classes: 'compare-plot',
      cell: ({metric}) => whisker(metric, end),
    },
    {label: 'In words', classes: 'compare-words', cell: ({words}) => words},
  ];
  return scrollRegion(caption, tableOf(caption, columns, rows.map((row) =>
    html`<tr role="row" data-key=${row.key}>${cellsOf(columns, row)}</tr>`),
  'table compare-table'), 'table-region');
}

/**
 * @param {SideTotals} side
 * @param {(row: DifferenceRow) => ServerRate|undefined} rateOf
 * @return {Column<DifferenceRow>}
 */
function rateColumn(side, rateOf) {
  return {
    label: sideName(side), classes: 'compare-rate', cell: (row) => {
      const rate = rateOf(row);
      return html`${rate ? rateText(rate) : '–'}${rate && rate.n > 0 ?
        html`<span class="cell-share">${
          formatPart(rate.successes, rate.n)}</span>` : nothing}`;
    },
  };
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
