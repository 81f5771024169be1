/** The charts and the comparison of the page, as files. */

import {dayChartOf} from '../../domain/charts/day_chart.js';
import {
  comparisonAsCsv, comparisonAsJson, comparisonFileName,
} from '../../domain/comparison_downloads.js';
import {formatSide, sidesOf} from '../../domain/comparison_sides.js';
import {RATINGS_TABLE, tableOf} from '../../domain/data_tables.js';
import {waysTable} from '../../domain/flow_model.js';
import {formatQuantity} from '../../domain/formats.js';
import {ratingsOf} from '../../domain/ratings.js';
import {cardRowsOf} from '../../domain/statistics_model.js';
import {chartDrawing} from '../../lib/chart_drawing.js';
import {LazyModule} from '../../lib/lazy_part.js';
import {surroundingsOf} from '../compare_section.js';
import {funnelPicture} from '../funnel_figure.js';
import {DAY_CHART_HEIGHT} from '../overview_section.js';
import {starsPicture} from '../ratings_section.js';
import {filesOf} from './download_table.js';

/** @import {Page} from '../../main.js' */
/** @import {PageData} from '../../domain/page_data.js' */
/** @import {ViewState} from '../../domain/view_state.js' */
/** @import {Download} from './download_table.js' */

const flow = new LazyModule(() => import('../flow_figure.js'), 'flow');

/**
 * @param {PageData} data
 * @param {ViewState} state
 * @param {Page} page
 * @return {Download[]}
 */
export function chartDownloads(data, state, page) {
  return [
    dayDownload(data, state), flowDownload(data, page), funnelDownload(data),
    starsDownload(data),
    ...page.isShared ? [] : [comparisonDownload(data, state, page)],
  ];
}

/**
 * @param {PageData} data
 * @return {string} the beginning of the names of its files.
 */
function stemOf({answer: {exp_id: id, exp_version: version, cut}}) {
  return `${id}-v${version}${cut ? '-part' : ''}`;
}

/**
 * @param {PageData} data
 * @param {ViewState} state
 * @return {Download}
 */
function dayDownload(data, {period}) {
  const {options, table, description} =
    dayChartOf(data, data.answer.cut ? 'all' : period);
  const title = 'Day by day';
  const fileName = `${stemOf(data)}-day-by-day`;
  return {
    id: 'day_chart', title, size: formatQuantity(table.rows.length, 'day'),
    isEmpty: options === null, file: filesOf(fileName, table, description),
    picture: options && {
      title, fileName, draw: () => chartDrawing(options, DAY_CHART_HEIGHT),
    },
  };
}

/**
 * @param {PageData} data
 * @param {Page} page
 * @return {Download}
 */
function flowDownload(data, page) {
  const rows = cardRowsOf(data.answer, data.processed?.partial_versions);
  const fileName = `${stemOf(data)}-flow`;
  const load = async () => {
    await flow.fetch();
    if (!flow.value) throw new TypeError('The graph could not be loaded.');
    return {...flow.value, drawn: await flow.value.flowOf(data, rows, page)};
  };
  return {
    id: 'ways', title: 'Flow', size: formatQuantity(rows.length, 'card'),
    file: async (kind) => {
      const {drawn, WAYS_DESCRIPTION: description} = await load();
      return filesOf(fileName, waysTable(drawn.ways), description)(kind);
    },
    picture: {
      title: 'The ways from card to card', fileName,
      draw: async () => {
        const {drawn, flowPicture} = await load();
        return flowPicture(drawn);
      },
    },
  };
}

/**
 * @param {PageData} data
 * @return {Download} its numbers are in the table of the cards.
 */
function funnelDownload(data) {
  const rows = cardRowsOf(data.answer, data.processed?.partial_versions);
  return {
    id: 'funnel', title: 'Funnel', size: formatQuantity(rows.length, 'card'),
    picture: {
      title: 'The cards along the way most often taken',
      fileName: `${stemOf(data)}-funnel`,
      draw: async () => funnelPicture(data, rows),
    },
  };
}

/**
 * @param {PageData} data
 * @return {Download}
 */
function starsDownload(data) {
  const {n} = ratingsOf(data.answer);
  const fileName = `${stemOf(data)}-ratings`;
  const {title} = RATINGS_TABLE;
  return {
    id: 'ratings', title, size: formatQuantity(n, 'rating'),
    file: filesOf(fileName,
      tableOf(RATINGS_TABLE, RATINGS_TABLE.rowsOf(data) ?? []), title),
    picture: {title, fileName, draw: async () => starsPicture(data)},
  };
}

/**
 * @param {PageData} data
 * @param {ViewState} state
 * @param {Page} page
 * @return {Download}
 */
function comparisonDownload(data, state, page) {
  const {a, b} = sidesOf(state, surroundingsOf(data));
  const [before, after] = [formatSide(a), formatSide(b)];
  return {
    id: 'comparison', title: 'Comparison', size: `${before} against ${after}`,
    file: async (kind) => {
      const comparison = await page.api.getComparison(before, after);
      return {
        name: comparisonFileName(comparison), text: kind === 'csv' ?
          comparisonAsCsv(comparison) : comparisonAsJson(comparison),
      };
    },
  };
}
