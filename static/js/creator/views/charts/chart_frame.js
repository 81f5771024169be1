/**
 * A chart with its title, its description, its table and its files. The
 * library is fetched when the first chart comes near the screen.
 */

import {
  CHART_COLOUR_NAMES, cellText, tableAsCsv, tableAsJson,
} from '../../domain/charts/chart_content.js';
import {colourOf, onThemeChange, prefersStillness} from '../../lib/colours.js';
import {h, setAttribute, setText, whenIdle} from '../../lib/dom.js';
import {saveFile} from '../../lib/files.js';
import {loadEcharts} from '../../lib/libraries.js';
import {whenNear} from '../../lib/near_screen.js';
import {actionButton} from '../../lib/notices.js';
import {definitionButton} from '../../lib/toggletip.js';

/** @import {ECharts} from 'echarts' */
/**
 * @import {
 *   ChartColours, ChartContent, ChartTable
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

/**
 * @param {ChartTable} table
 * @param {string} caption
 * @return {HTMLTableElement}
 */
export function tableElement({columns, rows}, caption) {
  const side = (/** @type {number} */ index) =>
    columns[index].isNumber ? 'text-end' : null;
  return h('table', {class: 'table table-sm mb-0'},
    h('caption', {class: 'visually-hidden'}, caption),
    h('thead', {}, h('tr', {}, ...columns.map(({label}, index) =>
      h('th', {scope: 'col', class: side(index)}, label)))),
    h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map(
      (value, index) => h(index === 0 ? 'th' : 'td', {
        scope: index === 0 ? 'row' : null, class: side(index),
      }, cellText(columns[index], value)))))));
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
    this.tableShown = '';
    this.drawing = h('div', {class: 'chart-drawing', role: 'img'});
    this.setHeight(height);
    this.nothing = h('p', {class: 'chart-nothing', hidden: true});
    this.description = h('p', {class: 'chart-description'});
    this.table = h('div', {
      class: 'chart-table-region', role: 'region', tabindex: '0',
      'aria-label': `Table: ${title}`, hidden: true,
    });
    this.toggle = actionButton('Show as table', () => this.toggleTable());
    setAttribute(this.toggle, 'aria-expanded', 'false');
    this.actions = h('div', {class: 'chart-actions'}, this.toggle,
      this.downloadButton('csv', 'CSV'), this.downloadButton('json', 'JSON'));
    this.element = h('figure', {class: 'chart-frame'},
      h('figcaption', {class: 'chart-head'},
        h(level, {class: 'chart-title'}, title,
          term ? definitionButton(term) : null),
        controls),
      this.description, this.drawing, this.nothing, this.table,
      this.actions);
    this.watch();
  }

  /**
   * @param {'csv'|'json'} kind
   * @param {string} label
   * @return {HTMLButtonElement}
   */
  downloadButton(kind, label) {
    const button = actionButton(label, () => this.download(kind));
    setAttribute(
      button, 'aria-label', `${label}: download “${this.title}”`);
    return button;
  }

  /** Draws when near the screen, in the colours of the theme, and prints. */
  watch() {
    whenNear(this.element, NEAR_SCREEN, () => {
      this.isNear = true;
      this.ensureChart();
    });
    onThemeChange(() => this.draw());
    let wasHidden = true;
    window.addEventListener('beforeprint', () => {
      wasHidden = Boolean(this.table.hidden);
      // On paper a chart that was never scrolled to is its table.
      if (!this.chart && this.content?.options) this.table.hidden = false;
      this.fillTable();
    });
    window.addEventListener('afterprint', () => {
      this.table.hidden = wasHidden;
    });
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
    this.fillTable();
    this.ensureChart();
    this.draw();
  }

  toggleTable() {
    this.table.hidden = !this.table.hidden;
    setAttribute(this.toggle, 'aria-expanded', String(!this.table.hidden));
    setText(this.toggle,
      this.table.hidden ? 'Show as table' : 'Hide the table');
    this.fillTable();
  }

  /** Makes the table anew where it is in sight and says something else. */
  fillTable() {
    if (this.table.hidden || !this.content) return;
    const key = JSON.stringify(this.content.table);
    if (key === this.tableShown) return;
    this.tableShown = key;
    this.table.replaceChildren(tableElement(this.content.table, this.title));
  }

  /** @param {'csv'|'json'} kind */
  download(kind) {
    if (!this.content) return;
    const {description, fileName, table} = this.content;
    if (kind === 'csv') {
      saveFile(`${fileName}.csv`, 'text/csv', tableAsCsv(table));
    } else {
      saveFile(`${fileName}.json`, 'application/json',
        tableAsJson(table, description));
    }
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
