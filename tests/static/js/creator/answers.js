/**
 * Answers of the statistics route for tests.
 */

import {
  explorationCounts, stateCounts as counts,
} from '../../../../static/js/domain/counts.js';

/**
 * @import {
 *   StatisticsAnswer
 * } from '../../../../static/js/creator/domain/statistics_model.js'
 */

export {counts};

/**
 * Twelve starts, ten with an answer, six to the end; Quiz was entered again
 * by one.
 *
 * @param {Partial<StatisticsAnswer>} [changes]
 * @return {StatisticsAnswer}
 */
export function answer(changes = {}) {
  return {
    exp_id: 'maps',
    exp_version: 3,
    title: 'Maps',
    status: 'public',
    ...explorationCounts({
      num_starts: 12, num_actual_starts: 10, num_completions: 6,
    }),
    state_stats_mapping: {
      Quiz: counts({
        total_hit_count: 11, first_hit_count: 10, total_answers_count: 20,
        useful_feedback_count: 12, num_times_solution_viewed: 2,
        num_completions: 7,
      }),
      Start: counts({
        total_hit_count: 12, first_hit_count: 12, total_answers_count: 10,
        useful_feedback_count: 10, num_completions: 10,
      }),
      End: counts({
        total_hit_count: 6, first_hit_count: 6, num_completions: 6,
      }),
    },
    versions: [{version: 1}, {version: 2}, {version: 3}],
    latest_version: 3,
    unrecognised_states: {},
    invariant_violations: [],
    generated_at_msecs: Date.UTC(2025, 1, 3, 14, 5, 6),
    init_state_name: 'Start',
    state_order: ['Start', 'Quiz', 'End'],
    terminal_state_names: ['End'],
    own_plays_counted: false,
    ...changes,
  };
}
