import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  cardMetricNames, cardRowsOf, scaleEndOf, shownMetricName, weaknessesOf,
  whiskerOf,
} from '../../../../static/js/creator/domain/comparison_model.js';
import {comparison, leftHereRate, metric, state} from './comparisons.js';

/**
 * @import {
 *   CompareSort
 * } from '../../../../static/js/creator/domain/view_state.js'
 */

/**
 * @param {CompareSort} sort
 * @return {string[]}
 */
function names(sort) {
  return cardRowsOf(comparison(), 'left_here_rate', sort)
    .map((row) => row.state.state_name);
}

describe('cardRowsOf', () => {
  it('sorts by the size of the difference, cards without one last', () => {
    assert.deepEqual(names('difference'), ['Bad', 'First', 'Added']);
  });

  it('keeps the reading order, or sorts by name', () => {
    assert.deepEqual(names('order'), ['First', 'Bad', 'Added']);
    assert.deepEqual(names('name'), ['Added', 'Bad', 'First']);
  });

  it('has a row for a card without the figure', () => {
    const rows = cardRowsOf(
      comparison({states: [state('End', [])]}), 'left_here_rate', 'order');
    assert.equal(rows[0].metric, null);
  });
});

describe('cardMetricNames', () => {
  it('names each once', () => {
    assert.deepEqual(cardMetricNames(comparison()), ['left_here_rate']);
  });
});

describe('the figure that is shown', () => {
  const some = comparison({states: [
    state('A', [metric({name: 'first_try'}), leftHereRate(0.1)]),
  ]});

  it('is the metric that the reader chose', () => {
    assert.equal(shownMetricName(some, 'first_try'), 'first_try');
  });

  it('is the rate of leaving if no card has the chosen metric', () => {
    for (const asked of [null, 'toString', 'completion_rate']) {
      assert.equal(shownMetricName(some, asked), 'left_here_rate');
    }
  });

  it('is any available metric, or empty if there is none', () => {
    const other = [state('A', [metric({name: 'first_try'})])];
    assert.equal(
      shownMetricName(comparison({states: other}), null), 'first_try');
    assert.equal(shownMetricName(comparison({states: []}), 'first_try'), '');
  });
});

describe('the scale', () => {
  it('includes every conclusive interval', () => {
    assert.equal(scaleEndOf([leftHereRate(0.01), leftHereRate(-0.2)]), 0.3);
    assert.equal(scaleEndOf([leftHereRate(0.005)]), 0.05);
    assert.equal(scaleEndOf([]), 0.05);
    assert.equal(scaleEndOf([leftHereRate(null), null]), 0.05);
  });

  it('is not stretched by the interval of very few plays', () => {
    const vague = leftHereRate(0.1, {
      verdict: 'cannot_tell_yet',
      difference: {value: 0.1, low: -0.6, high: 0.7},
    });
    assert.equal(scaleEndOf([vague, leftHereRate(0.01)]), 0.2);
    const drawn = whiskerOf(vague, 0.2);
    assert.deepEqual({...drawn, dot: drawn?.dot.toFixed(2)}, {
      low: 0, dot: '0.75', high: 1, isCutLow: true, isCutHigh: true,
    });
  });

  it('has zero in its middle', () => {
    const drawn = whiskerOf(leftHereRate(0), 0.05);
    assert.equal(drawn?.dot, 0.5);
    assert.equal(whiskerOf(leftHereRate(null), 0.05), null);
    assert.equal(whiskerOf(null, 0.05), null);
  });
});

describe('weaknessesOf', () => {
  const {a, b} = comparison();

  it('is empty for two sides with enough plays', () => {
    assert.deepEqual(weaknessesOf(comparison()), []);
  });

  it('says which side is empty or has few plays', () => {
    const [none] = weaknessesOf(comparison({a: {...a, num_starts: 0}}));
    assert.match(none, /^Version 1: nothing was played/);
    const [few] = weaknessesOf(comparison({b: {...b, num_starts: 1}}));
    assert.match(few, /^Version 2: only 1 start;/);
  });

  it('names days as the rest of the page does', () => {
    const [none] = weaknessesOf(comparison({a: {
      ...a, side: '2026-09-13..2026-10-10', kind: 'days', num_starts: 0,
      label: '2026-09-13 to 2026-10-10',
    }}));
    assert.match(none, /^13 Sept? – 10 Oct 2026: nothing was played/);
  });

  it('says in one sentence that both are empty', () => {
    const both = comparison({
      a: {...a, num_starts: 0}, b: {...b, num_starts: 0},
      metrics: [metric()],
    });
    assert.deepEqual(
      weaknessesOf(both), ['Nothing was played on either side.']);
  });
});
