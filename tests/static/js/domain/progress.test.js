import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {ProgressMeter, distancesToEnd, placeText}
  from '../../../../static/js/domain/progress.js';
import {ask, continueTo, end, exploration, outcome, state}
  from '../player/services/explorations.js';

/** @param {string|null} id */
const isTerminal = (id) => id === 'EndExploration';

const BRANCHING = exploration({
  A: ask('long', outcome('B'), outcome('D')),
  B: continueTo('C'), C: ask('on', outcome('D'), outcome('A')),
  D: continueTo('End'), End: end(),
  Island: state('Continue', {default_outcome: outcome('Island')}),
});

describe('the distance to the end', () => {
  it('is the fewest answers, whatever the branches and loops', () => {
    assert.deepEqual(
        Object.fromEntries(distancesToEnd(BRANCHING, isTerminal)),
        {End: 0, D: 1, A: 2, C: 2, B: 3});
  });
});

describe('progress', () => {
  const meter = () => new ProgressMeter(distancesToEnd(BRANCHING, isTerminal));

  it('begins at zero and ends at one', () => {
    const it = meter();
    assert.deepEqual(
        ['A', 'D', 'End'].map((name) => it.advance(name)), [0, 0.5, 1]);
  });

  it('never decreases, on any path', () => {
    const it = meter();
    let last = 0;
    for (const name of ['A', 'B', 'C', 'A', 'B', 'C', 'D', 'Island', 'End']) {
      const share = it.advance(name);
      assert.ok(share >= last && share <= 1, name);
      last = share;
    }
    assert.equal(last, 1);
  });

  it('is complete where the first card is the last', () => {
    const single = exploration({End: end()});
    const it = new ProgressMeter(distancesToEnd(single, isTerminal));
    assert.equal(it.advance('End'), 1);
  });
});

describe('the place in a lesson', () => {
  it('is exact where all cards are on one path', () => {
    assert.equal(
        placeText(2, {remaining: 3, numStates: 5, minutes: 8}, 2),
        'Card 2 of 5');
  });

  it('is approximate if there are branches or loops', () => {
    assert.equal(
        placeText(2, {remaining: 2, numStates: 9, minutes: null}, 3),
        'Card 2 of about 5');
  });

  it('has no total where no end can be reached', () => {
    assert.equal(
        placeText(2, {remaining: undefined, numStates: 9, minutes: 8}, 3),
        'Card 2');
  });

  it('states the minutes at the start if they are known', () => {
    const texts = [8, 1, null].map(
        (minutes) => placeText(1, {remaining: 4, numStates: 5, minutes}, 1));
    assert.deepEqual(texts, [
      'Card 1 of 5 · about 8 minutes', 'Card 1 of 5 · about 1 minute',
      'Card 1 of 5']);
  });
});
