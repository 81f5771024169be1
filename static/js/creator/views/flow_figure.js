/**
 * The cards as a graph: how many learners reach each card, which ways they
 * take, and where they leave.
 */

import {html, nothing, render} from 'lit-html';
import {createRef, ref} from 'lit-html/directives/ref.js';

import {withState} from '../../lib/with_state.js';
import {layOutFlow, NODE_WIDTH} from '../domain/flow_layout.js';
import {LEFT_STEPS, waysOf, waysTable} from '../domain/flow_model.js';
import {processedStatusOf} from '../domain/processed_status.js';
import {textButton} from '../lib/buttons.js';
import {failureOf} from '../lib/failures.js';
import {openedPart} from '../lib/folded_part.js';
import {loadDagre} from '../lib/libraries.js';
import {failureBox, loadingText} from '../lib/notices.js';
import {drawOffscreen} from '../lib/pictures.js';
import {definitionTip} from '../lib/toggletip.js';
import {dataTable} from './charts/data_table.js';
import {scrollRegion} from './table.js';
import {flowDrawing} from './flow_drawing.js';

/** @import {Page} from '../main.js' */
/** @import {Way} from '../domain/flow_model.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */
/** @import {DrawnFlow} from './flow_drawing.js' */

const ZOOM_STEP = 1.25;
const SMALLEST_ZOOM = 0.1;
const LARGEST_ZOOM = 2;

/** A graph that would fit only at a smaller zoom opens unscaled. */
const READABLE_ZOOM = 0.6;

export const WAYS_DESCRIPTION =
  'How often learners went from one card to another.';

/** @param {Pick<DrawnFlow, 'rows'|'ways'>} flow */
function layoutKeyOf({rows, ways}) {
  return JSON.stringify([
    rows.map(({stateName}) => stateName), ways.map(({from, to}) => [from, to]),
  ]);
}

/**
 * @param {PageData} data
 * @param {CardRow[]} rows
 * @param {Page} page
 * @param {DrawnFlow|null} [earlier] whose layout is kept if it still fits.
 * @return {Promise<DrawnFlow>}
 */
export async function flowOf({answer, processed}, rows, page, earlier = null) {
  const exploration = await page.api.getExploration(answer.exp_version);
  const names = rows.map((row) => row.stateName);
  const ways = waysOf(exploration,
    processed?.state === 'ready' ? processed.transitions : null, names);
  const isSame =
    earlier && layoutKeyOf(earlier) === layoutKeyOf({rows, ways});
  const layout = isSame ? earlier.layout :
    layOutFlow(await loadDagre(), names, ways);
  return {layout, rows, ways};
}

/**
 * @param {DrawnFlow} flow
 * @return {SVGSVGElement} a drawing that is not on the page.
 */
export function flowPicture(flow) {
  return drawOffscreen((host) => {
    render(flowDrawing(flow, 1, () => {}), host);
  });
}

/**
 * @param {PageData} data
 * @param {CardRow[]} rows
 * @param {Page} page
 */
export function flowFigure(data, rows, page) {
  return withState((redraw) => new FlowFigure(page, redraw),
    (figure) => figure.view(data, rows));
}

class FlowFigure {
  /**
   * @param {Page} page
   * @param {() => void} redraw
   */
  constructor(page, redraw) {
    this.page = page;
    this.redraw = redraw;
    /** @type {PageData|null} */
    this.data = null;
    /** @type {DrawnFlow|null} */
    this.flow = null;
    /** @type {unknown} */
    this.error = null;
    this.zoom = 1;
    /** @type {import('lit-html/directives/ref.js').Ref<HTMLElement>} */
    this.region = createRef();
  }

  /**
   * @param {PageData} data
   * @param {CardRow[]} rows
   */
  view(data, rows) {
    if (data !== this.data) {
      this.data = data;
      void this.load(data, rows);
    }
    return html`<div class="flow">
      ${legend()}
      ${this.zoomControls()}
      <div class="flow-region" role="region" tabindex="0" ${ref(this.region)}
        aria-label="Graph of the cards; each card opens its details">${
          this.drawing(data, rows)}</div>
      <p class="flow-note">${noteOf(data)}</p>
      <div class="ways">${openedPart('The ways as a table', () => scrollRegion(
        'Table: the ways between cards', dataTable(
          waysTable(this.flow?.ways ?? []), WAYS_DESCRIPTION)),
      {classes: 'ways-details'})}</div>
    </div>`;
  }

  /**
   * @param {PageData} data
   * @param {CardRow[]} rows
   */
  drawing(data, rows) {
    if (this.error !== null) {
      return failureBox('The graph could not be drawn', failureOf(this.error),
        () => void this.load(data, rows));
    }
    if (!this.flow) return loadingText('Drawing the graph …');
    return flowDrawing(
      this.flow, this.zoom, (card) => this.page.navigate({card}));
  }

  zoomControls() {
    return html`<div class="zoom-controls" role="group"
      aria-label="Size of the graph">
      ${textButton('−', () => this.zoomTo(this.zoom / ZOOM_STEP),
        {name: 'Smaller'})}
      <span class="zoom-percent text-center" role="status">${
        this.flow ? `${Math.round(this.zoom * 100)} %` : nothing}</span>
      ${textButton('+', () => this.zoomTo(this.zoom * ZOOM_STEP),
        {name: 'Larger'})}
      ${textButton('Fit the width', () => this.zoomTo(this.fittingZoom()))}
    </div>`;
  }

  /**
   * @param {PageData} data
   * @param {CardRow[]} rows
   */
  async load(data, rows) {
    try {
      const earlier = this.flow;
      const flow = await flowOf(data, rows, this.page, earlier);
      // Newer figures, or another version, may have arrived in the meantime.
      if (this.data !== data) return;
      this.error = null;
      if (flow.layout === earlier?.layout) {
        this.flow = flow;
        this.redraw();
      } else {
        this.open(flow);
      }
    } catch (error) {
      if (this.data !== data) return;
      this.flow = null;
      this.error = error;
      this.redraw();
    }
  }

  /**
   * Chooses the zoom, and scrolls to the first card.
   *
   * @param {DrawnFlow} flow
   */
  open(flow) {
    this.flow = flow;
    const fitting = this.fittingZoom();
    this.zoom = fitting >= READABLE_ZOOM ? fitting : 1;
    this.redraw();
    const {layout: {nodes}, rows} = flow;
    const first = nodes.find(({name}) => name === rows[0]?.stateName);
    const region = this.region.value;
    if (!first || !region) return;
    region.scrollLeft =
      (first.x + NODE_WIDTH / 2) * this.zoom - region.clientWidth / 2;
    region.scrollTop = 0;
  }

  /** @return {number} the largest zoom that shows the whole width. */
  fittingZoom() {
    const region = this.region.value;
    if (!region || !this.flow) return 1;
    const style = getComputedStyle(region);
    const width = region.clientWidth -
      parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return Math.min(1, width / this.flow.layout.width);
  }

  /**
   * Changes the zoom around the centre of the visible part.
   *
   * @param {number} zoom
   */
  zoomTo(zoom) {
    const region = this.region.value;
    if (!region) return;
    const before = this.zoom;
    const {clientWidth, clientHeight} = region;
    const x = (region.scrollLeft + clientWidth / 2) / before;
    const y = (region.scrollTop + clientHeight / 2) / before;
    this.zoom = Math.min(Math.max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM);
    this.redraw();
    region.scrollLeft = x * this.zoom - clientWidth / 2;
    region.scrollTop = y * this.zoom - clientHeight / 2;
  }
}

/** The meaning of colours and sizes. */
function legend() {
  const swatches = [
    ...LEFT_STEPS, {level: 'few', label: 'too few to say'},
    {level: 'end', label: 'end card'},
  ];
  return html`<div class="flow-legend">
    <span class="flow-legend-name">Colour: left here, of entered${
      definitionTip('leftHere')}</span>
    <ul>${swatches.map(({level, label}) => html`<li><span
      class="swatch left-${level}"></span>${label}</li>`)}</ul>
    <span class="flow-legend-name">Width: reached by, of starts${
      definitionTip('shareEntered')}</span>
  </div>`;
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
