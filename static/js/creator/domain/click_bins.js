/**
 * Clicks on an image, grouped by hexagon and by region, for the drawing, the
 * lists and files. Free of the DOM.
 *
 * Clicks in a hexagon that too few learners hit have no position here; they
 * still count for their region.
 */

import {positionText} from '../../interactions/image_click_input.js';
import {addressedText} from './answer_tables.js';
import {NO_REGION} from './answer_texts.js';
import {formatCount, formatQuantity, formatShare} from './formats.js';

/** @import {AnswerRow} from './answer_tables.js' */
/**
 * @import {
 *   Answers as AnswersOfInteraction
 * } from '../../domain/wire_types.js'
 */
/** @import {ChartTable} from './charts/chart_content.js' */

/** @typedef {{columns: number, rows: number}} Grid of hexagons. */

/**
 * @typedef {object} Hexagon
 * @property {[number, number]} position of its centre, in fractions.
 * @property {number} count
 * @property {string[]} regions that its clicks were in, without duplicates.
 * @property {number} shade from 0, the fewest, to NUM_SHADES - 1.
 */

/**
 * @typedef {object} RegionRow
 * @property {string} name of the region, or of overlapping ones.
 * @property {number} count
 * @property {number|null} share of all answers.
 * @property {number} numHidden clicks among them that are in no hexagon.
 * @property {boolean|null} isAddressed null when some are and some are not.
 */

/** Shades that can be told apart. */
export const NUM_SHADES = 5;

const PERCENT = Object.freeze({
  isNumber: true,
  format: (/** @type {any} */ part) => formatShare(part),
});

/**
 * @param {AnswerRow} row
 * @return {[number, number]|null}
 */
function positionOf({answer}) {
  const position = answer?.clickPosition;
  return Array.isArray(position) && position.length === 2 &&
    position.every(Number.isFinite) ? [position[0], position[1]] : null;
}

/**
 * @param {AnswerRow} row
 * @return {string}
 */
function regionsName({answer}) {
  const labels = answer?.clickedRegions;
  return Array.isArray(labels) && labels.length ?
    labels.join(' + ') : NO_REGION;
}

/**
 * @param {AnswerRow[]} rows
 * @return {Hexagon[]} fewest clicks first, so that the most lie on top.
 */
export function hexagonsOf(rows) {
  /** @type {Map<string, Hexagon>} */
  const byPosition = new Map();
  for (const row of rows) {
    const position = positionOf(row);
    if (!position) continue;
    const key = position.join();
    const hexagon = byPosition.get(key) ??
      {position, count: 0, regions: [], shade: 0};
    hexagon.count += row.count;
    hexagon.regions.push(regionsName(row));
    byPosition.set(key, hexagon);
  }
  const hexagons = [...byPosition.values()].sort((a, b) => a.count - b.count);
  const most = hexagons.at(-1)?.count ?? 0;
  return hexagons.map((hexagon) => ({
    ...hexagon, shade: shadeOf(hexagon.count, most),
  }));
}

/**
 * @param {number} count
 * @param {number} most
 * @return {number}
 */
function shadeOf(count, most) {
  return Math.max(0, Math.ceil(NUM_SHADES * count / most) - 1);
}

/**
 * @param {Hexagon[]} hexagons
 * @return {{shade: number, from: number, to: number}[]} the counts of each
 *     shade; shades that no count has are left out.
 */
export function legendOf(hexagons) {
  const most = hexagons.at(-1)?.count ?? 0;
  const steps = [];
  for (let shade = 0; shade < NUM_SHADES; shade++) {
    const from = Math.floor(shade * most / NUM_SHADES) + 1;
    const to = Math.floor((shade + 1) * most / NUM_SHADES);
    if (from <= to) steps.push({shade, from, to});
  }
  return steps;
}

/**
 * @param {[number, number]} position
 * @param {Grid} grid
 * @return {string} `points` of an SVG polygon, in per cent of the image.
 */
export function cornersOf([x, y], {columns, rows}) {
  const halfWidth = 50 / columns;
  const third = 100 / rows / 3;
  return [
    [0, -2], [1, -1], [1, 1], [0, 2], [-1, 1], [-1, -1],
  ].map(([right, down]) => [
    (100 * x + right * halfWidth).toFixed(2),
    (100 * y + down * third).toFixed(2),
  ].join()).join(' ');
}

/**
 * @param {AnswerRow[]} rows
 * @return {RegionRow[]} most clicks first.
 */
export function regionRows(rows) {
  /** @type {Map<string, RegionRow>} */
  const byName = new Map();
  for (const row of rows) {
    const name = regionsName(row);
    const region = byName.get(name);
    byName.set(name, {
      name,
      count: (region?.count ?? 0) + row.count,
      share: row.share === null ? null : (region?.share ?? 0) + row.share,
      numHidden: (region?.numHidden ?? 0) + (positionOf(row) ? 0 : row.count),
      isAddressed: !region || region.isAddressed === row.isAddressed ?
        row.isAddressed : null,
    });
  }
  return [...byName.values()].sort((a, b) => b.count - a.count);
}

/**
 * @param {boolean|null} isAddressed
 * @return {string}
 */
export function regionAddressedText(isAddressed) {
  return isAddressed === null ? 'Partly' : addressedText(isAddressed);
}

/**
 * @param {Hexagon} hexagon
 * @return {string}
 */
export function hexagonText({count, position, regions}) {
  return `${formatQuantity(count, 'click')}: ${regions.join(', ')} ` +
    `(${positionText(position)})`;
}

/**
 * @param {Hexagon[]} hexagons
 * @param {AnswersOfInteraction} entry
 * @return {string} the drawing in words.
 */
export function drawingText(hexagons, entry) {
  const of = `Out of ${formatQuantity(entry.num_answers, 'click')}.`;
  const most = hexagons.at(-1);
  if (!most) return `${of} No hexagon has enough learners to be shown.`;
  const share = formatShare(most.count / entry.num_answers);
  return `${of} ${formatQuantity(hexagons.length, 'hexagon')}; most clicks, ` +
    `${formatCount(most.count)} (${share}), in one ` +
    `${positionText(most.position)}: ${most.regions.join(', ')}.`;
}

/**
 * The clicks that are in no hexagon, and the reason.
 *
 * @param {RegionRow[]} regions
 * @param {AnswersOfInteraction} entry
 * @param {number} kAnonymity
 * @return {string[]}
 */
export function hiddenTexts(regions, entry, kAnonymity) {
  const hidden = regions.reduce((sum, {numHidden}) => sum + numHidden, 0);
  const others = entry.others.count ?? 0;
  return [
    hidden ? `${formatQuantity(hidden, 'click')} of these ` +
      `${hidden === 1 ? 'is' : 'are'} in no hexagon, because fewer than ` +
      `${kAnonymity} learners clicked in the same one.` : '',
    others ? `${formatQuantity(others, 'click')} more ` +
      `${others === 1 ? 'is' : 'are'} not listed at all: too few learners ` +
      'clicked there.' : '',
  ].filter(Boolean);
}

/**
 * @param {AnswerRow[]} rows
 * @return {ChartTable} each hexagon by region, for files.
 */
export function clicksTable(rows) {
  return {
    id: 'clicks',
    columns: [
      {key: 'regions', label: 'Regions'},
      {key: 'from_left', label: 'From the left', ...PERCENT},
      {key: 'from_top', label: 'From the top', ...PERCENT},
      {key: 'count', label: 'Clicks', isNumber: true},
      {key: 'count_at_most', label: 'At most', isNumber: true},
      {key: 'num_sessions', label: 'Learners', isNumber: true},
      {key: 'share_of_answers', label: 'Share', ...PERCENT},
      {key: 'is_addressed', label: 'Addressed'},
    ],
    rows: rows.map((row) => {
      const position = positionOf(row);
      return [
        regionsName(row), position?.[0] ?? null, position?.[1] ?? null,
        row.count, row.countAtMost,
        // How many learners there are behind several places is unknown.
        position ? row.numSessions : null, row.share, row.isAddressed,
      ];
    }),
  };
}
