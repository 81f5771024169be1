/**
 * Histograms in which the mean and the median are marked. Free of the DOM.
 */

import {formatDecimal, formatDuration, formatQuantity} from '../formats.js';
import {axisOf, barSeries, chartBase} from './options.js';

/** @import {Bin, Distribution} from '../../../domain/wire_types.js' */
/** @import {ChartColours, ChartContent} from './chart_content.js' */

/** @typedef {'msecs'|'number'} Unit */

/**
 * @param {number|null} value
 * @param {Unit} unit
 * @return {string}
 */
function valueText(value, unit) {
  return unit === 'msecs' ? formatDuration(value) : formatDecimal(value);
}

/**
 * @param {Bin} bin
 * @param {Unit} unit
 * @return {string} such as "10–15 s", "3", "more than 20".
 */
export function binLabel({from, to}, unit) {
  if (to === from) return valueText(from, unit);
  if (to === null) {
    return unit === 'msecs' ? `${formatDuration(from)} or more` :
      `more than ${formatDecimal(from - 1)}`;
  }
  if (from === 0) return `under ${valueText(to, unit)}`;
  return `${valueText(from, unit)} to ${valueText(to, unit)}`;
}

const MSECS_PER_SEC = 1000;

/** The unit of a label depends on the end of the bar: "60–90 s", "2–3 min". */
const AXIS_UNITS = Object.freeze([
  {upTo: 120 * MSECS_PER_SEC, name: 's', msecs: MSECS_PER_SEC},
  {upTo: 7200 * MSECS_PER_SEC, name: 'min', msecs: 60 * MSECS_PER_SEC},
  {upTo: Infinity, name: 'h', msecs: 3600 * MSECS_PER_SEC},
]);

/**
 * @param {Bin} bin
 * @param {Unit} unit
 * @return {string} short enough to fit below its bar: "10–15 s", "<1 s".
 */
export function axisLabelOf(bin, unit) {
  const {from, to} = bin;
  if (unit !== 'msecs') return binLabel(bin, unit);
  if (to === null) return `≥${formatDuration(from)}`;
  const {name, msecs} = /** @type {typeof AXIS_UNITS[number]} */ (
    AXIS_UNITS.find(({upTo}) => to <= upTo));
  const text = (/** @type {number} */ value) => formatDecimal(value / msecs);
  const range = from === 0 ? `<${text(to)}` : `${text(from)}–${text(to)}`;
  return `${range}\u00a0${name}`;
}

/**
 * The position of a value on an axis of equally wide bars, within its bar.
 *
 * @param {readonly Bin[]} bins
 * @param {number} value
 * @return {number} in bars; 0 is the middle of the first.
 */
export function positionAmong(bins, value) {
  const index = bins.findIndex(({from, to}) =>
    to === null || value < to || (from === to && value <= to));
  if (index < 0) return bins.length - 0.5;
  const {from, to} = bins[index];
  if (to === null || to === from) return index - (to === from ?
    Math.min(Math.max(from - value, 0), 1) : 0);
  return index - 0.5 + Math.max(value - from, 0) / (to - from);
}

/**
 * @param {Distribution} values
 * @param {Unit} unit
 * @return {string}
 */
function describe(values, unit) {
  if (values.n === 0) return 'Nothing was measured yet.';
  return `Median ${valueText(values.median, unit)}, mean ` +
    `${valueText(values.mean, unit)}, standard deviation ` +
    `${valueText(values.standard_deviation, unit)}, nine in ten up to ` +
    `${valueText(values.p90, unit)}; ` +
    `${formatQuantity(values.n, 'measurement')}.`;
}

/**
 * @param {readonly Bin[]} bins
 * @return {Bin[]} without the empty ones at both ends.
 */
export function trimEmptyBins(bins) {
  const first = bins.findIndex(({count}) => count > 0);
  const last = bins.findLastIndex(({count}) => count > 0);
  return first < 0 ? [] : bins.slice(first, last + 1);
}

/**
 * @param {number} place from 0, the left edge, to 1.
 * @return {'left'|'center'|'right'} alignment that keeps a text in the chart.
 */
function sideOf(place) {
  if (place < 0.2) return 'left';
  return place > 0.8 ? 'right' : 'center';
}

/**
 * @param {Distribution} values
 * @param {Bin[]} bins
 * @param {Unit} unit
 * @param {ChartColours} colours
 * @return {any} two lines across the bars.
 */
function marks(values, bins, unit, colours) {
  const lines = [
    {name: 'median', value: values.median, type: 'solid'},
    {name: 'mean', value: values.mean, type: 'dashed'},
  ];
  return {
    silent: true, symbol: 'none', animation: false,
    label: {color: colours.text, fontSize: 11},
    data: lines.filter(({value}) => value !== null)
      .map(({name, value, type}, index) => {
        const position = positionAmong(bins, Number(value));
        return {
          xAxis: position,
          lineStyle: {color: colours.mark, type, width: 2},
          label: {
            formatter: `${name} ${valueText(value, unit)}`,
            // Labels are stacked, so that the lines can be close together.
            position: 'end', distance: 4 + 14 * index,
            align: sideOf((position + 0.5) / bins.length),
          },
        };
      }),
  };
}

/**
 * @param {readonly Bin[]} bins
 * @param {Unit} unit
 * @return {import('./chart_content.js').ChartTable}
 */
function tableOf(bins, unit) {
  const format = (/** @type {any} */ value) => valueText(Number(value), unit);
  return {
    id: 'histogram',
    columns: [
      {key: unit === 'msecs' ? 'from_msecs' : 'from', label: 'From', format},
      {
        key: unit === 'msecs' ? 'to_msecs' : 'to', label: 'To',
        format: (value) => value === null ? 'any' : format(value),
      },
      {key: 'count', label: 'How often', isNumber: true},
    ],
    rows: bins.map(({from, to, count}) => [from, to, count]),
  };
}

/**
 * @param {Distribution} values
 * @param {{unit: Unit, fileName: string, nothing?: string}} settings
 * @return {ChartContent}
 */
export function histogramContent(values, {unit, fileName, nothing}) {
  const bins = trimEmptyBins(values.histogram);
  return {
    description: describe(values, unit),
    fileName, nothing,
    table: tableOf(bins, unit),
    options: bins.length === 0 ? null : (colours, settings) => ({
      ...chartBase(colours, settings),
      grid: {left: 4, right: 12, top: 36, bottom: 4, containLabel: true},
      xAxis: [
        axisOf('category', colours, {
          data: bins.map((bin) => binLabel(bin, unit)),
          axisLabel: {
            formatter: (/** @type {string} */ _, /** @type {number} */ index) =>
              axisLabelOf(bins[index], unit),
          },
        }),
        // An axis of categories would move a mark to the nearest bar.
        {type: 'value', show: false, min: -0.5, max: bins.length - 0.5},
      ],
      yAxis: axisOf('value', colours, {minInterval: 1}),
      series: [{
        ...barSeries(bins.map(({count}) => count), colours.bar),
        barCategoryGap: '8%',
      }, {
        type: 'scatter', xAxisIndex: 1, data: [], silent: true,
        markLine: marks(values, bins, unit, colours),
      }],
    }),
  };
}
