/**
 * Named values as horizontal bars, the number at the end of each. Free of
 * the DOM.
 */

import {excerptOf, formatCount, formatShare} from '../formats.js';
import {axisOf, chartBase} from './options.js';

/** @import {ChartContent} from './chart_content.js' */

/**
 * @typedef {object} Bar
 * @property {string} label
 * @property {number} value
 * @property {number|null} [share] from 0 to 1; shown beside the value.
 * @property {boolean} [isMarked] drawn in the second colour, and said so.
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
 * @param {readonly Bar[]} bars first at the top.
 * @param {object} settings
 * @param {string} settings.description
 * @param {string} settings.fileName
 * @param {string} settings.labelName heading of the labels.
 * @param {string} settings.valueName heading of the values.
 * @param {string} [settings.markName] what a marked bar is.
 * @param {string} [settings.nothing]
 * @return {ChartContent}
 */
export function barsContent(bars, settings) {
  const {description, fileName, labelName, valueName, markName, nothing} =
    settings;
  const hasShares = bars.some(({share}) => typeof share === 'number');
  return {
    description, fileName, nothing,
    table: {
      id: 'bars',
      columns: [
        {key: 'label', label: labelName},
        {key: 'value', label: valueName, isNumber: true},
        ...(hasShares ? [{
          key: 'share', label: 'Share', isNumber: true,
          format: (/** @type {any} */ share) => formatShare(share),
        }] : []),
        ...(markName ? [{
          key: 'is_marked', label: markName,
          format: (/** @type {any} */ is) => is ? 'yes' : 'no',
        }] : []),
      ],
      rows: bars.map(({label, value, share, isMarked}) => [
        label, value, ...(hasShares ? [share ?? null] : []),
        ...(markName ? [Boolean(isMarked)] : []),
      ]),
    },
    options: bars.length === 0 ? null : (colours, drawing) => ({
      ...chartBase(colours, drawing),
      grid: {left: 4, right: 72, top: 4, bottom: 4, containLabel: true},
      xAxis: axisOf('value', colours, {show: false}),
      yAxis: axisOf('category', colours, {
        inverse: true,
        data: bars.map(({label}) => label),
        axisLabel: {
          color: colours.text, hideOverlap: false, interval: 0,
          formatter: (/** @type {string} */ label) =>
            excerptOf(label, LABEL_LENGTH),
        },
      }),
      series: [{
        type: 'bar', barMaxWidth: 28, barCategoryGap: '30%',
        label: {
          show: true, position: 'right', color: colours.text,
          formatter: (/** @type {any} */ {dataIndex}) =>
            valueText(bars[dataIndex]),
        },
        data: bars.map(({value, isMarked}) => ({
          value, itemStyle: {color: isMarked ? colours.bar2 : colours.bar},
        })),
      }],
    }),
  };
}
