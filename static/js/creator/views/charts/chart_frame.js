/**
 * A chart with its title, its description, its table and its files. The
 * library is fetched when the first chart comes near the screen.
 */

import {CHART_COLOUR_NAMES} from '../../domain/charts/chart_content.js';
import {colourOf, onThemeChange, prefersStillness} from '../../lib/colours.js';
import {h, setAttribute, setText, whenIdle} from '../../lib/dom.js';
import {loadEcharts} from '../../lib/libraries.js';
import {whenNear} from '../../lib/near_screen.js';
import {definitionButton} from '../../lib/toggletip.js';
import {nameButtons, tableButtons} from '../file_buttons.js';
import {ChartTableView} from './chart_table.js';

/** @import {ECharts} from 'echarts' */
/**
 * @import {
 *   ChartColours, ChartContent
 * } from '../../domain/charts/chart_content.js'
 */

/** How far below the screen a chart is made ready. */
const NEAR_SCREEN = '400px';

/**
 * @return {ChartColours} of the theme in force.
 */
function coloursOfTheme() {
  return /** @type {ChartColours} */ (Object.fromEntries(
    CHART_COLOUR_NAMES.map((name) => [name, colourOf(`--chart-${name}`)])));
}

export class ChartFrame {
  /**
   * @param {object} settings
   * @param {string} settings.title
   * @param {string} [settings.term] key of the glossary.
   * @param {'h4'|'h5'} [settings.level] of the title.
   * @param {number} [settings.height] of the chart in rem.
   * @param {Node|null} [settings.controls] beside the title.
   */
  constructor({title, term, level = 'h4', height = 14, controls = null}) {
    this.title = title;
    /** @type {ChartContent|null} */
    this.content = null;
    /** @type {ECharts|null} */
    this.chart = null;
    this.isAsked = false;
    this.isNear = false;
    this.drawing = h('div', {class: 'chart-drawing', role: 'img'});
    this.setHeight(height);
    this.nothing = h('p', {class: 'chart-nothing', hidden: true});
    this.description = h('p', {class: 'chart-description'});
    this.table = new ChartTableView();
    const files = tableButtons(() => this.content);
    nameButtons(files, title);
    this.actions = h(
      'div', {class: 'chart-actions'}, this.table.button, ...files);
    this.element = h('figure', {class: 'chart-frame'},
      h('figcaption', {class: 'chart-head'},
        h(level, {class: 'chart-title'}, title,
          term ? definitionButton(term) : null),
        controls),
      this.description, this.drawing, this.nothing,
      this.table.element, this.actions);
    this.watch();
  }

  /** Draws when near the screen, in the colours of the theme, and prints. */
  watch() {
    whenNear(this.element, NEAR_SCREEN, () => {
      this.isNear = true;
      this.ensureChart();
    });
    onThemeChange(() => this.draw());
    window.addEventListener('beforeprint', () => {
      // On paper a chart that was never scrolled to is its table.
      if (!this.chart && this.content?.options) this.table.show(true);
    });
    window.addEventListener(
      'afterprint', () => this.table.show(this.table.isOpen));
  }

  /** @param {number} height of the chart in rem. */
  setHeight(height) {
    this.drawing.style.height = `${height}rem`;
  }

  /** @param {ChartContent} content */
  update(content) {
    this.content = content;
    const hasChart = content.options !== null;
    this.drawing.hidden = !hasChart;
    this.nothing.hidden = hasChart;
    this.actions.hidden = content.table.rows.length === 0;
    setText(this.nothing, content.nothing ?? 'There is nothing to chart yet.');
    setText(this.description, content.description);
    setAttribute(this.drawing, 'aria-label',
      `${this.title}. ${content.description}`);
    this.table.update(content.table, this.title);
    this.ensureChart();
    this.draw();
  }

  /** Fetches the library once there is something to draw near the screen. */
  ensureChart() {
    if (this.isAsked || !this.isNear || !this.content?.options) return;
    this.isAsked = true;
    whenIdle(async () => {
      try {
        const echarts = await loadEcharts();
        this.chart = echarts.init(this.drawing, null, {renderer: 'svg'});
        new ResizeObserver(() => this.resize()).observe(this.drawing);
        this.draw();
      } catch (error) {
        // The table says the same; the next refresh tries again.
        this.isAsked = false;
        console.warn('The chart could not be drawn:', error);
      }
    });
  }

  resize() {
    if (this.drawing.clientWidth === 0) return;
    this.chart?.resize();
    this.draw();
  }

  draw() {
    if (!this.chart || !this.content?.options || this.drawing.hidden) return;
    this.chart.setOption(this.content.options(coloursOfTheme(), {
      isAnimated: !prefersStillness(), width: this.drawing.clientWidth,
    }), {notMerge: true});
  }
}
