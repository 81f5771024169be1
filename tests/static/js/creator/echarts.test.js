import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {barsContent} from
  '../../../../static/js/creator/domain/charts/bars.js';
import {explorationCounts} from '../../../../static/js/domain/counts.js';
import {dayChartContent} from
  '../../../../static/js/creator/domain/charts/day_chart.js';
import {histogramContent} from
  '../../../../static/js/creator/domain/charts/histogram.js';
import {init} from '../../../../static/js/creator/lib/echarts.js';

/**
 * @import {
 *   ChartContent
 * } from '../../../../static/js/creator/domain/charts/chart_content.js'
 */

/** @type {any} */
const COLOURS = new Proxy({}, {get: () => '#123456'});

const DAYS = ['2026-11-20', '2026-11-21', '2026-11-22'].map((day, index) => ({
  day, ...explorationCounts({
    num_starts: 9 - index, num_actual_starts: 7, num_completions: 2 * index,
  }),
}));

/** @type {Record<string, {content: ChartContent, drawn: RegExp}>} */
const CHARTS = {
  days: {
    content: dayChartContent(
      {
        days: DAYS, live: explorationCounts(), timeZone: 'UTC',
      }, DAYS,
      [{version: 2, day: '2026-11-21', commit_message: 'Correct it'}], ''),
    drawn: />v2</,
  },
  histogram: {
    content: histogramContent({
      n: 10, mean: 4000, median: 5000, standard_deviation: 2500, p90: 9000,
      histogram: [
        {from: 0, to: 1000, count: 4}, {from: 1000, to: 9000, count: 6},
      ],
    }, {unit: 'msecs', fileName: ''}),
    drawn: />median 5/,
  },
  bars: {
    content: barsContent([{label: 'A', value: 3, share: 0.75}], {
      description: '', fileName: '', labelName: 'Label', valueName: 'Value',
    }),
    drawn: />3 \(75/,
  },
};

describe('the part of ECharts that is loaded', () => {
  for (const [name, {content, drawn}] of Object.entries(CHARTS)) {
    it(`has all that is needed for ${name}`, (test) => {
      // The library logs a missing part and goes on; it omits a missing mark
      // without logging.
      const said = ['error', 'log', 'warn'].map((method) =>
        test.mock.method(console, /** @type {any} */ (method), () => {}));
      const chart = init(null, null, {
        renderer: 'svg', ssr: true, width: 600, height: 300,
      });
      chart.setOption(
        content.options?.(COLOURS, {isAnimated: false, width: 600}) ?? {});
      const drawing = chart.renderToSVGString();
      chart.dispose();
      assert.match(drawing, drawn);
      assert.deepEqual(said.flatMap(({mock}) =>
        mock.calls.map((/** @type {any} */ call) => call.arguments)), []);
    });
  }
});
