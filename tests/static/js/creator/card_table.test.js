import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  CARD_COLUMNS, columnOf, orderAfterPressing, sortRows,
} from '../../../../static/js/creator/domain/card_table.js';
import {cardRowsOf} from
  '../../../../static/js/creator/domain/statistics_model.js';
import {GLOSSARY} from '../../../../static/js/creator/domain/glossary.js';
import {answer} from './answers.js';

/**
 * @param {string} sort
 * @param {boolean} descending
 * @return {string[]}
 */
function namesSorted(sort, descending) {
  return sortRows(cardRowsOf(answer()), sort, descending)
    .map((row) => row.stateName);
}

describe('the table of cards', () => {
  it('explains every number it shows', () => {
    for (const {term, key} of CARD_COLUMNS.slice(1)) {
      assert.ok(term && GLOSSARY[term], `${key} is not explained`);
    }
  });

  it('opens in reading order', () => {
    assert.deepEqual(namesSorted('card', false), ['Start', 'Quiz', 'End']);
  });

  it('sorts by a count, both ways', () => {
    assert.deepEqual(
      namesSorted('first_entered', true), ['Start', 'Quiz', 'End']);
    assert.deepEqual(
      namesSorted('first_entered', false), ['End', 'Quiz', 'Start']);
  });

  it('puts terminal cards last in either order of the column "Left here"', () => {
    assert.deepEqual(namesSorted('left_here', true), ['Quiz', 'Start', 'End']);
    assert.deepEqual(
      namesSorted('left_here', false), ['Start', 'Quiz', 'End']);
  });

  it('keeps equal rows in reading order, both ways', () => {
    const rows = cardRowsOf(answer({state_stats_mapping: {}}));
    for (const descending of [true, false]) {
      assert.deepEqual(
        sortRows(rows, 'entered', descending).map((row) => row.position),
        [1, 2, 3]);
    }
  });

  it('does not move the rows it was given', () => {
    const rows = cardRowsOf(answer());
    sortRows(rows, 'answers', true);
    assert.equal(rows[0].stateName, 'Start');
  });

  it('shows the largest count first, and turns round when pressed again',
    () => {
      const first = orderAfterPressing(
        {sort: 'card', descending: false}, 'entered');
      assert.deepEqual(first, {sort: 'entered', descending: true});
      assert.deepEqual(
        orderAfterPressing(first, 'entered'),
        {sort: 'entered', descending: false});
    });

  it('falls back on the first column for an unknown one', () => {
    assert.equal(columnOf('no such column').key, 'card');
  });
});
