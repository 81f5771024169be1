/**
 * A figure that the page shows in several places, or that is downloaded, is
 * the same everywhere.
 */

import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {DATA_TABLES, tableOf} from
  '../../../../static/js/creator/domain/data_tables.js';
import {statisticsAsJson} from
  '../../../../static/js/creator/domain/downloads.js';
import {CARD_FIGURES, EXPLORATION_FIGURES} from
  '../../../../static/js/creator/domain/figures.js';
import {placesOfLeaving} from
  '../../../../static/js/creator/domain/first_glance.js';
import {funnelOf} from '../../../../static/js/creator/domain/funnel.js';
import {cardRowsOf, overviewOf} from
  '../../../../static/js/creator/domain/statistics_model.js';
import {answer, counts} from './answers.js';
import {processedView} from './processed.js';

/**
 * @param {number} seed
 * @return {() => number} numbers from 0 to 1, always the same.
 */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/**
 * @param {number} seed
 * @return {ReturnType<typeof answer>} counts as plays could have made them.
 */
function generateAnswer(seed) {
  const random = randomOf(seed);
  const below = (/** @type {number} */ n) => Math.floor(random() * (n + 1));
  const starts = 5 + below(200);
  const actual = below(starts);
  const card = (/** @type {number} */ most) => {
    const first = below(most);
    const total = first + below(first);
    const answers = below(3 * total);
    return counts({
      total_hit_count: total, first_hit_count: first,
      total_answers_count: answers, useful_feedback_count: below(answers),
      num_times_solution_viewed: below(first), num_completions: below(total),
    });
  };
  return answer({
    num_starts: starts, num_actual_starts: actual,
    num_completions: below(actual),
    state_stats_mapping: {
      Start: {...card(starts), first_hit_count: starts},
      Quiz: card(actual), End: card(actual),
    },
  });
}

const SEEDS = Array.from({length: 20}, (_, index) => index + 1);

describe('figures in several places', () => {
  it('of the exploration are the same in the tiles and in the file', () => {
    for (const data of SEEDS.map(generateAnswer)) {
      const overview = overviewOf(data);
      const file = JSON.parse(statisticsAsJson(data));
      for (const {key, term} of EXPLORATION_FIGURES) {
        assert.equal(file[key], overview[term], key);
      }
      assert.equal(file.completion_rate_of_actual_starts,
        overview.rates.completions.share);
    }
  });

  it('of cards are the same in table, funnel and files', () => {
    const cardTable = DATA_TABLES.find(({id}) => id === 'cards');
    assert.ok(cardTable);
    for (const data of SEEDS.map(generateAnswer)) {
      const rows = cardRowsOf(data);
      const page = {
        answer: data, cut: {}, processed: processedView(),
        processedFailure: null,
      };
      const csv = tableOf(cardTable, cardTable.rowsOf(page) ?? []);
      const keys = csv.columns.map(({key}) => key);
      const file = JSON.parse(statisticsAsJson(data));
      const {steps} = funnelOf(rows, [{from: 'Start', to: 'Quiz', count: 1}]);
      for (const row of rows) {
        const line = csv.rows.find(
          (cells) => cells[keys.indexOf('state_name')] === row.stateName);
        const inFile = file.cards.find(
          (/** @type {any} */ one) => one.state_name === row.stateName);
        for (const {key, term} of CARD_FIGURES) {
          assert.equal(line?.[keys.indexOf(key)], row[term], key);
          assert.equal(inFile[key], row[term], key);
        }
        const step = steps.find((one) => one.row.stateName === row.stateName);
        if (step) assert.equal(step.row, row);
      }
      const most = placesOfLeaving(rows)[0];
      const shown = rows.find(({stateName}) => stateName === most?.stateName);
      assert.deepEqual(most?.rate, shown?.rates.leftHere);
    }
  });
});
