/**
 * The chart of completions with its key, its description and its table.
 */

import {
  completionChartOptions, completionDescription, completionParts,
} from '../domain/completion_chart.js';
import {formatCount, formatQuantity, formatShare} from '../domain/formats.js';
import {colourOf, onThemeChange, prefersStillness} from '../lib/colours.js';
import {h, setAttribute, setText, whenIdle} from '../lib/dom.js';
import {loadEcharts} from '../lib/libraries.js';

/** @import {Overview} from '../domain/statistics_model.js' */

/**
 * @return {import('../domain/completion_chart.js').ChartColours}
 */
function coloursOfTheme() {
  return {
    completions: colourOf('--creator-completed'),
    onCompletions: colourOf('--creator-on-completed'),
    dropOuts: colourOf('--creator-left'),
    onDropOuts: colourOf('--creator-on-left'),
    surface: colourOf('--creator-surface'),
  };
}

/**
 * @param {number} count
 * @return {string}
 */
function passersByText(count) {
  if (count === 0) return 'Nobody passed by: everyone who came answered.';
  const who = formatQuantity(count, 'passer-by', 'passers-by');
  return `Not in the chart: ${who}, who answered nothing.`;
}

export class CompletionFigure {
  constructor() {
    /** @type {Overview|null} */
    this.overview = null;
    /** @type {import('echarts').ECharts|null} */
    this.chart = null;
    this.isAsked = false;
    this.bar = h('div', {class: 'completion-bar', role: 'img'});
    this.nothing = h('p', {class: 'completion-nothing', hidden: true},
      'Nobody has answered anything yet, so there is nothing to chart.');
    this.passersBy = h('p', {class: 'rate-note'});
    this.keys = {
      completions: h('span', {class: 'key-value'}),
      dropOuts: h('span', {class: 'key-value'}),
    };
    this.cells = {
      completions: [h('td'), h('td')],
      dropOuts: [h('td'), h('td')],
    };
    this.element = this.build();
    onThemeChange(() => this.draw());
  }

  /** @return {HTMLElement} */
  build() {
    const key = h('ul', {class: 'completion-key'},
      h('li', {}, h('span', {class: 'swatch swatch-completed'}),
        'Completions ', this.keys.completions),
      h('li', {}, h('span', {class: 'swatch swatch-left'}),
        'Drop-outs ', this.keys.dropOuts));
    return h('figure', {class: 'mb-0'},
      h('figcaption', {class: 'visually-hidden'},
        'What became of the actual starts'),
      this.bar, this.nothing, key, this.passersBy,
      h('details', {class: 'chart-table'},
        h('summary', {}, 'As a table'),
        h('table', {class: 'table table-sm mb-0'},
          h('caption', {class: 'visually-hidden'},
            'What became of the actual starts'),
          h('thead', {}, h('tr', {},
            h('th', {scope: 'col'}, 'Outcome'),
            h('th', {scope: 'col', class: 'text-end'}, 'Learners'),
            h('th', {scope: 'col', class: 'text-end'}, 'Of actual starts'))),
          h('tbody', {},
            h('tr', {}, h('th', {scope: 'row'}, 'Completions'),
              ...this.cells.completions),
            h('tr', {}, h('th', {scope: 'row'}, 'Drop-outs'),
              ...this.cells.dropOuts)))));
  }

  /** @param {Overview} overview */
  update(overview) {
    this.overview = overview;
    const hasBar = overview.actualStarts > 0;
    this.bar.hidden = !hasBar;
    this.nothing.hidden = hasBar;
    setAttribute(this.bar, 'aria-label', completionDescription(overview));
    for (const {key, count, share} of completionParts(overview)) {
      const percent = overview.completionRate.isEnough ?
        formatShare(share) : '–';
      setText(this.keys[key], overview.completionRate.isEnough ?
        `${formatCount(count)} (${percent})` : formatCount(count));
      setText(this.cells[key][0], formatCount(count));
      setText(this.cells[key][1], percent);
    }
    setText(this.passersBy, passersByText(overview.passersBy));
    if (hasBar) this.ensureChart();
    this.draw();
  }

  /** Fetches the library once the figures themselves are on the page. */
  ensureChart() {
    if (this.isAsked) return;
    this.isAsked = true;
    whenIdle(async () => {
      try {
        const echarts = await loadEcharts();
        this.chart = echarts.init(this.bar, null, {renderer: 'svg'});
        new ResizeObserver(() => this.chart?.resize()).observe(this.bar);
        this.draw();
      } catch (error) {
        // The key and the table say the same; the next refresh tries again.
        this.isAsked = false;
        console.warn('The chart could not be drawn:', error);
      }
    });
  }

  draw() {
    if (!this.chart || !this.overview || this.bar.hidden) return;
    this.chart.setOption(completionChartOptions(
      this.overview, coloursOfTheme(), {isAnimated: !prefersStillness()}));
  }
}
