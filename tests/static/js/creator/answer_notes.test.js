import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  differingJudgementText, rightText, tooFewLearners, withheldTable,
  withheldText,
} from '../../../../static/js/creator/domain/answer_notes.js';

/**
 * @import {
 *   Answers as AnswersOfInteraction, WithheldGroup
 * } from '../../../../static/js/domain/wire_types.js'
 */

/**
 * @param {Partial<WithheldGroup>} [changes]
 * @return {WithheldGroup}
 */
function group(changes = {}) {
  return {
    size: '1 word', is_right: false, is_addressed: false, num_different: 8,
    count: 9, ...changes,
  };
}

/**
 * @param {WithheldGroup[]} withheld
 * @return {AnswersOfInteraction}
 */
function entry(withheld) {
  return {
    num_answers: 40, num_different: 20, withheld,
    num_withheld: withheld.reduce((sum, one) => sum + one.num_different, 0),
    is_exact: true, max_error: 0, others: {}, visualizations: [],
    first_answers: [],
  };
}

describe('an answer whose key was corrected', () => {
  it('says how often it was judged differently', () => {
    assert.equal(differingJudgementText(12, 15, true),
      '12 of 15 were given when it counted as wrong');
    assert.equal(differingJudgementText(1, 15, false),
      '1 of 15 was given when it counted as right');
    assert.equal(differingJudgementText(0, 15, true), '');
  });
});

describe('answers of very few learners', () => {
  it('are described together', () => {
    const few = entry([group(), group({size: '2 to 3 words', num_different: 3})]);
    assert.match(withheldText(few, 3),
      /^11 answers of one or two learners, none of them addressed by a rule\./);
  });

  it('say how many of them a rule addresses', () => {
    const right = group({is_addressed: true, is_right: true, num_different: 2});
    assert.match(withheldText(entry([group(), right]), 3),
      /^10 answers .*, 2 of them addressed/);
    assert.match(withheldText(entry([right]), 3), / all of them addressed/);
  });

  it('are not mentioned when there are none', () => {
    assert.equal(withheldText(entry([]), 3), '');
  });

  it('state in words that few learners gave them', () => {
    assert.equal(tooFewLearners(2), 'one learner');
    assert.equal(tooFewLearners(3), 'one or two learners');
    assert.equal(tooFewLearners(10), 'fewer than 10 learners');
  });

  it('have a row for each group in the file', () => {
    const {columns, rows} = withheldTable([group({is_right: null})]);
    assert.deepEqual(columns.map(({key}) => key),
      ['size', 'is_right', 'is_addressed', 'num_different', 'count']);
    assert.deepEqual(rows, [['1 word', null, false, 8, 9]]);
  });

  it('are marked as right, wrong or neither', () => {
    assert.deepEqual(
      [true, false, null].map((isRight) => rightText(group({is_right: isRight}))),
      ['✓ right', 'wrong', '–']);
  });
});
