/**
 * The table of cards as files that other programs read.
 */

import {tableAsCsv} from './charts/chart_content.js';
import {DATA_TABLES, tableOf} from './data_tables.js';
import {cardRowsOf, overviewOf} from './statistics_model.js';

/** @import {StatisticsAnswer as Answer} from './statistics_model.js' */

/**
 * @param {Answer} answer
 * @return {string} one line a card, in reading order.
 */
export function cardsAsCsv(answer) {
  const cards = DATA_TABLES[0];
  const rows = cards.rowsOf({answer, processed: null, processedFailure: null});
  return tableAsCsv(tableOf(cards, rows ?? []));
}

/**
 * @param {Answer} answer
 * @return {string} indented JSON.
 */
export function statisticsAsJson(answer) {
  const overview = overviewOf(answer);
  return JSON.stringify({
    exp_id: answer.exp_id,
    exp_version: answer.exp_version,
    as_of: new Date(answer.generated_at_msecs).toISOString(),
    num_starts: overview.starts,
    num_actual_starts: overview.actualStarts,
    num_completions: overview.completions,
    num_passers_by: overview.passersBy,
    num_drop_outs: overview.dropOuts,
    completion_rate_of_actual_starts: overview.completionRate.share,
    completion_rate_95_percent_interval: overview.completionRate.interval,
    cards: cardRowsOf(answer).map((row) => ({
      position: row.position,
      state_name: row.stateName,
      is_first_card: row.isFirst,
      is_end_card: row.isTerminal,
      entered: row.entered,
      first_entered: row.firstEntered,
      answers: row.answers,
      useful_feedback: row.usefulFeedback,
      solution_views: row.solutionViews,
      completed: row.completed,
      left_here: row.leftHere,
    })),
    unrecognised_states: answer.unrecognised_states,
    invariant_violations: answer.invariant_violations,
  }, null, 2) + '\n';
}
