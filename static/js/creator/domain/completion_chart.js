/**
 * What the completion chart shows and how it reads aloud; also its options
 * for ECharts. Free of the DOM.
 */

import {formatCount, formatQuantity, formatShare} from './formats.js';

/** @import {EChartsOption, SeriesOption} from 'echarts' */
/** @import {Overview} from './statistics_model.js' */

/**
 * @typedef {object} ChartColours
 * @property {string} completions
 * @property {string} onCompletions text upon it.
 * @property {string} dropOuts
 * @property {string} onDropOuts
 * @property {string} surface behind the chart.
 */

/**
 * @typedef {object} ChartPart
 * @property {'completions'|'dropOuts'} key
 * @property {string} name
 * @property {number} count
 * @property {number|null} share of actual starts.
 */

/** A part narrower than this has no room for its own label. */
const MIN_LABELLED_SHARE = 0.12;

/**
 * The chart shows actual starts only. Passers-by stand beside it: they are
 * often many times as many and would dwarf what one wants to compare.
 *
 * @param {Overview} overview
 * @return {ChartPart[]}
 */
export function completionParts(overview) {
  return [
    {
      key: 'completions', name: 'Completions', count: overview.completions,
      share: overview.completionRate.share,
    },
    {
      key: 'dropOuts', name: 'Drop-outs', count: overview.dropOuts,
      share: overview.dropOutRate.share,
    },
  ];
}

/**
 * @param {Overview} overview
 * @return {string} the chart in one sentence.
 */
export function completionDescription(overview) {
  const whole = formatQuantity(overview.actualStarts, 'actual start');
  const parts = completionParts(overview).map(({name, count, share}) => {
    const percent = overview.completionRate.isEnough ?
      ` (${formatShare(share)})` : '';
    return `${count} ${name.toLowerCase()}${percent}`;
  });
  return `Of ${whole}: ${parts.join(' and ')}.`;
}

/**
 * @param {Overview} overview
 * @param {ChartColours} colours
 * @param {{isAnimated: boolean}} settings
 * @return {EChartsOption} one bar, divided.
 */
export function completionChartOptions(overview, colours, {isAnimated}) {
  const fills = {
    completions: {fill: colours.completions, text: colours.onCompletions},
    dropOuts: {fill: colours.dropOuts, text: colours.onDropOuts},
  };
  return {
    animation: isAnimated,
    animationDuration: 300,
    animationDurationUpdate: 300,
    grid: {left: 0, right: 0, top: 0, bottom: 0},
    xAxis: {type: 'value', show: false, max: overview.actualStarts, min: 0},
    yAxis: {type: 'category', show: false, data: ['Actual starts']},
    series: completionParts(overview).map(({key, name, count, share}) =>
      /** @type {SeriesOption} */ ({
        id: key,
        name,
        type: 'bar',
        stack: 'actual starts',
        barWidth: '100%',
        silent: true,
        data: [count],
        itemStyle: {
          color: fills[key].fill,
          borderColor: colours.surface,
          borderWidth: count > 0 && count < overview.actualStarts ? 1 : 0,
        },
        label: {
          show: (share ?? 0) >= MIN_LABELLED_SHARE,
          position: 'inside',
          color: fills[key].text,
          fontSize: 16,
          fontWeight: 600,
          formatter: () => formatCount(count),
        },
      })),
  };
}
