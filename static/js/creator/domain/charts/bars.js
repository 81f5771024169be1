/**
 * Named values as horizontal bars, the number at the end of each. Free of
 * the DOM.
 */

import {excerptOf, formatCount, formatShare} from '../formats.js';
import {axisOf, barSeries, chartBase} from './options.js';

/** @import {ChartContent} from './chart_content.js' */

/**
 * @typedef {object} Bar
 * @property {string} label
 * @property {number} value
 * @property {number|null} [share] from 0 to 1; shown beside the value.
 */

/** Characters of a label that fit a phone. */
const LABEL_LENGTH = 24;

/**
 * @param {Bar} bar
 * @return {string}
 */
function valueText({value, share}) {
  return share === undefined || share === null ? formatCount(value) :
    `${formatCount(value)} (${formatShare(share)})`;
}

/**
 * @typedef {object} BarSettings
 * @property {string} description
 * @property {string} fileName
 * @property {string} labelName heading of the labels.
 * @property {string} valueName heading of the values.
 * @property {string} [nothing]
 */

/**
 * @param {readonly Bar[]} bars
 * @param {BarSettings} settings
 * @return {import('./chart_content.js').ChartTable}
 */
function tableOf(bars, {labelName, valueName}) {
  const hasShares = bars.some(({share}) => typeof share === 'number');
  return {
    id: 'bars',
    columns: [
      {key: 'label', label: labelName},
      {key: 'value', label: valueName, isNumber: true},
      ...(hasShares ? [{
        key: 'share', label: 'Share', isNumber: true,
        format: (/** @type {any} */ share) => formatShare(share),
      }] : []),
    ],
    rows: bars.map(({label, value, share}) =>
      [label, value, ...(hasShares ? [share ?? null] : [])]),
  };
}

/**
 * @param {readonly Bar[]} bars
 * @param {import('./chart_content.js').ChartColours} colours
 * @return {any}
 */
function labelAxis(bars, colours) {
  return axisOf('category', colours, {
    inverse: true,
    data: bars.map(({label}) => label),
    axisLabel: {
      color: colours.text, hideOverlap: false, interval: 0,
      formatter: (/** @type {string} */ label) =>
        excerptOf(label, LABEL_LENGTH),
    },
  });
}

/**
 * @param {readonly Bar[]} bars first at the top.
 * @param {BarSettings} settings
 * @return {ChartContent}
 */
export function barsContent(bars, settings) {
  const {description, fileName, nothing} = settings;
  return {
    description, fileName, nothing,
    table: tableOf(bars, settings),
    options: bars.length === 0 ? null : (colours, drawing) => ({
      ...chartBase(colours, drawing),
      grid: {left: 4, right: 72, top: 4, bottom: 4, containLabel: true},
      xAxis: axisOf('value', colours, {show: false}),
      yAxis: labelAxis(bars, colours),
      series: [{
        ...barSeries(bars.map(({value}) => value), colours.bar),
        barMaxWidth: 28, barCategoryGap: '30%',
        label: {
          show: true, position: 'right', color: colours.text,
          formatter: (/** @type {any} */ {dataIndex}) =>
            valueText(bars[dataIndex]),
        },
      }],
    }),
  };
}
