/**
 * The graph of cards as SVG. Its cards are buttons; arrow keys lead from one
 * to the next.
 */

import {
  labelPlaceOf, neighbourOf, NODE_HEIGHT, NODE_WIDTH, pathThrough, widthOf,
  wrapLabel,
} from '../domain/flow_layout.js';
import {leftLevelOf, thicknessOf} from '../domain/flow_model.js';
import {formatCount, formatShare} from '../domain/formats.js';
import {setAttribute, setText, svg} from '../lib/dom.js';

/** @import {FlowEdge, FlowLayout} from '../domain/flow_layout.js' */
/** @import {Way} from '../domain/flow_model.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */

/**
 * @typedef {object} FlowDrawing
 * @property {SVGSVGElement} element
 * @property {(rows: CardRow[], ways: readonly Way[]) => void} update
 */

const PADDING = 12;

/** Pixels that a letter of a name takes, about. */
const LETTER_WIDTH = 7.8;

/** Every drawing on a page needs a marker of its own name. */
const ARROW_ID = 'flow-arrow';

const ARROW_KEYS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

/**
 * @return {SVGElement}
 */
function arrowHead() {
  return svg('defs', {}, svg('marker', {
    id: ARROW_ID, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 10,
    markerHeight: 10, orient: 'auto-start-reverse',
    markerUnits: 'userSpaceOnUse',
  }, svg('path', {d: 'M0,0.5L8,4L0,7.5Z', class: 'flow-arrow'})));
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
 * @return {string} the card and its figures for those who listen.
 */
function spokenLabel(row) {
  const share = row.rates.firstEntered.isEnough ?
    `, reached by ${formatShare(row.rates.firstEntered.share)} of starts` : '';
  // It begins with what is seen, for those who say what to press.
  return `${row.stateName} ${formatCount(row.entered)} entered ` +
    `${leftText(row)}${share}${row.isFirst ? ', first card' : ''}`;
}

class FlowNode {
  /**
   * @param {{name: string, x: number, y: number}} place
   * @param {(name: string) => void} onOpen
   */
  constructor({name, x, y}, onOpen) {
    this.name = name;
    this.width = 0;
    // The title is both the name that is spoken and the tooltip.
    this.title = svg('title', {}, name);
    this.card = svg('rect', {class: 'flow-card', height: NODE_HEIGHT, rx: 8});
    this.label = svg('text', {'aria-hidden': 'true', class: 'flow-name'});
    this.entered = svg('text', {'aria-hidden': 'true', class: 'flow-figures'});
    this.left = svg('text', {'aria-hidden': 'true', class: 'flow-figures'});
    this.element = svg('g', {
      role: 'button', tabindex: '0', transform: `translate(${x},${y})`,
      'aria-haspopup': 'dialog', 'data-state-name': name,
    }, this.title, this.card, this.label, this.entered, this.left);
    this.element.addEventListener('click', () => onOpen(name));
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      onOpen(name);
    });
  }

  /** @param {number} width */
  resize(width) {
    if (width === this.width) return;
    this.width = width;
    const x = (NODE_WIDTH - width) / 2;
    setAttribute(this.card, 'x', x);
    setAttribute(this.card, 'width', width);
    const lines = wrapLabel(
      this.name, Math.floor((width - 2 * PADDING) / LETTER_WIDTH), 2);
    this.label.replaceChildren(...lines.map((line, index) => svg('tspan', {
      x: x + PADDING, y: (lines.length === 1 ? 26 : 19) + 15 * index,
    }, line)));
    for (const [text, y] of /** @type {[SVGElement, number][]} */ (
      [[this.entered, 54], [this.left, 71]])) {
      setAttribute(text, 'x', x + PADDING);
      setAttribute(text, 'y', y);
    }
  }

  /** @param {CardRow} row */
  update(row) {
    this.resize(widthOf(row.rates.firstEntered.share));
    setAttribute(this.element, 'class', `flow-node left-${leftLevelOf(row)}` +
      (row.isFirst ? ' is-first' : ''));
    setText(this.title, spokenLabel(row));
    setText(this.entered, `${formatCount(row.entered)} entered`);
    setText(this.left, leftText(row));
  }
}

class FlowWay {
  /** @param {FlowEdge} edge */
  constructor(edge) {
    const {x, y} = labelPlaceOf(edge);
    this.path = svg('path', {
      d: pathThrough(edge.points), 'marker-end': `url(#${ARROW_ID})`,
    });
    this.label = svg('text', {class: 'flow-count', x, y: y + 4});
    this.element = svg('g', {}, this.path, this.label);
  }

  /**
   * @param {Way} way
   * @param {number} largest
   */
  update({count, isInVersion}, largest) {
    setAttribute(this.path, 'class', [
      'flow-edge', count === 0 ? 'is-unused' : '',
      isInVersion ? '' : 'is-former',
    ].filter(Boolean).join(' '));
    setAttribute(
      this.path, 'stroke-width', thicknessOf(count, largest).toFixed(2));
    setText(this.label, count ? formatCount(count) : '');
  }
}

/**
 * @param {FlowLayout} layout
 * @param {(name: string) => void} onOpen
 * @return {FlowDrawing}
 */
export function drawFlow(layout, onOpen) {
  const nodes = new Map(layout.nodes.map((place) =>
    [place.name, new FlowNode(place, onOpen)]));
  const lines = layout.edges.map((edge) => new FlowWay(edge));
  const element = svg('svg', {
    class: 'flow-drawing', role: 'group', 'aria-label': 'Cards',
    viewBox: `0 0 ${layout.width} ${layout.height}`,
    width: layout.width, height: layout.height,
  },
  arrowHead(),
  svg('g', {'aria-hidden': 'true'}, ...lines.map((line) => line.element)),
  ...[...nodes.values()].map((node) => node.element));
  element.addEventListener('keydown', (event) => {
    const from = event.target instanceof Element &&
      event.target.getAttribute('data-state-name');
    if (!from || !ARROW_KEYS.includes(event.key)) return;
    event.preventDefault();
    const to = neighbourOf(layout.nodes, from, event.key);
    if (to !== null) nodes.get(to)?.element.focus();
  });
  return {
    element,
    update(rows, counted) {
      rows.forEach((row) => nodes.get(row.stateName)?.update(row));
      const largest = Math.max(0, ...counted.map(({count}) => count ?? 0));
      counted.forEach((way, index) => lines[index]?.update(way, largest));
    },
  };
}
