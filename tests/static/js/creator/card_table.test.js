import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  COLUMN_GROUPS, columnOf, orderAfterPressing, sortRows,
} from '../../../../static/js/creator/domain/card_table.js';
import {cardRowsOf} from
  '../../../../static/js/creator/domain/statistics_model.js';
import {GLOSSARY} from '../../../../static/js/creator/domain/glossary.js';
import {answer} from './answers.js';

const ROWS = cardRowsOf(answer({
  state_order: ['Hard', 'Easy', 'Few'], terminal_state_names: [],
  state_stats_mapping: {},
}));

/**
 * @param {number} n
 * @param {number} size of every figure.
 * @return {any} what is looked at of processed figures.
 */
function figures(n, size) {
  const rate = {value: size, successes: Math.round(size * n), n};
  return {
    num_sessions: n, first_try: rate, eventual_success: rate,
    time: {n, median: 1000 / size}, discrimination: {n, value: size},
    confusion: {index: 1 - size},
  };
}

const STATES = {
  Hard: figures(20, 0.3), Easy: figures(20, 0.9), Few: figures(2, 0.5),
};

/**
 * @param {string} sort
 * @param {boolean} descending
 * @return {string[]}
 */
function sortedNames(sort, descending) {
  return sortRows(cardRowsOf(answer()), sort, descending)
    .map((row) => row.stateName);
}

describe('the table of cards', () => {
  it('explains every number it shows', () => {
    const {counts, results} = COLUMN_GROUPS;
    for (const {term, key} of [...counts.slice(1), ...results.slice(1)]) {
      assert.ok(term && GLOSSARY[term], `${key} is not explained`);
    }
  });

  it('opens in reading order', () => {
    assert.deepEqual(sortedNames('card', false), ['Start', 'Quiz', 'End']);
  });

  it('sorts by a count, both ways', () => {
    assert.deepEqual(
      sortedNames('first_entered', true), ['Start', 'Quiz', 'End']);
    assert.deepEqual(
      sortedNames('first_entered', false), ['End', 'Quiz', 'Start']);
  });

  it('sorts by figures computed by the server, unknown values last', () => {
    const namesBy = (/** @type {string} */ key, /** @type {boolean} */ down) =>
      sortRows(ROWS, key, down, STATES).map(({stateName}) => stateName);
    assert.deepEqual(namesBy('right_at_first', false), ['Hard', 'Easy', 'Few']);
    assert.deepEqual(namesBy('right_at_first', true), ['Easy', 'Hard', 'Few']);
    assert.deepEqual(namesBy('right_at_last', false), ['Hard', 'Easy', 'Few']);
    assert.deepEqual(namesBy('median_time', true), ['Hard', 'Easy', 'Few']);
    assert.deepEqual(namesBy('discrimination', true), ['Easy', 'Hard', 'Few']);
    assert.deepEqual(namesBy('confusion', true), ['Hard', 'Easy', 'Few']);
  });

  it('shows no figure of fewer than ten, but says how many they are', () => {
    const cells = COLUMN_GROUPS.results.map((column) =>
      [column.key, column.cell(ROWS[2], STATES.Few)]);
    const {right_at_first: first, median_time: time} =
      Object.fromEntries(cells);
    assert.deepEqual(first, {value: null, text: '–', note: '1 of 2'});
    assert.deepEqual(time, {value: null, text: '–', note: 'n = 2'});
  });

  it('shows no confusion for cards with only a Continue button', () => {
    const {cell} = columnOf('confusion');
    assert.equal(cell({...ROWS[0], isLinear: true}, STATES.Hard).text, '–');
    assert.notEqual(cell(ROWS[0], STATES.Hard).text, '–');
  });

  it('puts terminal cards last in either order of the column "Left here"', () => {
    assert.deepEqual(sortedNames('left_here', true), ['Quiz', 'Start', 'End']);
    assert.deepEqual(
      sortedNames('left_here', false), ['Start', 'Quiz', 'End']);
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

  it('shows the largest count first, and reverses when pressed again',
    () => {
      const first = orderAfterPressing(
        {sort: 'card', descending: false}, 'entered');
      assert.deepEqual(first, {sort: 'entered', descending: true});
      assert.deepEqual(
        orderAfterPressing(first, 'entered'),
        {sort: 'entered', descending: false});
    });

  it('sorts by the first column if the column is unknown', () => {
    assert.equal(columnOf('no such column').key, 'card');
  });
});
