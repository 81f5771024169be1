/** The first glance, the totals, and the counts day by day. */

import {html, noChange, nothing} from 'lit-html';
import {Directive, directive} from 'lit-html/directive.js';

import {LIMITS} from '../../domain/wire_contract.js';
import {dayChartOf} from '../domain/charts/day_chart.js';
import {
  comparisonOf, daySeriesOf, daysOfPeriod, savedDays,
} from '../domain/day_series.js';
import {automatedText} from '../domain/empty_state.js';
import {formatDay} from '../domain/formats.js';
import {GLOSSARY} from '../domain/glossary.js';
import {intervalText, tilesOf} from '../domain/tiles.js';
import {changesOfVersion, PERIODS} from '../domain/view_state.js';
import {choiceGroup} from '../lib/buttons.js';
import {foldedPart} from '../lib/folded_part.js';
import {definedText} from '../lib/toggletip.js';
import {chartFigure} from './charts/chart_figure.js';
import {firstGlance} from './first_glance.js';
import {rateTrack} from './rate_track.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {DaySeries} from '../domain/day_series.js' */
/** @import {Tile} from '../domain/tiles.js' */
/** @import {Period, ViewState} from '../domain/view_state.js' */

const PERIOD_CHOICES = PERIODS.map((value) => ({
  value, label: value === 'all' ? 'All' : `${value} days`,
}));

/** In rem. */
export const DAY_CHART_HEIGHT = 17;

/**
 * @param {PageData} data
 * @param {ViewState} state
 * @param {Page} page
 * @param {unknown} digest the first tasks.
 */
export function overviewSection(data, state, page, digest) {
  const {answer} = data;
  const series = daySeriesOf(data);
  const period = answer.cut ? 'all' : state.period;
  const comparison = comparisonOf(series, period);
  const automated = automatedText(answer);
  return html`
    ${answer.status === 'private' && !page.isShared ?
    html`<p class="few-note">This exploration is private: only its owners,
      editors and viewers can play it now.
      <a href=${page.hashFor({tab: 'content'})}>Go to publishing</a></p>` :
    nothing}
    ${answer.num_actual_starts < LIMITS.MIN_N_FOR_RATE ?
    html`<p class="few-note">Fewer than ${LIMITS.MIN_N_FOR_RATE} actual starts
      so far: the counts are right, but too few to say what is typical, so no
      percentage is shown.</p>` : nothing}
    ${firstGlance(data, comparison, page, digest)}
    ${automated ? html`<p class="form-text">${automated}</p>` : nothing}
    ${page.isShared ? nothing : html`<p class="glance-paper"><a
      href=${page.hashFor({...state, print: 'lesson'})}>One page for the next
      lesson</a></p>`}
    ${foldedPart('totals', 'All totals', html`<div class="figures">${
    tilesOf(data, comparison).map(tileFigure)}</div>`)}
    <div class="panel days">${dayByDay(data, series, period, page)}</div>`;
}

/** @param {Tile} tile */
function tileFigure({term, stat, value, hasValue, note, rate, period}) {
  return html`<dl class="figure" data-tile=${term}><dt
    class="figure-name">${definedText(term, GLOSSARY[term].name)}</dt><dd
    class="figure-value" data-stat=${stat} data-enough=${hasValue}
    ${flashOnChange(value)}>${value}</dd><dd class="figure-share">${note}</dd>${
    rate ? rateRange(rate) : nothing}<dd
    class="figure-period">${period}</dd></dl>`;
}

/** @param {NonNullable<Tile['rate']>} rate */
function rateRange(rate) {
  return html`<dd class="figure-share">${rateTrack(rate)}<span>${
    definedText('interval', intervalText(rate))}</span></dd>`;
}

/**
 * @param {PageData} data
 * @param {DaySeries|null} series
 * @param {Period} period
 * @param {Page} page
 */
function dayByDay(data, series, period, page) {
  const content =
    dayChartOf(data, period, page.isShared ? null : page.hashFor);
  const days = content.options && series && !page.isShared ?
    daysOfPeriod(series, period) : [];
  return html`${chartFigure({
    title: 'Day by day', term: 'dayByDay', height: DAY_CHART_HEIGHT,
    controls: data.answer.cut ? nothing : choiceGroup({
      label: 'Period', choices: PERIOD_CHOICES, chosen: period,
      onChoose: (value) => page.navigate({period: value}, {isStep: false}),
    }), content,
  })}
    <p class="saved-versions">${savedVersions(
  savedDays(data.processed?.version_markers ?? [], days), page)}</p>`;
}

/**
 * @param {import('../domain/day_series.js').SavedDay[]} saved
 * @param {Page} page
 */
function savedVersions(saved, page) {
  if (saved.length === 0) return nothing;
  return html`Versions saved in these days:
    <span class="saved-list" role="list">${saved.flatMap(({day, versions}) =>
    versions.map(({version, commit_message: message}) =>
      html`<span role="listitem"><a
        href=${page.hashFor(changesOfVersion(version))}
        title=${[formatDay(day), message].filter(Boolean).join(' – ')}>v${
  version}</a> ${formatDay(day, false)}</span>`))}</span>`;
}

/** Draws the eye to a figure that has just changed. */
class FlashDirective extends Directive {
  value = '';

  render() {
    return noChange;
  }

  /**
   * @param {import('lit-html').ElementPart} part
   * @param {[string]} props
   */
  update({element}, [value]) {
    if (this.value !== '' && this.value !== value) {
      element.classList.remove('is-changed');
      // Reading a size restarts the animation.
      void (/** @type {HTMLElement} */ (element)).offsetWidth;
      element.classList.add('is-changed');
    }
    this.value = value;
    return noChange;
  }
}

/** @type {(value: string) => unknown} */
const flashOnChange = directive(FlashDirective);
