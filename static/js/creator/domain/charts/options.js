/**
 * Options that all charts have in common. Free of the DOM.
 */

import {formatCount} from '../formats.js';

/** @import {ChartColours} from './chart_content.js' */

/**
 * @param {ChartColours} colours
 * @param {{isAnimated: boolean}} settings
 * @return {any} common options, to which a chart adds its own.
 */
export function chartBase(colours, {isAnimated}) {
  return {
    animation: isAnimated,
    animationDuration: 250,
    animationDurationUpdate: 250,
    textStyle: {color: colours.text, fontFamily: 'inherit', fontSize: 12},
    tooltip: {
      // Drawn: the CSP refuses the inline styles of HTML tooltips.
      renderMode: 'richText',
      trigger: 'axis',
      axisPointer: {type: 'line', lineStyle: {color: colours.muted}},
      backgroundColor: colours.surface,
      borderColor: colours.muted,
      textStyle: {color: colours.text, fontSize: 12},
      confine: true,
    },
  };
}

/**
 * @param {'value'|'category'} type
 * @param {ChartColours} colours
 * @param {Record<string, any>} [more]
 * @return {any}
 */
export function axisOf(type, colours, more = {}) {
  const {axisLabel = {}, ...rest} = more;
  return {
    type,
    axisLine: {show: type === 'category', lineStyle: {color: colours.grid}},
    axisTick: {show: false},
    splitLine: {show: type === 'value', lineStyle: {color: colours.grid}},
    ...rest,
    axisLabel: {
      color: colours.muted, hideOverlap: true,
      ...(type === 'value' ? {formatter: formatCount} : {}),
      ...axisLabel,
    },
  };
}

/**
 * @param {readonly number[]} values
 * @param {string} colour
 * @return {any}
 */
export function barSeries(values, colour) {
  return {
    type: 'bar', data: [...values], itemStyle: {color: colour},
    barMaxWidth: 48,
  };
}
