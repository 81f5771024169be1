/** The sentence about a card says what its table and its panel say. */

import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {cardSentence} from
  '../../../../static/js/creator/domain/card_sentence.js';
import {cardRowsOf} from
  '../../../../static/js/creator/domain/statistics_model.js';
import {answer, counts} from './answers.js';

/**
 * @param {object} changes of the counts of Quiz.
 * @param {any} [figures]
 * @return {string}
 */
function sentence(changes, figures) {
  const rows = cardRowsOf(answer(
    {state_stats_mapping: {Quiz: counts(changes), End: counts({
      total_hit_count: 6, first_hit_count: 6, num_completions: 6,
    })}}));
  return cardSentence(rows[1], figures).replaceAll('\u00a0', ' ');
}

const VISITS = {
  total_hit_count: 200, first_hit_count: 180, num_completions: 168,
};

/**
 * @param {number} first
 * @param {number} last
 * @param {number} n
 */
function figures(first, last, n) {
  return {
    first_try: {value: first / n, successes: first, n},
    eventual_success: {value: last / n, successes: last, n},
  };
}

describe('the sentence about a card', () => {
  it('says how many were right, at first and in the end, and how ' +
      'many left', () => {
    assert.equal(sentence(VISITS, figures(39, 85, 100)),
      '180 learners came: 39 % right at first, 85 % in the end, ' +
      '16 % left here.');
  });

  it('gives counts instead of percentages for few learners', () => {
    assert.equal(sentence({
      total_hit_count: 5, first_hit_count: 5, num_completions: 4,
    }, figures(1, 3, 4)),
    '5 learners came: 1 of 4 right at first, 3 of 4 in the end, ' +
    '1 of 5 left here.');
  });

  it('omits right answers if no answer counts as right', () => {
    assert.equal(sentence(VISITS, undefined),
      '180 learners came: 16 % left here.');
    assert.equal(sentence(VISITS, figures(0, 0, 0)),
      '180 learners came: 16 % left here.');
  });

  it('describes cards that nobody saw, and end cards', () => {
    assert.equal(sentence({}), 'Nobody has come here yet.');
    const end = cardRowsOf(answer())[2];
    assert.equal(cardSentence(end, undefined), '6 learners finished here.');
  });
});
