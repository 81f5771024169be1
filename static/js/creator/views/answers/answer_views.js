/**
 * The answers of an interaction: a view for each of Oppia's visualizations
 * that an interaction declares.
 */

import {html, nothing} from 'lit-html';

import {quote} from '../../../domain/text_direction.js';
import {withState} from '../../../lib/with_state.js';
import {
  answerRows, answerTable, isOfUnresolved, showsAddressed, SHOWN_LENGTH,
  unlistedChoices,
} from '../../domain/answer_tables.js';
import {barsContent} from '../../domain/charts/bars.js';
import {
  excerptOf, formatCount, formatQuantity, formatShare,
} from '../../domain/formats.js';
import {chartFigure} from '../charts/chart_figure.js';
import {
  addressedColumn, answerCell, answerFigure, answerHints, pagedRegion,
  pagedRows, shareBar,
} from './answer_parts.js';
import {clickHexbins} from './click_hexbins.js';

/** @import {AnswerContext, AnswerRow} from '../../domain/answer_tables.js' */
/**
 * @import {
 *   Answers as AnswersOfInteraction, Visualization
 * } from '../../../domain/wire_types.js'
 */

/**
 * @typedef {object} Shown
 * @property {Visualization} visualization
 * @property {AnswersOfInteraction} entry the answers it belongs to.
 * @property {AnswerContext} context
 * @property {string} title
 * @property {string} fileName without its extension.
 * @property {boolean} hasShares whether there are enough answers for shares.
 * @property {number} kAnonymity
 */

/** The largest number of bars that can be told apart. */
const MAX_BARS = 20;

/** Height of a bar with the gap after it. */
const BAR_REM = 1.75;

const NO_ANSWERS = 'There is no answer yet that may be listed.';

/** @type {ReadonlyMap<string, (shown: Shown) => unknown>} */
const VIEWS = new Map(Object.entries({
  BarChart: answerBars,
  ClickHexbins: clickHexbins,
  EnumeratedFrequencyTable: enumeratedFrequencyTable,
  FrequencyTable: frequencyTable,
  SortedTiles: sortedTiles,
}));

/**
 * @param {Shown} shown
 * @return {unknown} a table if a newer server added the visualization.
 */
export function answerView(shown) {
  return (VIEWS.get(shown.visualization.id) ?? frequencyTable)(shown);
}

/**
 * Oppia's BarChart: choices and numbers in their own order, whereas tables
 * are sorted by frequency.
 *
 * @param {Shown} shown
 */
function answerBars(shown) {
  const {visualization, entry, context, title, fileName, hasShares} = shown;
  const rows = answerRows(visualization, entry, context).slice(0, MAX_BARS)
    .sort(byOrderOnTheCard);
  const {x_axis_label: labelName, y_axis_label: valueName} =
    visualization.options;
  return chartFigure({
    title,
    height: BAR_REM * Math.max(rows.length, 2),
    content: barsContent(rows.map(({text, count, share}) => ({
      label: text, value: count, share: hasShares ? share : null,
    })), {
      description:
        `How often each, in ${formatQuantity(entry.num_answers, 'answer')}.`,
      fileName, labelName, valueName, nothing: NO_ANSWERS,
    }),
  });
}

/**
 * @param {AnswerRow} a
 * @param {AnswerRow} b
 * @return {number} choices that are no longer on the card come last.
 */
function byOrderOnTheCard({answer: a}, {answer: b}) {
  const isGone = [a, b].map((answer) => Number(typeof answer === 'string'));
  return isGone[0] - isGone[1] || (isGone[0] ? (a < b ? -1 : 1) : a - b);
}

/**
 * Oppia's FrequencyTable: answers with their frequency as number and bar.
 *
 * @param {Shown} shown
 * @param {(row: AnswerRow, index: number) => unknown} [cellOf]
 */
function frequencyTable(shown, cellOf = (row) => answerCell(row.text, row)) {
  const {visualization, entry, context, title, fileName, hasShares} = shown;
  const rows = answerRows(visualization, entry, context);
  const most = Math.max(1, ...rows.map(({count}) => count));
  const hasAddressed = showsAddressed(visualization);
  const [first, second] =
    visualization.options.column_headers ?? ['Answer', 'Count'];
  /** @type {import('../table.js').Column<AnswerRow>[]} */
  const columns = [
    {label: first, cell: (row, index) => html`${cellOf(row, index)}${
      answerHints(row)}${shareBar(row.count / most)}`},
    {label: second, isNumber: true, cell: countText},
    ...hasShares ? [{
      label: 'Share', isNumber: true,
      cell: (/** @type {AnswerRow} */ {share}) => formatShare(share),
    }] : [],
    ...hasAddressed ? [addressedColumn(
      (/** @type {AnswerRow} */ {isAddressed}) => isAddressed)] : [],
  ];
  return answerFigure({
    title, fileName,
    description: frequencyDescription(rows, shown),
    classes: rows.length === 0 ? 'is-untold' : '',
    table: answerTable(rows, visualization),
    body: pagedRegion(title, columns, rows),
  });
}

/**
 * Oppia's EnumeratedFrequencyTable: numbered sets that can be opened; the first
 * one initially is. Orders have no number, as their text numbers its positions.
 *
 * @param {Shown} shown
 */
function enumeratedFrequencyTable(shown) {
  const isOrder = shown.context.interactionId === 'DragAndDropSortInput';
  return frequencyTable(shown, (row, index) => withState(
    () => ({isOpen: index === 0}),
    ({isOpen}) => html`<details ?open=${isOpen}>
      <summary>${isOrder ? '' : `${index + 1}. `}<bdi dir="auto">${
        excerptOf(row.text, SHOWN_LENGTH)}</bdi></summary>
      <ul class="answer-items">${row.items.map(
        (item) => html`<li>${answerCell(item, row)}</li>`)}</ul>
    </details>`));
}

/**
 * @param {AnswerRow} row
 * @return {string} a range if the exact count is not known.
 */
function countText({count, countAtMost}) {
  return countAtMost > count ?
    `${formatCount(count)}–${formatCount(countAtMost)}` : formatCount(count);
}

/**
 * @param {AnswerRow[]} rows
 * @param {Shown} shown
 * @return {string}
 */
function frequencyDescription(rows, {visualization, entry}) {
  const isUnresolved = isOfUnresolved(visualization);
  if (rows.length === 0) {
    return isUnresolved ?
      'None: every answer listed has a response of its own.' : NO_ANSWERS;
  }
  const what = isUnresolved ?
    'Answers that have no response of their own, out of' : 'Out of';
  return `${what} ${formatQuantity(entry.num_answers, 'answer')}.`;
}

/**
 * Oppia's SortedTiles: answers as tiles, most frequent first.
 *
 * @param {Shown} shown
 */
function sortedTiles(shown) {
  const {visualization, entry, context, title, fileName} = shown;
  const rows = answerRows(visualization, entry, context);
  return answerFigure({
    title, fileName, hasTable: true,
    description: rows.length ?
      `Out of ${formatQuantity(entry.num_answers, 'answer')}.` : NO_ANSWERS,
    notes: [unlistedText(unlistedChoices(rows, context))],
    table: answerTable(rows, visualization),
    body: pagedRows(rows, (row) => answerTile(row, shown),
      (drawn, pager) => html`<div><ol class="answer-tiles">${drawn}</ol>${
        pager}</div>`),
  });
}

/**
 * @param {AnswerRow} row
 * @param {Shown} shown
 */
function answerTile(row, {visualization, hasShares}) {
  const hasAddressed =
    showsAddressed(visualization) && row.isAddressed !== null;
  const isPercent = hasShares && visualization.options.use_percentages;
  const times = formatQuantity(row.count, 'time');
  return html`<li class="answer-tile">
    ${answerCell(row.text, row)}${answerHints(row)}
    <span class="answer-tile-value">${isPercent ?
      html`${formatShare(row.share)}<span class="answer-hint">${times}</span>` :
      times}</span>
    ${row.share === null ? nothing : shareBar(row.share)}
    ${hasAddressed ? html`<span class="answer-hint">${row.isAddressed ?
      'has a response of its own' : 'falls to “all other answers”'}</span>` :
      nothing}
  </li>`;
}

/**
 * @param {string[]} choices
 * @return {string}
 */
function unlistedText(choices) {
  if (choices.length === 0) return '';
  const names = choices.map(quote).join(', ');
  return `Taken by nobody: ${names}.`;
}
