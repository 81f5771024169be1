/**
 * Oppia's ClickHexbins: clicks on an image, as hexagons over it and as a
 * table of its regions.
 */

import {html, nothing, svg} from 'lit-html';

import {imageSourceOf, regionsOf} from
  '../../../interactions/image_click_input.js';
import {pictureUrl} from '../../../lib/creator_html.js';
import {answerRows} from '../../domain/answer_tables.js';
import {
  clicksTable, cornersOf, drawingText, hexagonsOf, hexagonText, hiddenTexts,
  legendOf, regionAddressedText, regionRows,
} from '../../domain/click_bins.js';
import {formatCount, formatShare} from '../../domain/formats.js';
import {
  addressedCell, answerFigure, answerRegion, shareBar,
} from './answer_parts.js';

/** @import {Hexagon, RegionRow} from '../../domain/click_bins.js' */
/** @import {Shown} from './answer_views.js' */

/** @type {import('./answer_parts.js').AnswerColumn[]} */
const REGION_COLUMNS = [
  {label: 'Region'}, {label: 'Clicks', isNumber: true},
  {label: 'Share', isNumber: true},
  {label: 'Addressed?', term: 'addressed'},
];

/** @param {Shown} shown */
export function clickHexbins(shown) {
  const {visualization, entry, context, fileName, title} = shown;
  const rows = answerRows(visualization, entry, context);
  const hexagons = hexagonsOf(rows);
  const regions = regionRows(rows);
  const description = rows.length ? drawingText(hexagons, entry) :
    'There is no place yet that may be shown.';
  return answerFigure({
    title, fileName, description, hasTable: true,
    draw: hexagons.length > 0 && imageSourceOf(context.args) !== '' ?
      async (figure) => /** @type {SVGSVGElement} */ (
        figure.querySelector('.hexbin-marks')) : null,
    notes: hiddenTexts(regions, entry, shown.kAnonymity),
    table: clicksTable(rows),
    body: html`<div class="hexbin-body">
      <div>${hexbinPicture(hexagons, description, shown)}</div>
      ${answerRegion('Clicks by region', REGION_COLUMNS, regions.map((row) =>
        regionRow(row, regions[0].count, shown.hasShares)), rows.length === 0)}
    </div>`,
  });
}

/**
 * @param {Hexagon[]} hexagons
 * @param {string} description
 * @param {Shown} shown
 */
function hexbinPicture(hexagons, description, shown) {
  const {context: {args}, visualization: {options}} = shown;
  const source = imageSourceOf(args);
  // The card has no image if it asks something else in this version.
  if (source === '') return nothing;
  const grid = {columns: options.columns, rows: options.rows};
  return html`<div class="hexbin-picture">
      <img class="hexbin-image" src=${pictureUrl(source)}
        alt=${args.altText?.value ?? ''}>
      <svg class="hexbin-marks" viewBox="0 0 100 100" role="img"
        preserveAspectRatio="none" aria-label=${description}>
        ${regionsOf(args).map(regionOutline)}
        ${hexagons.map((hexagon) => svg`<polygon
          class="hexbin-mark hexbin-shade-${hexagon.shade}"
          points=${cornersOf(hexagon.position, grid)}><title>${
            hexagonText(hexagon)}</title></polygon>`)}
      </svg>
    </div>
    ${hexagons.length ? hexbinLegend(hexagons) : nothing}`;
}

/** @param {Hexagon[]} hexagons */
function hexbinLegend(hexagons) {
  return html`<div class="hexbin-legend">
    <span>Clicks in a hexagon:</span>
    <ul class="hexbin-legend-steps">${legendOf(hexagons).map(
      ({shade, from, to}) => html`<li><span aria-hidden="true"
        class="hexbin-swatch hexbin-shade-${shade}"></span>${from === to ?
          formatCount(from) :
          `${formatCount(from)}–${formatCount(to)}`}</li>`)}</ul>
  </div>`;
}

/**
 * @param {import('../../../interactions/image_click_input.js')
 *     .LabeledRegion} region
 */
function regionOutline({label, region}) {
  const [[left, top], [right, bottom]] = region.area;
  return svg`<rect class="hexbin-region" x=${100 * left} y=${100 * top}
    width=${100 * (right - left)} height=${100 * (bottom - top)}><title>${
      label}</title></rect>`;
}

/**
 * @param {RegionRow} row
 * @param {number} most
 * @param {boolean} hasShares
 */
function regionRow({name, count, share, isAddressed}, most, hasShares) {
  return html`<tr><th scope="row"><bdi dir="auto">${name}</bdi>${
    shareBar(count / most)}</th><td class="text-end">${
      formatCount(count)}</td><td class="text-end">${
        formatShare(hasShares ? share : null)}</td>${
          addressedCell(isAddressed, regionAddressedText(isAddressed))}</tr>`;
}
