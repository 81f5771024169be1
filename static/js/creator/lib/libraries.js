/**
 * The large libraries, fetched when they are first needed and only once.
 */

/**
 * @return {Promise<typeof import('echarts')>}
 */
export function loadEcharts() {
  return import('echarts');
}

/**
 * @return {Promise<typeof import('@dagrejs/dagre')>}
 */
export function loadDagre() {
  return import('@dagrejs/dagre');
}
