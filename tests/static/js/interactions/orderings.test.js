import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  firstOrdering, moveChoice, moveChoiceBeside, spec,
} from '../../../../static/js/interactions/drag_and_drop_sort_input.js';

const ARGS = {
  choices: {value: ['<p>A</p>', '<p>B</p>', '<p>C</p>']},
  allowMultipleItemsInSamePosition: {value: false},
};
const SHARED = {...ARGS, allowMultipleItemsInSamePosition: {value: true}};

describe('an ordering', () => {
  it('begins as the creator wrote it', () => {
    assert.deepEqual(firstOrdering(ARGS), [[0], [1], [2]]);
  });

  it('has each choice once', () => {
    assert.deepEqual(
        spec.normalizeAnswer([[2], [0], [1]], ARGS), [[2], [0], [1]]);
    assert.deepEqual(
        spec.normalizeAnswer([[2, 0], [1]], SHARED), [[0, 2], [1]]);
    for (const answer of [
      null, '', [], [[0], [1]], [[0], [1], [2], [3]], [[0], [1], [1]],
      [[0], [], [1], [2]], [['0'], [1], [2]], [[0, 1], [2]],
    ]) {
      assert.throws(
          () => spec.normalizeAnswer(answer, ARGS), /in order first/,
          JSON.stringify(answer));
    }
  });

  it('reads as a list', () => {
    assert.equal(spec.answerToText([[2], [0, 1]], SHARED), '1. C\n2. A = B');
  });
});

describe('a choice', () => {
  it('changes places with its neighbour', () => {
    const ordering = [[0], [1], [2]];
    assert.deepEqual(moveChoice(ordering, 1, -1, false), [[1], [0], [2]]);
    assert.deepEqual(moveChoice(ordering, 1, 1, false), [[0], [2], [1]]);
  });

  it('cannot move beyond either end', () => {
    const ordering = [[0], [1]];
    assert.equal(moveChoice(ordering, 0, -1, false), ordering);
    assert.equal(moveChoice(ordering, 1, 1, true), ordering);
  });

  it('joins its neighbour and leaves it, if positions can be shared', () => {
    const up = [[[0], [1], [2]], [[0], [1, 2]], [[0], [2], [1]],
      [[0, 2], [1]], [[2], [0], [1]]];
    for (let step = 1; step < up.length; step++) {
      assert.deepEqual(moveChoice(up[step - 1], 2, -1, true), up[step]);
    }
    for (let step = up.length - 1; step > 0; step--) {
      const [a, b] = [moveChoice(up[step], 2, 1, true), up[step - 1]];
      assert.deepEqual(a, b);
    }
  });

  it('can be put at or beside the place of any other', () => {
    const ordering = [[0], [1, 2], [3]];
    assert.deepEqual(
        moveChoiceBeside(ordering, 3, 0, 'before'), [[3], [0], [1, 2]]);
    assert.deepEqual(
        moveChoiceBeside(ordering, 0, 2, 'after'), [[1, 2], [0], [3]]);
    assert.deepEqual(
        moveChoiceBeside(ordering, 3, 1, 'with'), [[0], [1, 2, 3]]);
    assert.deepEqual(moveChoiceBeside(ordering, 2, 2, 'with'), ordering);
    assert.deepEqual(ordering, [[0], [1, 2], [3]]);
  });
});
