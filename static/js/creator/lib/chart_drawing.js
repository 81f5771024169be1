/** Draws a chart that need not be on the page, as SVG. */

import {chartColours} from './colours.js';
import {loadEcharts} from './libraries.js';
import {drawOffscreen} from './pictures.js';

/** @import {ChartContent} from '../domain/charts/chart_content.js' */

/** In pixels. */
const WIDTH = 800;

/**
 * @param {NonNullable<ChartContent['options']>} options
 * @param {number} height in rem, as on the page.
 * @return {Promise<SVGSVGElement>} in the colours of the theme.
 */
export async function chartDrawing(options, height) {
  const {init} = await loadEcharts();
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return drawOffscreen((host) => {
    const chart = init(
      host, null, {renderer: 'svg', width: WIDTH, height: height * rem});
    chart.setOption(options(chartColours(), {isAnimated: false, width: WIDTH}));
    return () => chart.dispose();
  });
}
