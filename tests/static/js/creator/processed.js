/**
 * Processed views for tests.
 */

import {
  explorationCounts, ratingCounts,
} from '../../../../static/js/domain/counts.js';
import {answer} from './answers.js';

/**
 * @import {
 *   DayCounts, Moments, ProcessedStatisticsResponse as ProcessedView
 * } from '../../../../static/js/domain/wire_types.js'
 */
/**
 * @import {
 *   PageData
 * } from '../../../../static/js/creator/domain/page_data.js'
 */

/**
 * @param {string} day
 * @param {number} starts
 * @param {number} actualStarts
 * @param {number} completions
 * @return {DayCounts}
 */
export function dayCounts(day, starts, actualStarts, completions) {
  return {
    day,
    ...explorationCounts({
      num_starts: starts, num_actual_starts: actualStarts,
      num_completions: completions,
    }),
    ...ratingCounts(),
  };
}

/**
 * @param {number} median
 * @param {number} n
 * @return {Moments}
 */
export function moments(median, n) {
  return {
    n, median, mean: median, standard_deviation: median / 2, p90: 2 * median,
  };
}

/**
 * Ten of the twelve starts of `answer`, on two days.
 *
 * @param {Partial<ProcessedView>} [changes]
 * @return {ProcessedView}
 */
export function processedView(changes = {}) {
  return {
    exp_id: 'maps', exp_version: 3, through: 3, revision: 1, state: 'ready',
    complete_through_msecs: Date.UTC(2025, 1, 3, 14, 0),
    error: null, num_sessions_waiting: 0, is_capped: false, time_zone: 'UTC', k_anonymity: 3,
    min_n_for_rate: 10, audit: null, num_sessions: 10,
    session_time: moments(60_000, 10), completion_time: moments(90_000, 5),
    days: [
      dayCounts('2025-01-30', 4, 4, 2), dayCounts('2025-02-01', 6, 5, 3),
    ],
    version_markers: [], partial_versions: [], ends: [], transitions: [],
    paths: {most_common: [], num_sessions: 10, is_exact: true, max_error: 0},
    reliability: {alpha: null, n: 0, items: []}, problems: {},
    segments: [], states: {}, tasks: [], latest_change: null, wrong_answers: {},
    num_sessions_of_tasks: changes.num_sessions ?? 10,
    ...changes,
  };
}

/**
 * @param {Partial<PageData>} [changes]
 * @return {PageData}
 */
export function pageData(changes = {}) {
  return {
    answer: answer(), cut: {}, processed: processedView(),
    processedFailure: null,
    ...changes,
  };
}
