/**
 * The cards as a graph: how many learners reach each, which ways they go,
 * and where they stop.
 */

import {layOutFlow, NODE_WIDTH} from '../domain/flow_layout.js';
import {LEFT_STEPS, waysOf} from '../domain/flow_model.js';
import {processedStatusOf} from '../domain/processed_status.js';
import {h, setText} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {loadDagre} from '../lib/libraries.js';
import {failureNotice} from '../lib/notices.js';
import {definitionButton} from '../lib/toggletip.js';
import {drawFlow} from './flow_drawing.js';
import {WaysTable} from './ways_table.js';
import {ZoomControls} from './zoom_controls.js';

/** @import {Page} from '../main.js' */
/** @import {Exploration} from '../domain/exploration_graph.js' */
/** @import {Way} from '../domain/flow_model.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */

/**
 * @return {HTMLElement} what colours and sizes mean.
 */
function legend() {
  const swatch = (/** @type {string} */ level, /** @type {string} */ label) =>
    h('li', {}, h('span', {class: `swatch left-${level}`}), label);
  return h('div', {class: 'flow-legend'},
    h('span', {class: 'flow-legend-name'}, 'Colour: left here, of entered',
      definitionButton('leftHere')),
    h('ul', {}, ...LEFT_STEPS.map(({level, label}) => swatch(level, label)),
      swatch('few', 'too few to say'), swatch('end', 'end card')),
    h('span', {class: 'flow-legend-name'}, 'Width: reached by, of starts',
      definitionButton('shareEntered')));
}

/**
 * @param {PageData} data
 * @return {string}
 */
function noteOf(data) {
  const status = processedStatusOf(data);
  if (status.kind !== 'ready') {
    return 'Arrows show where answers lead. How many went which way is not ' +
      `known yet: ${status.reason}`;
  }
  return 'Arrows are as thick as the number of times learners went that ' +
    'way, thin and pale where nobody did. Dashed: a way that this version ' +
    'does not have, taken in earlier ones. Answers that stay on their card ' +
    'have no arrow. Arrow keys move from card to card.';
}

export class FlowFigure {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.shownKey = '';
    /** @type {PageData|null} */
    this.data = null;
    /** @type {CardRow[]} */
    this.rows = [];
    /** @type {Way[]} */
    this.ways = [];
    /** @type {import('./flow_drawing.js').FlowDrawing|null} */
    this.drawing = null;
    this.message = h('p', {class: 'loading'},
      'Drawing the graph …');
    this.region = h('div', {
      class: 'flow-region', role: 'region', tabindex: '0',
      'aria-label': 'Graph of the cards; each card opens its details',
    }, this.message);
    this.zoom = new ZoomControls(this.region);
    this.table = new WaysTable();
    this.note = h('p', {class: 'flow-note'});
    this.element = h('div', {class: 'flow'},
      legend(), this.zoom.element, this.region, this.note,
      this.table.element);
  }

  /**
   * @param {PageData} data
   * @param {CardRow[]} rows
   */
  async update(data, rows) {
    this.data = data;
    this.rows = rows;
    const {exp_id: expId, exp_version: version} = data.answer;
    setText(this.note, noteOf(data));
    try {
      const exploration = await this.page.api.getExploration(version);
      // Other figures, or those of another version, are to be shown by now.
      if (this.data !== data) return;
      this.ways = this.waysFor(data, exploration);
      this.table.update(this.ways, `${expId}-v${version}-ways`);
      await this.draw(version, this.ways);
    } catch (error) {
      if (this.data !== data) return;
      this.shownKey = '';
      this.drawing = null;
      this.region.replaceChildren(failureNotice(
        'The graph could not be drawn', failureOf(error),
        () => void this.update(data, this.rows)));
    }
  }

  /**
   * @param {PageData} data
   * @param {Exploration} exploration
   * @return {Way[]}
   */
  waysFor({processed}, exploration) {
    const isKnown = processed?.state === 'ready';
    return waysOf(exploration, isKnown ? processed.transitions : null,
      this.rows.map((row) => row.stateName));
  }

  /**
   * Lays the graph out where its cards or ways are others than before.
   *
   * @param {number} version
   * @param {Way[]} ways
   */
  async draw(version, ways) {
    const names = this.rows.map((row) => row.stateName);
    const key = JSON.stringify(
      [version, names, ways.map(({from, to}) => [from, to])]);
    if (key !== this.shownKey) {
      this.shownKey = key;
      const dagre = await loadDagre();
      // Another version may have been chosen in the meantime, and newer
      // figures of this one may have come.
      if (this.shownKey !== key) return;
      const layout = layOutFlow(dagre, names, ways);
      this.drawing = drawFlow(layout, (card) => this.page.navigate({card}));
      this.region.replaceChildren(this.drawing.element);
      this.zoom.attach(this.drawing.element, layout);
      const first = layout.nodes.find(({name}) => name === names[0]);
      if (first) this.centreOn((first.x + NODE_WIDTH / 2) * this.zoom.zoom);
    }
    this.drawing?.update(this.rows, this.ways);
  }

  /**
   * Where the graph is wider than its window, begins at the first card.
   *
   * @param {number} x in the window.
   */
  centreOn(x) {
    this.region.scrollLeft = x - this.region.clientWidth / 2;
    this.region.scrollTop = 0;
  }
}
