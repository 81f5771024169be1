/**
 * Starts, actual starts and completions of each day, with a mark where a
 * version was saved. Free of the DOM.
 */

import {explorationCounts} from '../../../domain/counts.js';
import {figureOfCounter} from '../figures.js';
import {formatCount, formatDay, formatQuantity} from '../formats.js';
import {daySeriesOf, daysOfPeriod, savedDays} from '../day_series.js';
import {processedStatusOf} from '../processed_status.js';
import {changesOfVersion} from '../view_state.js';
import {axisOf, chartBase} from './options.js';

/**
 * @import {
 *   ExplorationCounter, ExplorationCounts
 * } from '../../../domain/counts.js'
 */
/** @import {Day, DaySeries, SavedDay} from '../day_series.js' */
/** @import {PageData} from '../page_data.js' */
/** @import {Period, ViewState} from '../view_state.js' */
/** @import {VersionMarker} from '../../../domain/wire_types.js' */
/**
 * @import {
 *   ChartColours, ChartContent, ChartMark
 * } from './chart_content.js'
 */

/** Labels of marks that are closer than this would overlap. */
const MIN_LABEL_DISTANCE_PX = 40;

/** Approximate width of the chart beside the plot, in pixels. */
const SIDE_PX = 48;

/** With more days than this, dots would touch each other. */
const MAX_DOTTED_DAYS = 35;

/** A chart as narrow as on a phone. */
const NARROW_PX = 480;

/** The lines differ in pattern and symbol too, for colour-blind people. */
const LINES = Object.freeze(/** @type {const} */ ([
  {
    counter: 'num_starts', colour: 'starts', type: 'dotted',
    symbol: 'circle',
  },
  {
    counter: 'num_actual_starts', colour: 'actual', type: 'dashed',
    symbol: 'rect',
  },
  {
    counter: 'num_completions', colour: 'completions', type: 'solid',
    symbol: 'triangle',
  },
]));

/**
 * @param {ExplorationCounts} counts
 * @return {string}
 */
function countsText(counts) {
  return LINES.map(({counter}) =>
    formatQuantity(counts[counter], figureOfCounter(counter).noun)).join(', ');
}

/**
 * @param {readonly Day[]} days
 * @param {ExplorationCounts} live
 * @return {string}
 */
function describe(days, live) {
  const span = days.length === 1 ? formatDay(days[0].day) :
    `${formatDay(days[0].day)} to ${formatDay(days[days.length - 1].day)}`;
  const best = days.reduce((a, b) => b.num_starts > a.num_starts ? b : a);
  const most = best.num_starts > 0 && days.length > 1 ?
    ` Most starts on ${formatDay(best.day)}: ` +
      `${formatCount(best.num_starts)}.` : '';
  const fresh = LINES.some(({counter}) => live[counter] > 0) ?
    ` The last day includes ${countsText(live)} not processed yet.` : '';
  return `${span}: ${countsText(explorationCounts(...days))}.${most}${fresh}`;
}

/**
 * @param {SavedDay[]} saved
 * @param {readonly Day[]} days
 * @param {number} width of the chart in pixels.
 * @return {Set<SavedDay>} the days whose labels have room.
 */
function daysWithLabel(saved, days, width) {
  const places = new Map(days.map(({day}, index) => [day, index]));
  const pixelsPerDay = (width - SIDE_PX) / Math.max(days.length, 1);
  let last = -Infinity;
  return new Set(saved.filter(({day}) => {
    const x = (places.get(day) ?? 0) * pixelsPerDay;
    if (x - last < MIN_LABEL_DISTANCE_PX) return false;
    last = x;
    return true;
  }));
}

/**
 * @param {SavedDay[]} saved
 * @param {Set<SavedDay>} shown those with a label.
 * @param {ChartColours} colours
 * @return {any}
 */
function markLines(saved, shown, colours) {
  return {
    silent: true, symbol: 'none', animation: false,
    lineStyle: {color: colours.muted, type: [2, 3], width: 1.5},
    data: saved.map((version) => ({
      xAxis: version.day,
      label: {
        show: shown.has(version), formatter: version.label, position: 'end',
        distance: 2, color: colours.text, fontSize: 11, fontWeight: 600,
      },
    })),
  };
}

/**
 * @param {SavedDay} saved
 * @param {(address: Partial<ViewState>) => string} hashFor
 * @return {ChartMark} a link to what changed on the day.
 */
function markOf({day, versions, label}, hashFor) {
  const [first, last] = [versions[0], versions[versions.length - 1]];
  return {
    at: day, label, description: `what changed on ${formatDay(day)}`,
    href: hashFor(changesOfVersion(first.version, last.version)),
  };
}

/**
 * @param {ExplorationCounter} counter
 * @return {{label: string, isNumber: true}} properties of its column.
 */
function labelOf(counter) {
  return {label: figureOfCounter(counter).label, isNumber: true};
}

/**
 * @param {readonly Day[]} days
 * @param {SavedDay[]} saved
 * @return {import('./chart_content.js').ChartTable}
 */
function tableOf(days, saved) {
  const labels = new Map(saved.map(({day, label}) => [day, label]));
  return {
    id: 'day_chart',
    columns: [
      {key: 'day', label: 'Day', format: (day) => formatDay(String(day))},
      {key: 'num_starts', ...labelOf('num_starts')},
      {key: 'num_actual_starts', ...labelOf('num_actual_starts')},
      {key: 'num_completions', ...labelOf('num_completions')},
      {
        key: 'versions_saved', label: 'Version saved',
        format: (label) => String(label ?? ''),
      },
    ],
    rows: days.map((one) => [
      one.day, ...LINES.map(({counter}) => one[counter]),
      labels.get(one.day) ?? null,
    ]),
  };
}

/**
 * @param {PageData} data
 * @param {Period} period
 * @param {((address: Partial<ViewState>) => string)|null} [hashFor] makes
 *     links of the marks.
 * @return {ChartContent}
 */
export function dayChartOf(data, period, hashFor = null) {
  const {answer, processed} = data;
  const fileName = `${answer.exp_id}-v${answer.exp_version}-day-by-day`;
  const series = daySeriesOf(data);
  const status = processedStatusOf(data);
  if (!series || status.kind !== 'ready') {
    return {
      fileName, description: '', options: null, nothing: status.reason,
      table: {id: 'day_chart', columns: [], rows: []},
    };
  }
  return dayChartContent(series, daysOfPeriod(series, period),
    processed?.version_markers ?? [], fileName, hashFor);
}

/**
 * @param {DaySeries} series
 * @param {readonly Day[]} days of the series, to be shown.
 * @param {readonly VersionMarker[]} markers
 * @param {string} fileName
 * @param {((address: Partial<ViewState>) => string)|null} [hashFor]
 * @return {ChartContent}
 */
export function dayChartContent(
  series, days, markers, fileName, hashFor = null) {
  const saved = savedDays(markers, days);
  return {
    fileName,
    description: describe(days, series.live),
    table: tableOf(days, saved),
    marks: hashFor && ((width) => [...daysWithLabel(saved, days, width)].map(
      (event) => markOf(event, hashFor))),
    options: (colours, {isAnimated, width, hasLinks}) => ({
      ...chartBase(colours, {isAnimated}),
      legend: {
        top: 0, left: 0, selectedMode: false, itemWidth: 30, itemGap: 16,
        textStyle: {color: colours.text},
      },
      grid: {left: 4, right: 16, top: 48, bottom: 4, containLabel: true},
      xAxis: axisOf('category', colours, {
        data: days.map(({day}) => day), boundaryGap: days.length === 1,
        axisLabel: {
          formatter: (/** @type {string} */ day) => formatDay(day, false),
        },
      }),
      yAxis: axisOf('value', colours, {minInterval: 1}),
      series: LINES.map(({counter, colour, type, symbol}, index) => ({
        id: counter, name: figureOfCounter(counter).label, type: 'line', symbol,
        symbolSize: width < NARROW_PX ? 5 : 7,
        // By default, ECharts hides the dots of days without a label.
        showAllSymbol: true, showSymbol: days.length <= MAX_DOTTED_DAYS,
        data: days.map((day) => day[counter]),
        lineStyle: {color: colours[colour], width: 2.25, type},
        itemStyle: {color: colours[colour]},
        ...(index === 0 ? {
          markLine: markLines(saved,
            hasLinks ? new Set() : daysWithLabel(saved, days, width), colours),
        } : {}),
      })),
    }),
  };
}
