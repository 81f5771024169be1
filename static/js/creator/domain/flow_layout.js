/**
 * Positions of cards and ways in the flow graph. Free of the DOM; the layout
 * itself is dagre's.
 */

/** @import {CardEdge} from './exploration_graph.js' */

/**
 * @typedef {object} Point
 * @property {number} x
 * @property {number} y
 */

/**
 * @typedef {object} FlowLayout
 * @property {number} width
 * @property {number} height
 * @property {{name: string, x: number, y: number}[]} nodes x and y are the
 *     upper left corner.
 * @property {FlowEdge[]} edges
 */

/**
 * @typedef {object} FlowEdge
 * @property {string} from
 * @property {string} to
 * @property {boolean} isBack whether it leads to an earlier layer.
 * @property {boolean} hasTwin whether another edge leads back.
 * @property {Point[]} points
 */

/** Room for the widest card; narrower ones are centred. */
export const NODE_WIDTH = 204;
export const NODE_HEIGHT = 84;

/** The figures of a card still fit this width. */
export const MIN_NODE_WIDTH = 140;

/** Half the distance between the two ways of cards that lead to each other. */
const TWIN_SHIFT = 12;

/** Room around the graph for the outline of a focused card. */
const MARGIN = 8;

/**
 * @param {typeof import('@dagrejs/dagre')} dagre
 * @param {readonly string[]} names
 * @param {readonly CardEdge[]} edges
 * @return {FlowLayout}
 */
export function layOutFlow(dagre, names, edges) {
  const graph = new dagre.Graph();
  graph.setGraph({
    rankdir: 'TB', nodesep: 28, ranksep: 64,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const cardNames = new Set(names);
  for (const name of names) {
    graph.setNode(name, {width: NODE_WIDTH, height: NODE_HEIGHT});
  }
  const drawn = edges.filter(
    ({from, to}) => cardNames.has(from) && cardNames.has(to));
  for (const {from, to} of drawn) graph.setEdge(from, to);
  dagre.layout(graph);
  return moveIntoFrame(
    names.map((name) => {
      const {x, y} = centreOf(graph, name);
      return {name, x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2};
    }),
    drawn.map(({from, to}) => routeOf(graph, from, to)));
}

/**
 * Moves everything into a frame that contains it. dagre's own frame ignores
 * ways, which can run beside the cards.
 *
 * @param {FlowLayout['nodes']} nodes
 * @param {FlowEdge[]} edges
 * @return {FlowLayout}
 */
function moveIntoFrame(nodes, edges) {
  const corners = [
    ...nodes.flatMap(({x, y}) =>
      [{x, y}, {x: x + NODE_WIDTH, y: y + NODE_HEIGHT}]),
    ...edges.flatMap(({points}) => points),
  ];
  const xs = corners.map(({x}) => x);
  const ys = corners.map(({y}) => y);
  const left = Math.min(...xs) - MARGIN;
  const top = Math.min(...ys) - MARGIN;
  const translate = (/** @type {Point} */ {x, y}) =>
    ({x: Math.round(x - left), y: Math.round(y - top)});
  return {
    width: Math.ceil(Math.max(...xs) - left + MARGIN),
    height: Math.ceil(Math.max(...ys) - top + MARGIN),
    nodes: nodes.map((node) => ({name: node.name, ...translate(node)})),
    edges: edges.map((edge) => ({...edge, points: edge.points.map(translate)})),
  };
}

/**
 * A way leaves a card at the bottom and enters the next at the top, or, when
 * it leads back, the other way round.
 *
 * @param {import('@dagrejs/dagre').Graph} graph laid out.
 * @param {string} from
 * @param {string} to
 * @return {FlowEdge}
 */
function routeOf(graph, from, to) {
  const start = centreOf(graph, from);
  const end = centreOf(graph, to);
  const isBack = end.y < start.y;
  // dagre puts a point into each gap between layers and one into each layer
  // that the way passes; those in the layers keep it clear of the cards.
  /** @type {Point[]} */
  const bends = (graph.edge(from, to).points ?? []).slice(1, -1);
  const passed = bends.filter((_, index) => index % 2 === 1);
  // Two ways between the same cards are side by side.
  const hasTwin = graph.hasEdge(to, from);
  const shift = hasTwin ? (isBack ? 1 : -1) * TWIN_SHIFT : 0;
  const half = (isBack ? -1 : 1) * NODE_HEIGHT / 2;
  // The way is straight beside the cards of a layer and bends in the gaps.
  const inner = passed.flatMap(({x, y}) =>
    [{x, y: y - half}, {x, y: y + half}]);
  return {
    from, to, isBack, hasTwin,
    points: [
      {x: anchor(start.x, (inner[0] ?? end).x) + shift, y: start.y + half},
      ...inner,
      {
        x: anchor(end.x, (inner[inner.length - 1] ?? start).x) + shift,
        y: end.y - half,
      },
    ],
  };
}

/**
 * @param {import('@dagrejs/dagre').Graph} graph
 * @param {string} name
 * @return {Point}
 */
function centreOf(graph, name) {
  const {x, y} = graph.node(name);
  return {x: Number(x), y: Number(y)};
}

/**
 * The x at which a way meets a card, shifted towards the card at its other end.
 *
 * @param {number} centre
 * @param {number} towards
 * @return {number}
 */
function anchor(centre, towards) {
  const reach = MIN_NODE_WIDTH / 2 - TWIN_SHIFT - 8;
  return centre + Math.max(-reach, Math.min(reach, (towards - centre) / 4));
}

/**
 * A smooth line that is vertical at each of its points.
 *
 * @param {readonly Point[]} points
 * @return {string} the `d` of an SVG path.
 */
export function pathThrough(points) {
  if (points.length < 2) return '';
  const at = (/** @type {number} */ x, /** @type {number} */ y) =>
    `${x.toFixed(1)},${y.toFixed(1)}`;
  const bends = points.slice(1).map(({x, y}, index) => {
    const before = points[index];
    const middle = (before.y + y) / 2;
    return `C${at(before.x, middle)} ${at(x, middle)} ${at(x, y)}`;
  });
  return `M${at(points[0].x, points[0].y)}${bends.join('')}`;
}

/**
 * Breaks a name into lines that fit a card of the graph.
 *
 * @param {string} text
 * @param {number} maxLength characters of a line.
 * @param {number} maxLines what does not fit ends in an ellipsis.
 * @return {string[]}
 */
export function wrapLabel(text, maxLength, maxLines) {
  const words = text.split(/\s+/).filter(Boolean).flatMap((word) =>
    word.match(new RegExp(`.{1,${maxLength}}`, 'gsu')) ?? []);
  /** @type {string[]} */
  const lines = [];
  for (const word of words) {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + 1 + word.length <= maxLength) {
      lines[last] += ' ' + word;
    } else {
      lines.push(word);
    }
  }
  if (lines.length <= maxLines) return lines;
  const shown = lines.slice(0, maxLines);
  shown[maxLines - 1] =
    shown[maxLines - 1].slice(0, maxLength - 1).trimEnd() + '…';
  return shown;
}

/**
 * @param {number|null} share of all starts that reached a card.
 * @return {number} the width of the card in pixels.
 */
export function widthOf(share) {
  const part = Math.min(Math.max(share ?? 0, 0), 1);
  return Math.round(
    MIN_NODE_WIDTH + (NODE_WIDTH - MIN_NODE_WIDTH) * part);
}

/**
 * The position of a way's number: in its middle; the numbers of twins are above
 * and below it, so that they do not overlap.
 *
 * @param {Pick<FlowEdge, 'points'|'isBack'|'hasTwin'>} edge
 * @return {Point}
 */
export function labelPlaceOf({points, isBack, hasTwin}) {
  const index = Math.floor((points.length - 1) / 2);
  const [a, b] = [points[index], points[index + 1] ?? points[index]];
  const shift = hasTwin ? (isBack ? 1 : -1) * TWIN_SHIFT : 0;
  return {x: (a.x + b.x) / 2 + shift / 2, y: (a.y + b.y) / 2 + shift};
}

/**
 * The card that an arrow key leads to: the nearest one above or below, or
 * the next one beside.
 *
 * @param {FlowLayout['nodes']} nodes
 * @param {string} name where the focus is.
 * @param {string} key
 * @return {string|null} null where there is none.
 */
export function neighbourOf(nodes, name, key) {
  const here = nodes.find((node) => node.name === name);
  if (!here) return null;
  const isAcross = key === 'ArrowLeft' || key === 'ArrowRight';
  const sign = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  let best = null;
  let leastCost = Infinity;
  for (const node of nodes) {
    const dx = node.x - here.x;
    const dy = node.y - here.y;
    const along = sign * (isAcross ? dx : dy);
    const isBeside = Math.abs(dy) < NODE_HEIGHT / 2;
    if (along <= 0 || isAcross !== isBeside) continue;
    // The nearest layer first, and in it the nearest card.
    const cost = isAcross ? along : along * 1000 + Math.abs(dx);
    if (cost < leastCost) [best, leastCost] = [node.name, cost];
  }
  return best;
}
