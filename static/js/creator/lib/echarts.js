/**
 * ECharts with what the charts of these pages are made of, and nothing else.
 * A kind of chart or a component that is new here has to be added.
 */

import {BarChart, LineChart, ScatterChart} from 'echarts/charts';
import {
  GridComponent, LegendComponent, MarkLineComponent, TooltipComponent,
} from 'echarts/components';
import {init, use} from 'echarts/core';
import {LegacyGridContainLabel} from 'echarts/features';
import {SVGRenderer} from 'echarts/renderers';

use([
  BarChart, LineChart, ScatterChart,
  GridComponent, LegendComponent, MarkLineComponent, TooltipComponent,
  LegacyGridContainLabel, SVGRenderer,
]);

export {init};
