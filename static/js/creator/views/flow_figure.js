/**
 * The cards as a graph: how many learners reach each, and where they stop.
 */

import {edgesOf} from '../domain/exploration_graph.js';
import {
  layOutFlow, NODE_WIDTH, SHARE_STEPS,
} from '../domain/flow_layout.js';
import {h} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {loadDagre} from '../lib/libraries.js';
import {failureNotice} from '../lib/notices.js';
import {definitionButton} from '../lib/toggletip.js';
import {drawFlow} from './flow_drawing.js';

/** @import {Page} from '../main.js' */
/** @import {StatisticsAnswer as Answer} from '../domain/statistics_model.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */

/**
 * @return {HTMLElement} what the colours mean.
 */
function legend() {
  return h('div', {class: 'flow-legend'},
    h('span', {class: 'flow-legend-name'}, 'Reached by, of all starts',
      definitionButton('shareEntered')),
    h('ul', {}, ...SHARE_STEPS.map(({level, label}) => h('li', {},
      h('span', {class: `swatch share-${level}`}), label))),
    h('span', {class: 'flow-legend-name'},
      h('span', {class: 'swatch swatch-left'}),
      'Bar: left here, of entered', definitionButton('leftHere')));
}

export class FlowFigure {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {number|null} */
    this.version = null;
    /** @type {CardRow[]} */
    this.rows = [];
    /** @type {import('./flow_drawing.js').FlowDrawing|null} */
    this.drawing = null;
    this.message = h('p', {class: 'loading'},
      'Drawing the graph …');
    this.region = h('div', {
      class: 'flow-region', role: 'region', tabindex: '0',
      'aria-label': 'Graph of the cards; each card opens its details',
    }, this.message);
    this.element = h('div', {class: 'flow', hidden: true},
      legend(), this.region,
      h('p', {class: 'flow-note'},
        'Arrows show where answers lead; dashed ones lead back. Answers ' +
        'that stay on their card have no arrow.'));
  }

  /**
   * @param {Answer} answer
   * @param {CardRow[]} rows
   */
  async update(answer, rows) {
    this.rows = rows;
    if (this.version === answer.exp_version) {
      this.drawing?.update(rows);
      return;
    }
    this.version = answer.exp_version;
    this.drawing = null;
    this.region.replaceChildren(this.message);
    try {
      await this.draw(answer.exp_version);
    } catch (error) {
      if (this.version !== answer.exp_version) return;
      this.version = null;
      this.region.replaceChildren(failureNotice(
        'The graph could not be drawn', failureOf(error),
        () => void this.update(answer, this.rows)));
    }
  }

  /** @param {number} version */
  async draw(version) {
    const [dagre, exploration] = await Promise.all([
      loadDagre(), this.page.api.getExploration(version),
    ]);
    if (this.version !== version) return;
    const names = this.rows.map((row) => row.stateName);
    const layout = layOutFlow(dagre, names, edgesOf(exploration));
    this.drawing = drawFlow(
      layout, (card) => this.page.navigate({card}));
    this.drawing.update(this.rows);
    this.region.replaceChildren(this.drawing.element);
    const first = layout.nodes.find(({name}) => name === names[0]);
    if (first) this.centreOn(first.x + NODE_WIDTH / 2);
  }

  /**
   * Where the graph is wider than its window, begins at the first card.
   *
   * @param {number} x in the graph.
   */
  centreOn(x) {
    this.region.scrollLeft = x - this.region.clientWidth / 2;
  }
}
