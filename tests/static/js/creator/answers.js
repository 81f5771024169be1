/**
 * Responses of the statistics route for tests.
 */

import {
  explorationCounts, ratingCounts, stateCounts as counts,
} from '../../../../static/js/domain/counts.js';

/**
 * @import {
 *   ListedVersion, StatisticsResponse as StatisticsAnswer
 * } from '../../../../static/js/domain/wire_types.js'
 */

export {counts};

/**
 * @param {number} version
 * @return {ListedVersion}
 */
export function listedVersion(version) {
  return {
    version, commit_type: 'edit', commit_message: '',
    created_on_msecs: Date.UTC(2025, 0, version),
  };
}

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
    cut: null,
    num_playing: 0,
    title: 'Maps',
    status: 'public',
    through: 3,
    ...explorationCounts({
      num_starts: 12, num_actual_starts: 10, num_completions: 6,
    }),
    ...ratingCounts(),
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
    versions: [1, 2, 3].map(listedVersion),
    latest_version: 3,
    unrecognised_states: {},
    invariant_violations: [],
    generated_at_msecs: Date.UTC(2025, 1, 3, 14, 5, 6),
    init_state_name: 'Start',
    state_order: ['Start', 'Quiz', 'End'],
    terminal_state_names: ['End'],
    linear_state_names: ['Start'],
    state_names_with_hints: [],
    state_names_with_solution: ['Quiz'],
    own_plays_counted: false,
    may_repair: false,
    may_leave_out: false,
    processed_revision: 1,
    unrecognised_counters: {},
    num_automated_visits: 0,
    num_left_out: 0,
    ...changes,
  };
}
