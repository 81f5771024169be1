/** Figures of a card: lists of them, and distributions. */

import {html, nothing} from 'lit-html';

import {isEnough, tooFewText} from '../../domain/card_details.js';
import {histogramContent} from '../../domain/charts/histogram.js';
import {CARD_FIGURES} from '../../domain/figures.js';
import {
  formatCount, formatDecimal, formatDuration, formatInterval, formatQuantity,
  formatShare,
} from '../../domain/formats.js';
import {GLOSSARY} from '../../domain/glossary.js';
import {definedText} from '../../lib/toggletip.js';
import {chartFigure} from '../charts/chart_figure.js';

/** @import {CardFigure} from '../../domain/figures.js' */
/** @import {Distribution} from '../../../domain/wire_types.js' */
/** @import {CardRow} from '../../domain/statistics_model.js' */

/**
 * @typedef {object} ListedFigure
 * @property {string} term key of the glossary.
 * @property {string} [name] a shorter one than in the glossary.
 * @property {string} value
 * @property {string} [note] such as the denominator or the interval.
 */

/** The live counters, those about visits first. */
const COUNTERS = ['visits', 'answers'].flatMap((about) =>
  CARD_FIGURES.filter((figure) => figure.about === about));

/**
 * @param {readonly ListedFigure[]} figures
 * @param {string} [classes]
 * @return {import('lit-html').TemplateResult}
 */
export function figureList(figures, classes = '') {
  return html`<dl class="card-figures ${classes}">${figures.map(
    ({term, name = GLOSSARY[term].name, value, note}) => html`<div
      class="card-figure" data-figure=${term}>
      <dt>${definedText(term, name)}</dt>
      <dd class="card-figure-value">${value}</dd>
      <dd class="card-figure-share">${note ?? ''}</dd>
    </div>`)}</dl>`;
}

/** @param {CardRow} row */
export function counterFigures(row) {
  return figureList(COUNTERS.filter(({term}) => row[term] !== null)
    .map((figure) => ({
      term: figure.term, value: formatCount(row[figure.term]),
      note: counterNote(figure, row),
    })));
}

/**
 * @param {CardFigure} figure
 * @param {CardRow} row
 * @return {string}
 */
function counterNote({term, share}, row) {
  const rate = row.rates[term];
  if (!share || !rate || rate.whole === 0) return '';
  const whole = `of ${formatCount(rate.whole)} ${share.words}`;
  if (!rate.isEnough) return `${whole}; too few to say more`;
  return `${formatShare(rate.share)} ${whole}, 95\u00a0% interval ` +
    formatInterval(rate.interval);
}

/**
 * A distribution: median, mean, spread, tail, and histogram.
 *
 * @param {object} figure
 * @param {string} figure.title
 * @param {string} figure.term key of the glossary.
 * @param {'msecs'|'number'} figure.unit
 * @param {string} figure.noun what was measured, such as "visit".
 * @param {string} figure.fileName without its extension.
 * @param {Distribution} figure.values
 */
export function distributionFigure(
  {title, term, unit, noun, fileName, values}) {
  const hasEnough = isEnough(values.n);
  const content = histogramContent(
    values, {unit, fileName, nothing: tooFewText(values.n)});
  return html`<div class="card-distribution">${chartFigure({
    title, term, height: 11,
    classes: hasEnough ? '' : 'is-untold',
    controls: hasEnough ? summaryFigures(values, unit) : nothing,
    content: {
      ...content,
      description: `${formatQuantity(values.n, noun)}.`,
      options: hasEnough ? content.options : null,
      table: hasEnough ? content.table : {...content.table, rows: []},
    },
  })}</div>`;
}

/**
 * @param {Distribution} values
 * @param {'msecs'|'number'} unit
 */
function summaryFigures(values, unit) {
  const format = unit === 'msecs' ? formatDuration : formatDecimal;
  return figureList([
    {term: 'median', value: format(values.median)},
    {term: 'mean', value: format(values.mean)},
    {
      term: 'standardDeviation', name: 'SD',
      value: format(values.standard_deviation),
    },
    {term: 'p90', name: '90th %ile', value: format(values.p90)},
  ], 'card-figures--row');
}
