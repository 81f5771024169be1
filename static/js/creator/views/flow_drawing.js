/**
 * The graph of cards as SVG. Its cards are buttons; arrow keys lead from one
 * to the next.
 */

import {html, svg} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {isolate} from '../../domain/text_direction.js';
import {
  labelPlaceOf, neighbourOf, NODE_HEIGHT, NODE_WIDTH, pathThrough, widthOf,
  wrapLabel,
} from '../domain/flow_layout.js';
import {leftLevelOf, thicknessOf} from '../domain/flow_model.js';
import {formatCount, formatShare} from '../domain/formats.js';

/** @import {FlowEdge, FlowLayout} from '../domain/flow_layout.js' */
/** @import {Way} from '../domain/flow_model.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */

/**
 * @typedef {object} DrawnFlow
 * @property {FlowLayout} layout of the cards and ways.
 * @property {CardRow[]} rows
 * @property {readonly Way[]} ways in the order of the edges.
 */

const PADDING = 12;

/** Approximate width of a letter in a name, in pixels. */
const LETTER_WIDTH = 7.8;

const ARROW_KEYS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

const ARROW_HEAD = svg`<defs><marker id="flow-arrow" viewBox="0 0 8 8" refX="7"
  refY="4" markerWidth="10" markerHeight="10" orient="auto-start-reverse"
  markerUnits="userSpaceOnUse"><path class="flow-arrow"
  d="M0,0.5L8,4L0,7.5Z"></path></marker></defs>`;

/**
 * @param {DrawnFlow} flow
 * @param {number} zoom
 * @param {(name: string) => void} onOpen
 */
export function flowDrawing({layout, rows, ways}, zoom, onOpen) {
  const {width, height, nodes, edges} = layout;
  const rowByName = new Map(rows.map((row) => [row.stateName, row]));
  const largest = Math.max(0, ...ways.map(({count}) => count ?? 0));
  return html`<svg class="flow-drawing" role="group" aria-label="Cards"
    viewBox="0 0 ${width} ${height}" width=${width * zoom}
    height=${height * zoom} @keydown=${(/** @type {KeyboardEvent} */ event) =>
      moveFocus(event, layout)}>
    ${ARROW_HEAD}
    <g aria-hidden="true">${edges.map((edge, index) =>
      flowEdge(edge, ways[index], largest))}</g>
    ${repeat(nodes, ({name}) => name, (node) => {
      const row = rowByName.get(node.name);
      return row && flowNode(node, row, onOpen);
    })}
  </svg>`;
}

/**
 * @param {KeyboardEvent} event
 * @param {FlowLayout} layout
 */
function moveFocus(event, {nodes}) {
  const {target, currentTarget: drawing} = event;
  if (!(target instanceof Element && drawing instanceof Element)) return;
  const from = target.getAttribute('data-state-name');
  if (!from || !ARROW_KEYS.includes(event.key)) return;
  event.preventDefault();
  const to = neighbourOf(nodes, from, event.key);
  for (const node of drawing.querySelectorAll('[data-state-name]')) {
    if (!(node instanceof SVGElement)) continue;
    if (node.dataset.stateName === to) node.focus();
  }
}

/**
 * @param {FlowEdge} edge
 * @param {Way} way
 * @param {number} largest
 */
function flowEdge(edge, {count, isInVersion}, largest) {
  const {x, y} = labelPlaceOf(edge);
  const classes = [
    'flow-edge', count === 0 ? 'is-unused' : '',
    isInVersion ? '' : 'is-former',
  ].filter(Boolean).join(' ');
  return svg`<g><path class=${classes} d=${pathThrough(edge.points)}
    marker-end="url(#flow-arrow)"
    stroke-width=${thicknessOf(count, largest).toFixed(2)}></path><text
    class="flow-count" x=${x} y=${y + 4}>${
      count ? formatCount(count) : ''}</text></g>`;
}

/**
 * @param {FlowLayout['nodes'][number]} node
 * @param {CardRow} row
 * @param {(name: string) => void} onOpen
 */
function flowNode({name, x, y}, row, onOpen) {
  const width = widthOf(row.rates.firstEntered.share);
  const left = (NODE_WIDTH - width) / 2;
  const textLeft = left + PADDING;
  const lines = wrapLabel(
    name, Math.floor((width - 2 * PADDING) / LETTER_WIDTH), 2);
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onOpen(name);
  };
  // The title is both the accessible name and the tooltip.
  return svg`<g role="button" tabindex="0" aria-haspopup="dialog"
    class="flow-node left-${leftLevelOf(row)} ${row.isFirst ? 'is-first' : ''}"
    transform="translate(${x},${y})" data-state-name=${name}
    @click=${() => onOpen(name)} @keydown=${onKey}><title>${
      spokenLabel(row)}</title><rect class="flow-card" height=${NODE_HEIGHT}
    rx="8" x=${left} width=${width}></rect><text aria-hidden="true"
    class="flow-name">${lines.map((line, index) => svg`<tspan x=${textLeft}
          y=${(lines.length === 1 ? 26 : 19) + 15 * index}>${
            line}</tspan>`)}</text><text aria-hidden="true" class="flow-figures"
    x=${textLeft} y="54">${formatCount(row.entered)} entered</text><text
    aria-hidden="true" class="flow-figures" x=${textLeft} y="71">${
      leftText(row)}</text></g>`;
}

/**
 * @param {CardRow} row
 * @return {string}
 */
function leftText(row) {
  if (row.leftHere === null) return 'end card';
  const share = row.rates.leftHere.isEnough ?
    ` (${formatShare(row.rates.leftHere.share)})` : '';
  return `${formatCount(row.leftHere)} left${share}`;
}

/**
 * @param {CardRow} row
 * @return {string} the card and its figures for screen readers.
 */
function spokenLabel(row) {
  const share = row.rates.firstEntered.isEnough ?
    `, reached by ${formatShare(row.rates.firstEntered.share)} of starts` : '';
  // Speech control needs the visible text at the beginning.
  return `${isolate(row.stateName)} ${formatCount(row.entered)} entered ` +
    `${leftText(row)}${share}${row.isFirst ? ', first card' : ''}`;
}
