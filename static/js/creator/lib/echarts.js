/**
 * ECharts with only the kinds of charts and components that these pages use;
 * any other has to be added here.
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
