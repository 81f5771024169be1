/**
 * The tables that a creator can download, as rows of plain values. The data
 * dictionary of the server explains each column; a test compares the two.
 */

import {CARD_FIGURES, EXPLORATION_COUNTERS} from './figures.js';
import {ratingsOf} from './ratings.js';
import {cardRowsOf, versionsOf} from './statistics_model.js';

/** @import {CellValue, ChartTable} from './charts/chart_content.js' */
/** @import {StateFigures} from '../../domain/wire_types.js' */
/** @import {PageData} from './page_data.js' */
/** @import {CardRow} from './statistics_model.js' */

/**
 * @typedef {object} DataTable
 * @property {string} id as in the data dictionary, and in the file's name.
 * @property {string} title
 * @property {string} rowName name of one row.
 * @property {readonly string[]} columns
 * @property {boolean} [isForCreators] whether readers of a shared link do not
 *     get it.
 * @property {(data: PageData) => CellValue[][]|null} rowsOf null
 *     without processed data.
 */

const MOMENTS = /** @type {const} */ (
  ['n', 'mean', 'median', 'standard_deviation', 'p90']);
const RATE = /** @type {const} */ (
  ['value', 'successes', 'n', 'low', 'high']);
const DISCRIMINATION = /** @type {const} */ (['value', 'n', 'low', 'high']);
const CONFUSION = /** @type {const} */ (['index', 'low', 'high']);

/** The figures of a card with their fields. */
const FIGURES = /** @type {const} */ ([
  ['time', MOMENTS], ['session_time', MOMENTS],
  ['time_before_leaving', MOMENTS], ['attempts', MOMENTS],
  ['self_loops', MOMENTS], ['first_try', RATE], ['eventual_success', RATE],
  ['tries_to_right', MOMENTS], ['discrimination', DISCRIMINATION],
  ['confusion', CONFUSION],
]);

/** @typedef {{key: string, valueOf: (row: CardRow) => CellValue}} CardCell */

/**
 * The live counters of a card in files.
 *
 * @type {readonly CardCell[]}
 */
export const CARD_CELLS = Object.freeze([
  {key: 'position', valueOf: (row) => row.position},
  {key: 'state_name', valueOf: (row) => row.stateName},
  {key: 'is_first_card', valueOf: (row) => row.isFirst},
  {key: 'is_end_card', valueOf: (row) => row.isTerminal},
  ...CARD_FIGURES.map(({key, term}) => ({
    key, valueOf: (/** @type {CardRow} */ row) => row[term],
  })),
]);

/**
 * @param {StateFigures} figures
 * @return {CellValue[]}
 */
function figuresOf(figures) {
  return FIGURES.flatMap(([name, parts]) => {
    const values = /** @type {Record<string, number|null>} */ (
      /** @type {unknown} */ (figures[name] ?? {}));
    return parts.map((part) => values[part] ?? null);
  });
}

/**
 * @param {number|undefined} msecs since the epoch.
 * @return {string|null} ISO 8601.
 */
function momentOf(msecs) {
  return msecs === undefined ? null : new Date(msecs).toISOString();
}

/** @type {DataTable} */
export const RATINGS_TABLE = Object.freeze({
  id: 'ratings', title: 'Ratings', rowName: 'row',
  columns: ['stars', 'num_sessions'],
  rowsOf: ({answer}) => ratingsOf(answer).rows.map(
    ({stars, numSessions}) => [stars, numSessions]),
});

/** @type {readonly DataTable[]} */
export const DATA_TABLES = Object.freeze([
  {
    id: 'cards', title: 'Cards: live counters', rowName: 'card',
    columns: [
      'exp_id', 'exp_version', 'as_of', ...CARD_CELLS.map(({key}) => key),
    ],
    rowsOf: ({answer}) => cardRowsOf(answer).map((row) => [
      answer.exp_id, answer.exp_version, momentOf(answer.generated_at_msecs),
      ...CARD_CELLS.map(({valueOf}) => valueOf(row)),
    ]),
  },
  {
    id: 'card_figures', title: 'Cards: times, attempts, item analysis',
    rowName: 'card',
    columns: [
      'state_name', 'num_sessions', 'num_answered',
      ...FIGURES.flatMap(([name, parts]) =>
        parts.map((part) => `${name}_${part}`)),
    ],
    rowsOf: ({processed}) => processed &&
      Object.entries(processed.states).map(([name, figures]) => [
        name, figures.num_sessions, figures.num_answered,
        ...figuresOf(figures),
      ]),
  },
  {
    id: 'days', title: 'Days: all that are processed', rowName: 'day',
    columns: ['day', ...EXPLORATION_COUNTERS.map(({key}) => key)],
    rowsOf: ({processed}) => processed && processed.days.map((one) => [
      one.day, ...EXPLORATION_COUNTERS.map(({counter}) => one[counter] ?? 0),
    ]),
  },
  {
    id: 'transitions', title: 'Ways from card to card', rowName: 'way',
    columns: ['from', 'to', 'count'],
    rowsOf: ({processed}) => processed && processed.transitions.map(
      (one) => [one.from, one.to, one.count]),
  },
  {
    id: 'paths', title: 'Paths', rowName: 'path', isForCreators: true,
    columns: ['state_names', 'end', 'is_cut', 'num_sessions'],
    rowsOf: ({processed}) => processed &&
      processed.paths.most_common.map((one) => [
        JSON.stringify(one.state_names), one.end, one.is_cut,
        one.num_sessions,
      ]),
  },
  {
    id: 'ends', title: 'Where sessions ended', rowName: 'ending',
    columns: ['end', 'state_name', 'num_sessions'],
    rowsOf: ({processed}) => processed && processed.ends.map(
      (one) => [one.end, one.state_name, one.num_sessions]),
  },
  {
    id: 'tasks', title: 'To do', rowName: 'task', isForCreators: true,
    columns: [
      'task_id', 'task_type', 'state_name', 'num_sessions_affected', 'status',
      'threshold_name', 'threshold_value', 'threshold_unit', 'changed_since',
    ],
    rowsOf: ({processed}) => processed && processed.tasks.map((task) => [
      task.task_id, task.task_type, task.state_name,
      task.num_sessions_affected, task.status, task.threshold.name,
      task.threshold.value, task.threshold.unit, task.changed_since,
    ]),
  },
  {
    id: 'versions', title: 'Versions', rowName: 'version', isForCreators: true,
    columns: ['version', 'saved_at', 'commit_type', 'commit_message'],
    rowsOf: ({answer}) => versionsOf(answer).map((one) => [
      one.version, momentOf(one.created_on_msecs), one.commit_type ?? null,
      one.commit_message ?? null,
    ]),
  },
]);

/**
 * @param {DataTable} table
 * @param {CellValue[][]} rows
 * @return {ChartTable} for files.
 */
export function tableOf(table, rows) {
  return {
    id: table.id,
    columns: table.columns.map((key) => ({key, label: key})), rows,
  };
}

/**
 * @param {DataTable} table
 * @param {PageData} data
 * @return {{table: ChartTable, description: string, fileName: string}|null
 *     } null without processed data.
 */
export function fileOf(table, data) {
  const rows = table.rowsOf(data);
  const {exp_id: id, exp_version: version, cut} = data.answer;
  return rows && {
    table: tableOf(table, rows), description: table.title,
    fileName: `${id}-v${version}${cut ? '-part' : ''}-${table.id}`,
  };
}

/**
 * The first and the last day on which something was played.
 *
 * @param {PageData} data
 * @return {{first: string, last: string}|null} null if there are none,
 *     or none are processed.
 */
export function playedDays({processed}) {
  const days = (processed?.days ?? []).map(({day}) => day).sort();
  return days.length ? {first: days[0], last: days[days.length - 1]} : null;
}

/**
 * Checks a range of days.
 *
 * @param {string} from such as "2026-11-01", empty for none.
 * @param {string} to
 * @return {string} its problem; '' if it is valid.
 */
export function rangeProblem(from, to) {
  return from && to && to < from ?
    'The last day is before the first.' : '';
}

/**
 * @param {string|undefined} timeZone an IANA name; undefined until it is
 *     loaded.
 * @return {string} its name in a sentence.
 */
export function zoneText(timeZone) {
  return timeZone === undefined ? 'the time zone of the exploration' :
    `the exploration’s time zone, ${timeZone.replaceAll('_', ' ')}`;
}
