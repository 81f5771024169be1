/**
 * The totals, what became of them day by day, and how far to trust them.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {dayChartContent} from '../domain/charts/day_chart.js';
import {
  comparisonOf, daySeriesOf, daysOfPeriod, savedDays,
} from '../domain/day_series.js';
import {automatedText} from '../domain/empty_state.js';
import {formatDay} from '../domain/formats.js';
import {GLOSSARY} from '../domain/glossary.js';
import {processedStatusOf} from '../domain/processed_status.js';
import {intervalText, tilesOf} from '../domain/tiles.js';
import {PERIODS} from '../domain/view_state.js';
import {h, setAttribute, setText} from '../lib/dom.js';
import {actionButton} from '../lib/notices.js';
import {definitionButton} from '../lib/toggletip.js';
import {ChartFrame} from './charts/chart_frame.js';
import {sectionOf} from './section.js';
import {TodoDigest} from './todo_digest.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {DaySeries} from '../domain/day_series.js' */
/** @import {Tile} from '../domain/tiles.js' */
/** @import {Period, ViewState} from '../domain/view_state.js' */

class TileView {
  /** @param {Tile} tile */
  constructor({term, stat}) {
    this.value = h('dd', {class: 'figure-value', 'data-stat': stat});
    this.note = h('dd', {class: 'figure-share'});
    this.interval = h('span');
    this.range = h('span', {class: 'rate-range'});
    this.point = h('span', {class: 'rate-point'});
    this.rate = h('dd', {class: 'figure-share', hidden: true},
      h('span', {class: 'rate-track', 'aria-hidden': 'true'},
        this.range, this.point),
      this.interval, definitionButton('interval'));
    this.period = h('dd', {class: 'figure-period'});
    this.element = h('dl', {class: 'figure', 'data-tile': term},
      h('dt', {class: 'figure-name'}, GLOSSARY[term].name,
        definitionButton(term)),
      this.value, this.note, this.rate, this.period);
  }

  /** @param {Tile} tile */
  update({value, isSaid, note, rate, period}) {
    const before = this.value.textContent;
    if (setText(this.value, value) && before !== '') flash(this.value);
    setAttribute(this.value, 'data-enough', String(isSaid));
    setText(this.note, note);
    setText(this.period, period);
    this.rate.hidden = rate === null;
    if (!rate?.interval) return;
    const {low, high} = rate.interval;
    const percent = (/** @type {number} */ share) =>
      `${(share * 100).toFixed(1)}%`;
    setText(this.interval, intervalText(rate));
    this.range.style.left = percent(low);
    this.range.style.width = percent(high - low);
    this.point.style.left = percent(rate.share ?? 0);
  }
}

/**
 * @param {Period} period
 * @return {string}
 */
function periodLabel(period) {
  return period === 'all' ? 'All' : `${period} days`;
}

export class OverviewSection {
  /**
   * @param {Page} page
   * @param {import('./section_nav.js').SectionNav} nav
   */
  constructor(page, nav) {
    this.page = page;
    /** @type {Map<string, TileView>} */
    this.tiles = new Map();
    this.figures = h('div', {class: 'figures'});
    this.few = h('p', {class: 'few-note', hidden: true},
      `Fewer than ${LIMITS.MIN_N_FOR_RATE} actual starts so far: the counts ` +
      'are right, but too few to say what is typical, so no percentage is ' +
      'shown.');
    this.closed = h('p', {class: 'few-note', hidden: true},
      'This exploration is private: only its owners, editors and viewers ' +
      'can play it now. ',
      h('a', {href: page.hashFor({tab: 'content'})}, 'Go to publishing'));
    this.automated = h('p', {class: 'form-text', hidden: true});
    this.periods = PERIODS.map((period) => ({
      period, button: actionButton(periodLabel(period), () =>
        page.navigate({period}, {isStep: false}), 'btn-outline-secondary'),
    }));
    this.chart = new ChartFrame({
      title: 'Day by day', term: 'dayByDay', height: 17,
      controls: h('div', {
        class: 'btn-group btn-group-sm', role: 'group',
        'aria-label': 'Period',
      }, ...this.periods.map(({button}) => button)),
    });
    this.saved = h('p', {class: 'saved-versions'});
    this.savedShown = '';
    this.digest = new TodoDigest(page, nav);
    this.element = sectionOf('overview', 'Overview', this.closed, this.few,
      this.figures, this.automated, this.digest.element,
      h('div', {class: 'panel days'}, this.chart.element, this.saved));
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  update(data, state) {
    const series = daySeriesOf(data);
    for (const tile of tilesOf(data, comparisonOf(series, state.period))) {
      this.tileOf(tile).update(tile);
    }
    this.closed.hidden = data.answer.status !== 'private';
    this.few.hidden = data.answer.num_actual_starts >= LIMITS.MIN_N_FOR_RATE;
    const automated = automatedText(data.answer);
    setText(this.automated, automated);
    this.automated.hidden = !automated;
    for (const {period, button} of this.periods) {
      const isChosen = period === state.period;
      setAttribute(button, 'aria-pressed', String(isChosen));
      button.classList.toggle('active', isChosen);
    }
    this.digest.update(data, state);
    this.updateChart(data, series, state.period);
  }

  /**
   * @param {Tile} tile
   * @return {TileView}
   */
  tileOf(tile) {
    const known = this.tiles.get(tile.stat);
    if (known) return known;
    const view = new TileView(tile);
    this.tiles.set(tile.stat, view);
    this.figures.append(view.element);
    return view;
  }

  /**
   * @param {PageData} data
   * @param {DaySeries|null} series
   * @param {Period} period
   */
  updateChart(data, series, period) {
    const {answer} = data;
    const fileName = `${answer.exp_id}-v${answer.exp_version}-days`;
    const status = processedStatusOf(data);
    if (!series || status.kind !== 'ready') {
      this.showSaved([]);
      this.chart.update({
        fileName, description: '', options: null, nothing: status.reason,
        table: {id: 'day_chart', columns: [], rows: []},
      });
      return;
    }
    const days = daysOfPeriod(series, period);
    const markers = data.processed?.version_markers ?? [];
    this.chart.update(dayChartContent(series, days, markers, fileName));
    this.showSaved(savedDays(markers, days));
  }

  /** @param {import('../domain/day_series.js').SavedDay[]} saved */
  showSaved(saved) {
    const key = JSON.stringify(saved);
    if (key === this.savedShown) return;
    this.savedShown = key;
    this.saved.replaceChildren(...(saved.length === 0 ? [] : [
      'Versions saved in these days: ',
      h('span', {class: 'saved-list', role: 'list'},
        ...saved.flatMap(({day, versions}) => versions.map((one) =>
          this.savedItem(one.version, day, one.commit_message)))),
    ]));
  }

  /**
   * @param {number} version
   * @param {string} day
   * @param {string} message
   * @return {HTMLElement}
   */
  savedItem(version, day, message) {
    const said = message ? `${formatDay(day)} – ${message}` : formatDay(day);
    return h('span', {role: 'listitem'},
      h('a', {href: this.page.hashFor({tab: 'history'}), title: said},
        `v${version}`),
      ` ${formatDay(day, false)}`);
  }
}

/**
 * Draws the eye to a figure that has just changed.
 *
 * @param {HTMLElement} element
 */
function flash(element) {
  element.classList.remove('is-changed');
  // Reading a size makes the browser forget the animation that has run.
  void element.offsetWidth;
  element.classList.add('is-changed');
}
