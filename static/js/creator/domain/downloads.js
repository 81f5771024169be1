/**
 * The table of cards as files that other programs read.
 */

import {toCsv} from './csv.js';
import {cardRowsOf, overviewOf} from './statistics_model.js';

/** @import {StatisticsAnswer as Answer} from './statistics_model.js' */

const CSV_HEADING = [
  'exp_id', 'exp_version', 'as_of', 'position', 'state_name',
  'is_first_card', 'is_end_card', 'entered', 'first_entered', 'answers',
  'useful_feedback', 'solution_views', 'completed', 'left_here',
];

/**
 * @param {Answer} answer
 * @return {string} one line a card, in reading order.
 */
export function cardsAsCsv(answer) {
  const asOf = new Date(answer.generated_at_msecs).toISOString();
  return toCsv([CSV_HEADING, ...cardRowsOf(answer).map((row) => [
    answer.exp_id, answer.exp_version, asOf, row.position, row.stateName,
    row.isFirst, row.isTerminal, row.entered, row.firstEntered, row.answers,
    row.usefulFeedback, row.solutionViews, row.completed, row.leftHere,
  ])]);
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

/**
 * @param {Answer} answer
 * @param {'csv'|'json'} extension
 * @return {string} a name that says what the file holds.
 */
export function downloadName(answer, extension) {
  return `${answer.exp_id}-v${answer.exp_version}-cards.${extension}`;
}
