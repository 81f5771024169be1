/**
 * The large libraries, fetched when they are first needed and only once.
 */

/**
 * @return {Promise<typeof import('./echarts.js')>}
 */
export function loadEcharts() {
  return import('./echarts.js');
}

/**
 * @return {Promise<typeof import('@dagrejs/dagre')>}
 */
export function loadDagre() {
  return import('@dagrejs/dagre');
}
