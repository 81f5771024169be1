/**
 * The statistics of one exploration as the tab shows them. Every figure on
 * the page is derived here, from one answer of the server, so that no two
 * places can contradict each other.
 */

import {formatCount} from './formats.js';
import {rateOf} from './wilson.js';

/**
 * @typedef {object} StateCounts
 * @property {number} total_answers_count
 * @property {number} useful_feedback_count
 * @property {number} total_hit_count
 * @property {number} first_hit_count
 * @property {number} num_times_solution_viewed
 * @property {number} num_completions
 */

/**
 * @typedef {object} VersionInfo
 * @property {number} version
 * @property {string} [commit_type]
 * @property {string} [commit_message]
 * @property {number} [created_on_msecs]
 */

/**
 * @typedef {object} StatisticsAnswer what the statistics route answers.
 * @property {string} exp_id
 * @property {number} exp_version
 * @property {string} [title]
 * @property {'private'|'public'} [status]
 * @property {number} num_starts
 * @property {number} num_actual_starts
 * @property {number} num_completions
 * @property {Record<string, StateCounts>} state_stats_mapping
 * @property {(VersionInfo|number)[]} versions
 * @property {number} latest_version
 * @property {Record<string, StateCounts>} unrecognised_states
 * @property {string[]} invariant_violations
 * @property {number} generated_at_msecs
 * @property {string} init_state_name
 * @property {string[]} state_order breadth first from the first card.
 * @property {string[]} terminal_state_names
 * @property {boolean} own_plays_counted
 * @property {number} [processed_revision] another one when the processed
 *     view is another one.
 */

/** @import {Rate} from './wilson.js' */

/**
 * @typedef {object} Overview
 * @property {number} starts
 * @property {number} actualStarts
 * @property {number} completions
 * @property {number} passersBy
 * @property {number} dropOuts
 * @property {Rate} completionRate of actual starts.
 * @property {Rate} actualStartRate of starts.
 * @property {Rate} passerByRate of starts.
 * @property {Rate} dropOutRate of actual starts.
 */

/**
 * @typedef {object} CardRow
 * @property {number} position 1 is the first card, then breadth first.
 * @property {string} stateName
 * @property {boolean} isFirst
 * @property {boolean} isTerminal
 * @property {number} entered
 * @property {number} firstEntered
 * @property {number} answers
 * @property {number} usefulFeedback
 * @property {number} solutionViews
 * @property {number} completed
 * @property {number|null} leftHere null on an end card.
 * @property {Rate} enteredRate firstEntered of starts.
 * @property {Rate} usefulRate of answers.
 * @property {Rate} leftRate of entered.
 */

/** @type {StateCounts} */
const NO_COUNTS = Object.freeze({
  total_answers_count: 0,
  useful_feedback_count: 0,
  total_hit_count: 0,
  first_hit_count: 0,
  num_times_solution_viewed: 0,
  num_completions: 0,
});

/**
 * A difference is shown as 0 where broken counts would make it negative; the
 * warning about broken counts says that they are.
 *
 * @param {number} whole
 * @param {number} part
 * @return {number}
 */
function remainder(whole, part) {
  return Math.max(whole - part, 0);
}

/**
 * @param {StatisticsAnswer} answer
 * @return {Overview}
 */
export function overviewOf(answer) {
  const starts = answer.num_starts;
  const actualStarts = answer.num_actual_starts;
  const completions = answer.num_completions;
  const passersBy = remainder(starts, actualStarts);
  const dropOuts = remainder(actualStarts, completions);
  return {
    starts, actualStarts, completions, passersBy, dropOuts,
    completionRate: rateOf(completions, actualStarts),
    actualStartRate: rateOf(actualStarts, starts),
    passerByRate: rateOf(passersBy, starts),
    dropOutRate: rateOf(dropOuts, actualStarts),
  };
}

/**
 * @param {StatisticsAnswer} answer
 * @return {string[]} the names of all cards, each once, in reading order.
 */
function cardNamesOf(answer) {
  const names = new Set(answer.state_order);
  Object.keys(answer.state_stats_mapping).sort()
    .forEach((name) => names.add(name));
  return [...names];
}

/**
 * @param {StatisticsAnswer} answer
 * @return {CardRow[]} breadth first from the first card.
 */
export function cardRowsOf(answer) {
  const terminal = new Set(answer.terminal_state_names);
  const mapping = new Map(Object.entries(answer.state_stats_mapping));
  return cardNamesOf(answer).map((stateName, index) => {
    const counts = mapping.get(stateName) ?? NO_COUNTS;
    const isTerminal = terminal.has(stateName);
    const left = remainder(counts.total_hit_count, counts.num_completions);
    return {
      position: index + 1,
      stateName,
      isFirst: stateName === answer.init_state_name,
      isTerminal,
      entered: counts.total_hit_count,
      firstEntered: counts.first_hit_count,
      answers: counts.total_answers_count,
      usefulFeedback: counts.useful_feedback_count,
      solutionViews: counts.num_times_solution_viewed,
      completed: counts.num_completions,
      leftHere: isTerminal ? null : left,
      enteredRate: rateOf(counts.first_hit_count, answer.num_starts),
      usefulRate: rateOf(
        counts.useful_feedback_count, counts.total_answers_count),
      leftRate: rateOf(isTerminal ? 0 : left, counts.total_hit_count),
    };
  });
}

/**
 * @param {StatisticsAnswer} answer
 * @return {VersionInfo[]} newest first.
 */
export function versionsOf(answer) {
  return answer.versions
    .map((item) => typeof item === 'number' ? {version: item} : item)
    .sort((a, b) => b.version - a.version);
}

/**
 * @param {StatisticsAnswer} answer
 * @return {boolean} whether nothing at all was counted.
 */
export function isEmpty(answer) {
  return answer.num_starts === 0 && answer.num_actual_starts === 0 &&
    answer.num_completions === 0 &&
    Object.values(answer.state_stats_mapping).every(
      (counts) => Object.values(counts).every((count) => count === 0));
}

/**
 * What changed between two answers, in one sentence for those who cannot see
 * the numbers change.
 *
 * @param {StatisticsAnswer|null} before
 * @param {StatisticsAnswer} now
 * @return {string} empty when no total changed.
 */
export function changeSentence(before, now) {
  if (!before || before.exp_version !== now.exp_version) return '';
  const parts = [
    {label: 'starts', was: before.num_starts, is: now.num_starts},
    {
      label: 'actual starts', was: before.num_actual_starts,
      is: now.num_actual_starts,
    },
    {
      label: 'completions', was: before.num_completions,
      is: now.num_completions,
    },
  ].filter(({was, is}) => was !== is)
    .map(({label, is}) => `${formatCount(is)} ${label}`);
  return parts.length ? `Updated: ${parts.join(', ')}.` : '';
}
