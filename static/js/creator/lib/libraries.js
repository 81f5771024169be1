/**
 * The large libraries, loaded when they are first needed.
 */

import {imported} from '../../lib/imported.js';

/**
 * @return {Promise<typeof import('./echarts.js')>}
 */
export function loadEcharts() {
  return imported(() => import('./echarts.js'));
}

/**
 * @return {Promise<typeof import('@dagrejs/dagre')>}
 */
export function loadDagre() {
  return imported(() => import('@dagrejs/dagre'));
}
