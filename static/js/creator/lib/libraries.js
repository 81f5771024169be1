/**
 * The large libraries, loaded when they are first needed.
 */

import {importWithRetry} from '../../lib/import_with_retry.js';

/**
 * @return {Promise<typeof import('./echarts.js')>}
 */
export function loadEcharts() {
  return importWithRetry(() => import('./echarts.js'));
}

/**
 * @return {Promise<typeof import('@dagrejs/dagre')>}
 */
export function loadDagre() {
  return importWithRetry(() => import('@dagrejs/dagre'));
}
