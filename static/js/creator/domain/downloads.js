/** The totals and the cards as one file that other programs read. */

import {CARD_CELLS} from './data_tables.js';
import {EXPLORATION_FIGURES} from './figures.js';
import {ratingsOf} from './ratings.js';
import {cardRowsOf, overviewOf} from './statistics_model.js';

/** @import {StatisticsResponse as Answer} from '../../domain/wire_types.js' */

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
    part: answer.cut ?? null,
    ...Object.fromEntries(
      EXPLORATION_FIGURES.map(({key, term}) => [key, overview[term]])),
    completion_rate_of_actual_starts: overview.rates.completions.share,
    completion_rate_95_percent_interval: overview.rates.completions.interval,
    mean_rating: ratingsOf(answer).mean,
    cards: cardRowsOf(answer).map((row) => Object.fromEntries(
      CARD_CELLS.map(({key, valueOf}) => [key, valueOf(row)]))),
    unrecognised_states: answer.unrecognised_states,
    unrecognised_counters: answer.unrecognised_counters ?? {},
    num_automated_visits: answer.num_automated_visits ?? 0,
    invariant_violations: answer.invariant_violations,
  }, null, 2) + '\n';
}
