/**
 * A chart in its frame. The chart library is loaded when the first chart
 * comes near the screen.
 */

import {html, noChange, render} from 'lit-html';
import {AsyncDirective, directive} from 'lit-html/async-directive.js';

import {
  chartColours, onThemeChange, prefersStillness,
} from '../../lib/colours.js';
import {whenIdle} from '../../lib/dom.js';
import {loadEcharts} from '../../lib/libraries.js';
import {whenNear} from '../../lib/near_screen.js';
import {figureFrame} from './figure_frame.js';

/** @import {ECharts} from 'echarts' */
/** @import {ChartContent} from '../../domain/charts/chart_content.js' */

/** Draws a chart into its element, in the colours of the theme. */
class ChartDirective extends AsyncDirective {
  /** @type {HTMLElement|null} */
  element = null;
  /** @type {ChartContent['options']} */
  options = null;
  /** @type {ChartContent['marks']} */
  marks = null;
  /** @type {ECharts|null} */
  chart = null;
  isNear = false;
  isLoading = false;
  /** @type {(() => void)[]} */
  cleanUps = [];

  render() {
    return noChange;
  }

  /**
   * @param {import('lit-html').ElementPart} part
   * @param {Parameters<typeof chart>} props
   */
  update(part, [{options, marks}, height, showTable]) {
    this.options = options;
    this.marks = marks;
    this.showTable = showTable;
    const element = /** @type {HTMLElement} */ (part.element);
    element.style.height = `${height}rem`;
    if (!this.element) {
      this.element = element;
      this.watch(element);
    }
    void this.load(element);
    this.draw();
    return noChange;
  }

  /** @param {HTMLElement} element */
  watch(element) {
    const printing = new AbortController();
    const {signal} = printing;
    // In print, a chart that is not drawn is replaced by its table.
    window.addEventListener('beforeprint', () => {
      if (!this.chart && this.options) this.showTable?.(true);
    }, {signal});
    window.addEventListener(
      'afterprint', () => this.showTable?.(false), {signal});
    this.cleanUps = [
      () => printing.abort(),
      onThemeChange(() => this.draw()),
      whenNear(element, () => {
        this.isNear = true;
        void this.load(element);
      }),
    ];
  }

  /**
   * Loads the library when there is something to draw near the screen.
   *
   * @param {HTMLElement} element
   */
  load(element) {
    if (this.chart || this.isLoading || !this.isNear || !this.options) return;
    this.isLoading = true;
    whenIdle(async () => {
      try {
        const echarts = await loadEcharts();
        if (this.isConnected) this.create(echarts, element);
      } catch (error) {
        // The table has the same numbers; the next refresh tries again.
        console.warn('The chart could not be drawn:', error);
      }
      this.isLoading = false;
    });
  }

  /**
   * @param {typeof import('../../lib/echarts.js')} echarts
   * @param {HTMLElement} element
   */
  create(echarts, element) {
    const chart = echarts.init(element, null, {renderer: 'svg'});
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === 0) return;
      chart.resize();
      this.draw();
    });
    observer.observe(element);
    this.chart = chart;
    this.cleanUps.push(() => observer.disconnect(), () => chart.dispose());
    this.draw();
  }

  draw() {
    const {chart, element, marks} = this;
    if (!chart || !this.options || !element) return;
    const width = element.clientWidth;
    chart.setOption(this.options(chartColours(), {
      isAnimated: !prefersStillness(), width, hasLinks: Boolean(marks),
    }), {notMerge: true});
    const above = /** @type {HTMLElement} */ (element.nextElementSibling);
    render((marks?.(width) ?? []).map((mark) => html`<a class="chart-mark"
      href=${mark.href} .style="left: ${
        chart.convertToPixel({xAxisIndex: 0}, mark.at)}px">${mark.label}<span
      class="visually-hidden">: ${mark.description}</span></a>`), above);
  }

  disconnected() {
    this.cleanUps.forEach((cleanUp) => cleanUp());
    this.chart = null;
  }

  reconnected() {
    if (this.element) this.watch(this.element);
  }
}

/**
 * @type {(content: ChartContent, height: number,
 *     showTable: (isShown: boolean) => void) => unknown} height in rem.
 */
const chart = directive(ChartDirective);

/**
 * @param {object} figure
 * @param {string} figure.title
 * @param {string} [figure.term] key of the glossary.
 * @param {ChartContent} figure.content
 * @param {number} [figure.height] of the chart in rem.
 * @param {unknown} [figure.controls] beside the title.
 * @param {string} [figure.classes]
 */
export function chartFigure({content, height = 14, ...frame}) {
  const {title} = frame;
  const {description, nothing: reason, options, table, fileName} = content;
  return figureFrame({
    ...frame, description, table, fileName,
    hasTable: table.rows.length > 0,
    draw: options && (async () => {
      const {chartDrawing} = await import('../../lib/chart_drawing.js');
      return chartDrawing(options, height);
    }),
    body: (showTable) => html`<div class="chart-canvas">
        <div class="chart-drawing" role="img"
          aria-label="${title}. ${description}" ?hidden=${options === null}
          ${chart(content, height, showTable)}></div>
        <div class="chart-marks"></div>
      </div>
      <p class="chart-nothing" ?hidden=${options !== null}>${
        reason ?? 'There is nothing to chart yet.'}</p>`,
  });
}
