/**
 * The colours of the current theme, for charts that CSS cannot style.
 */

import {CHART_COLOUR_NAMES} from '../domain/charts/chart_content.js';

/** @import {ChartColours} from '../domain/charts/chart_content.js' */

/**
 * @param {string} property custom property such as "--creator-completed".
 * @return {string}
 */
function colourOf(property) {
  return getComputedStyle(document.documentElement)
    .getPropertyValue(property).trim();
}

/**
 * @return {ChartColours}
 */
export function chartColours() {
  return /** @type {ChartColours} */ (Object.fromEntries(
    CHART_COLOUR_NAMES.map((name) => [name, colourOf(`--chart-${name}`)])));
}

/**
 * @param {() => void} listener called after the theme has changed.
 * @return {() => void} removes the listener.
 */
export function onThemeChange(listener) {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, {
    attributes: true, attributeFilter: ['data-bs-theme'],
  });
  return () => observer.disconnect();
}

/**
 * @return {boolean} whether the reader prefers no animation.
 */
export function prefersStillness() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
