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
  addressedColumn, answerFigure, answerRegion, shareBar,
} from './answer_parts.js';

/** @import {Hexagon, RegionRow} from '../../domain/click_bins.js' */
/** @import {Shown} from './answer_views.js' */

/**
 * @param {RegionRow[]} regions
 * @param {boolean} hasShares
 * @return {import('../table.js').Column<RegionRow>[]}
 */
function regionColumns(regions, hasShares) {
  return [
    {label: 'Region', cell: ({name, count}) => html`<bdi dir="auto">${
      name}</bdi>${shareBar(count / regions[0].count)}`},
    {label: 'Clicks', isNumber: true, cell: ({count}) => formatCount(count)},
    {label: 'Share', isNumber: true,
      cell: ({share}) => formatShare(hasShares ? share : null)},
    addressedColumn(({isAddressed}) => isAddressed, regionAddressedText),
  ];
}

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
    body: html`<div class="hexbin-body d-grid align-items-start">
      <div>${hexbinPicture(hexagons, description, shown)}</div>
      ${answerRegion('Clicks by region',
        regionColumns(regions, shown.hasShares), regions)}
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
  return html`<div class="hexbin-picture position-relative mw-100">
      <img class="hexbin-image mw-100" src=${pictureUrl(source)}
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
