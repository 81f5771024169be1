/**
 * Oppia's ClickHexbins: where on an image learners clicked, as hexagons over
 * it; and what they clicked, as a table of its regions.
 */

import {imageSourceOf, regionsOf} from
  '../../../interactions/image_click_input.js';
import {answerRows} from '../../domain/answer_tables.js';
import {
  clicksTable, cornersOf, drawingText, hexagonsOf, hexagonText, hiddenTexts,
  legendOf, regionAddressedText, regionRows,
} from '../../domain/click_bins.js';
import {formatCount, formatShare} from '../../domain/formats.js';
import {h, setAttribute, svg} from '../../lib/dom.js';
import {definitionButton} from '../../lib/toggletip.js';
import {AnswerFrame} from './answer_frame.js';
import {shareBar} from './frequency_table.js';

/** @import {Hexagon, RegionRow} from '../../domain/click_bins.js' */
/** @import {AnswerView, Shown} from './registry.js' */

/** @implements {AnswerView} */
export class ClickHexbins {
  constructor() {
    this.shownKey = '';
    this.image = h('img', {alt: '', class: 'hexbin-image'});
    this.marks = svg('svg', {
      class: 'hexbin-marks', viewBox: '0 0 100 100', role: 'img',
      preserveAspectRatio: 'none',
    });
    this.picture = h('div', {class: 'hexbin-picture'}, this.image, this.marks);
    this.steps = h('ul', {class: 'hexbin-legend-steps'});
    this.legend = h('div', {class: 'hexbin-legend'},
      h('span', {}, 'Clicks in a hexagon:'), this.steps);
    this.regions = h('tbody');
    this.region = h('div', {
      class: 'answer-region', role: 'region', tabindex: '0',
      'aria-label': 'Clicks by region',
    }, h('table', {class: 'table table-sm answer-table mb-0'},
      headOfRegions(), this.regions));
    this.frame = new AnswerFrame(h('div', {class: 'hexbin-body'},
      h('div', {}, this.picture, this.legend), this.region),
    {hasTable: true});
    this.element = this.frame.element;
  }

  /** @param {Shown} shown */
  update(shown) {
    const {visualization, entry, context, fileName, title} = shown;
    const rows = answerRows(visualization, entry, context);
    const hexagons = hexagonsOf(rows);
    const regions = regionRows(rows);
    const description = rows.length ? drawingText(hexagons, entry) :
      'There is no place yet that may be shown.';
    this.region.hidden = rows.length === 0;
    setAttribute(this.marks, 'aria-label', description);
    const key = JSON.stringify([rows, shown.hasShares, context.args]);
    if (key !== this.shownKey) {
      this.shownKey = key;
      this.draw(hexagons, shown);
      this.regions.replaceChildren(...regions.map(
        (row) => regionRow(row, regions[0].count, shown.hasShares)));
    }
    this.frame.update({
      title, fileName, description,
      notes: hiddenTexts(regions, entry, shown.kAnonymity),
      table: clicksTable(rows),
    });
  }

  /**
   * @param {Hexagon[]} hexagons
   * @param {Shown} shown
   */
  draw(hexagons, {context: {args}, visualization: {options}}) {
    const source = imageSourceOf(args);
    // A version in which the card asks something else has no image.
    this.picture.hidden = source === '';
    this.legend.hidden = source === '' || hexagons.length === 0;
    if (source === '') return;
    setAttribute(this.image, 'src', source);
    setAttribute(this.image, 'alt', args.altText?.value ?? '');
    const grid = {columns: options.columns, rows: options.rows};
    this.marks.replaceChildren(
      ...regionsOf(args).map(outlineOf),
      ...hexagons.map((hexagon) => svg('polygon', {
        class: `hexbin-mark hexbin-shade-${hexagon.shade}`,
        points: cornersOf(hexagon.position, grid),
      }, svg('title', {}, hexagonText(hexagon)))));
    this.steps.replaceChildren(...legendOf(hexagons).map(
      ({shade, from, to}) => h('li', {},
        h('span', {
          class: `hexbin-swatch hexbin-shade-${shade}`, 'aria-hidden': 'true',
        }), from === to ? formatCount(from) :
          `${formatCount(from)}–${formatCount(to)}`)));
  }
}

/**
 * @param {import('../../../interactions/image_click_input.js')
 *     .LabeledRegion} region
 * @return {SVGElement}
 */
function outlineOf({label, region}) {
  const [[left, top], [right, bottom]] = region.area;
  return svg('rect', {
    class: 'hexbin-region', x: 100 * left, y: 100 * top,
    width: 100 * (right - left), height: 100 * (bottom - top),
  }, svg('title', {}, label));
}

/** @return {HTMLElement} */
function headOfRegions() {
  return h('thead', {}, h('tr', {},
    h('th', {scope: 'col'}, 'Region'),
    h('th', {scope: 'col', class: 'text-end'}, 'Clicks'),
    h('th', {scope: 'col', class: 'text-end'}, 'Share'),
    h('th', {scope: 'col'}, 'Addressed specifically?',
      definitionButton('addressed'))));
}

/**
 * @param {RegionRow} row
 * @param {number} most
 * @param {boolean} hasShares
 * @return {HTMLElement}
 */
function regionRow({name, count, share, isAddressed}, most, hasShares) {
  return h('tr', {},
    h('th', {scope: 'row'}, h('bdi', {dir: 'auto'}, name),
      shareBar(count / most)),
    h('td', {class: 'text-end'}, formatCount(count)),
    h('td', {class: 'text-end'}, formatShare(hasShares ? share : null)),
    h('td', {class: isAddressed === false ? 'answer-unaddressed' : null},
      regionAddressedText(isAddressed)));
}
