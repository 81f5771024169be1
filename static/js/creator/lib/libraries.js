/**
 * The large libraries, fetched when they are first needed and only once.
 * Set-up puts them under /static/vendor.
 */

/** @type {string} */
const ECHARTS_URL = '/static/vendor/echarts/echarts.esm.min.mjs';

/** @type {string} */
const DAGRE_URL = '/static/vendor/dagre/dagre.esm.js';

/**
 * @return {Promise<typeof import('echarts')>}
 */
export function loadEcharts() {
  return import(ECHARTS_URL);
}

/**
 * @return {Promise<typeof import('@dagrejs/dagre')>}
 */
export function loadDagre() {
  return import(DAGRE_URL);
}
