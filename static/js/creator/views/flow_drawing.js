/**
 * The graph of cards as SVG. Its cards are buttons.
 */

import {
  levelOf, NODE_HEIGHT, NODE_WIDTH, pathThrough, wrapLabel,
} from '../domain/flow_layout.js';
import {formatCount, formatShare} from '../domain/formats.js';
import {setAttribute, setText, svg} from '../lib/dom.js';

/** @import {FlowLayout} from '../domain/flow_layout.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */

/**
 * @typedef {object} FlowDrawing
 * @property {SVGSVGElement} element
 * @property {(rows: CardRow[]) => void} update
 */

const LINE_LENGTH = 21;
const PADDING = 12;
const BAR_HEIGHT = 5;
const BAR_WIDTH = NODE_WIDTH - 2 * PADDING;

/** Every drawing on a page needs a marker of its own name. */
const ARROW_ID = 'flow-arrow';

/**
 * @return {SVGElement}
 */
function arrowHead() {
  return svg('defs', {}, svg('marker', {
    id: ARROW_ID, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 8,
    markerHeight: 8, orient: 'auto-start-reverse',
    markerUnits: 'userSpaceOnUse',
  }, svg('path', {d: 'M0,0.5L8,4L0,7.5Z', class: 'flow-arrow'})));
}

/**
 * @param {CardRow} row
 * @return {string} the card and its figures for those who listen.
 */
function spokenLabel(row) {
  const share = row.enteredRate.isEnough ?
    `, reached by ${formatShare(row.enteredRate.share)} of starts` : '';
  // It begins with what is seen, for those who say what to press.
  return `${row.stateName} ${shownFigures(row)}${share}` +
    (row.isFirst ? ', first card' : '');
}

/**
 * @param {CardRow} row
 * @return {string}
 */
function shownFigures(row) {
  const left = row.leftHere === null ? 'end card' :
    `${formatCount(row.leftHere)} left`;
  return `${formatCount(row.entered)} entered · ${left}`;
}

/**
 * @param {string[]} lines
 * @return {SVGTextElement}
 */
function nameText(lines) {
  return svg('text', {
    'aria-hidden': 'true', class: 'flow-name', x: PADDING,
    y: lines.length === 1 ? 26 : 20,
  }, ...lines.map((line, index) => svg(
    'tspan', {x: PADDING, dy: index === 0 ? 0 : 16}, line)));
}

class FlowNode {
  /**
   * @param {{name: string, x: number, y: number}} place
   * @param {(name: string) => void} onOpen
   */
  constructor({name, x, y}, onOpen) {
    const lines = wrapLabel(name, LINE_LENGTH, 2);
    // The title is both the name that is spoken and the tooltip.
    this.title = svg('title', {}, name);
    this.figures = svg('text', {
      'aria-hidden': 'true',
      class: 'flow-figures', x: PADDING, y: lines.length === 1 ? 46 : 53,
    });
    const track = {
      x: PADDING, y: NODE_HEIGHT - BAR_HEIGHT - 6, height: BAR_HEIGHT, rx: 2,
    };
    this.track = svg('rect', {
      class: 'flow-track', width: BAR_WIDTH, ...track,
    });
    this.bar = svg('rect', {class: 'flow-bar', width: 0, ...track});
    this.element = svg('g', {
      role: 'button', tabindex: '0', transform: `translate(${x},${y})`,
      'aria-haspopup': 'dialog', 'data-state-name': name,
    },
    this.title,
    svg('rect', {
      class: 'flow-card', width: NODE_WIDTH, height: NODE_HEIGHT, rx: 8,
    }),
    nameText(lines),
    this.figures, this.track, this.bar);
    this.element.addEventListener('click', () => onOpen(name));
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      onOpen(name);
    });
  }

  /** @param {CardRow} row */
  update(row) {
    const level = levelOf(row.enteredRate.share);
    setAttribute(this.element, 'class',
      `flow-node share-${level}${row.isTerminal ? ' is-terminal' : ''}` +
      (row.isFirst ? ' is-first' : ''));
    setText(this.title, spokenLabel(row));
    setText(this.figures, shownFigures(row));
    const share = row.leftHere === null ? 0 : row.leftRate.share ?? 0;
    // An end card has no such number, so it has no empty bar either.
    setAttribute(this.track, 'width', row.leftHere === null ? 0 : BAR_WIDTH);
    setAttribute(this.bar, 'width', (share * BAR_WIDTH).toFixed(1));
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
  const element = svg('svg', {
    class: 'flow-drawing', role: 'group', 'aria-label': 'Cards',
    viewBox: `0 0 ${layout.width} ${layout.height}`,
    width: layout.width, height: layout.height,
  },
  arrowHead(),
  svg('g', {'aria-hidden': 'true'}, ...layout.edges.map(({points, isBack}) =>
    svg('path', {
      class: isBack ? 'flow-edge is-back' : 'flow-edge', d: pathThrough(points),
      'marker-end': `url(#${ARROW_ID})`,
    }))),
  ...[...nodes.values()].map((node) => node.element));
  return {
    element,
    update: (rows) => rows.forEach(
      (row) => nodes.get(row.stateName)?.update(row)),
  };
}
