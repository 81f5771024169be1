/**
 * The cards along the way that most learners take, with how many reach each
 * card and where the others go.
 */

import {html, nothing} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {quote} from '../../domain/text_direction.js';
import {formatCount, formatQuantity, formatShare} from '../domain/formats.js';
import {funnelOf} from '../domain/funnel.js';
import {processedStatusOf} from '../domain/processed_status.js';
import {barsDrawing} from '../lib/bars_drawing.js';
import {definitionTip} from '../lib/toggletip.js';
import {cardBadges, cardButton} from './cards_table.js';

/** @import {Page} from '../main.js' */
/** @import {FunnelStep} from '../domain/funnel.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */

/**
 * @param {PageData} data
 * @param {CardRow[]} rows
 */
function funnelOfPage(data, rows) {
  const isReady = processedStatusOf(data).kind === 'ready';
  return funnelOf(rows, isReady ? data.processed?.transitions ?? null : null,
    data.processed?.partial_versions);
}

/**
 * @param {PageData} data
 * @param {CardRow[]} rows
 * @return {SVGSVGElement}
 */
export function funnelPicture(data, rows) {
  const {steps, aside} = funnelOfPage(data, rows);
  return barsDrawing([...steps.map(({row}) => row), ...aside].map((row) => ({
    label: row.stateName, value: reachedText(row),
    share: row.rates.firstEntered.share ?? 0,
  })));
}

/**
 * @param {PageData} data
 * @param {CardRow[]} rows
 * @param {Page['navigate']} navigate
 */
export function funnelFigure(data, rows, navigate) {
  const status = processedStatusOf(data);
  const {steps, aside, isMeasured} = funnelOfPage(data, rows);
  const note = isMeasured ?
    'From the first card along the way most often taken. A card can be ' +
    'reached by other ways too, so more can arrive than came from the ' +
    'card before. A card that was added later is compared among the ' +
    'versions that have it.' :
    `In reading order. ${status.kind === 'ready' ?
      'No move from card to card was measured yet.' : status.reason}`;
  return html`<div class="funnel-figure">
    <div class="flow-legend"><span class="flow-legend-name">Bar: first entered,
      of starts${definitionTip('shareEntered')}</span></div>
    <p class="flow-note">${note}</p>
    <ol class="funnel">${repeat(steps, ({row}) => row.stateName, (step) =>
      funnelItem(step.row, isMeasured ? step : null, navigate))}</ol>
    ${aside.length === 0 ? nothing : html`
        <h4 class="funnel-heading">Beside this way</h4>
        <ul class="funnel">${repeat(aside, ({stateName}) => stateName,
          (row) => funnelItem(row, null, navigate))}</ul>`}
  </div>`;
}

/**
 * @param {CardRow} row
 * @param {FunnelStep|null} step
 * @param {Page['navigate']} navigate
 */
function funnelItem(row, step, navigate) {
  const percent = ((row.rates.firstEntered.share ?? 0) * 100).toFixed(1);
  return html`<li class="funnel-step border-top" data-step=${row.stateName}>
    <div class="funnel-head">
      <span>${cardButton(row, navigate)}${cardBadges(row)}</span>
      <span class="funnel-reached">${reachedText(row)}</span>
    </div>
    <span class="funnel-track" aria-hidden="true"><span class="funnel-bar"
      .style="width: ${percent}%"></span></span>
    ${step && !row.isTerminal ? html`<p class="funnel-moves">${
      step.next === null ? nothing : html`<strong class="funnel-change">${
        changeText(step)}. </strong>`}${movesText(step)}</p>` : nothing}
  </li>`;
}

/**
 * @param {CardRow} row
 * @return {string} how many reached the card, and their share.
 */
function reachedText({firstEntered, rates}) {
  return rates.firstEntered.isEnough ?
    `${formatCount(firstEntered)} · ` +
      formatShare(rates.firstEntered.share) :
    formatCount(firstEntered);
}

/**
 * @param {FunnelStep} step
 * @return {string}
 */
function changeText({change, isOfSomeVersions}) {
  const where = isOfSomeVersions ? ', in the versions that have both' : '';
  if (change === 0) return `As many reached the next card${where}`;
  return change < 0 ?
    `${formatCount(-change)} fewer reached the next card${where}` :
    `${formatCount(change)} more reached the next card${where}`;
}

/**
 * @param {FunnelStep} step
 * @return {string} where learners went from here.
 */
function movesText({row, next, toNext, elsewhere}) {
  const moves = [
    ...(next === null ? [] : [`${formatCount(toNext)} on to ${quote(next)}`]),
    ...elsewhere.map(({to, count}) => `${formatCount(count)} to ${quote(to)}`),
  ];
  const left = row.leftHere === null ? '' :
    `; left here ${formatQuantity(row.leftHere, 'time')}`;
  return moves.length ? `Moves from here: ${moves.join(', ')}${left}` :
    left.slice(2);
}
