import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  compareValues, nextSortOrder, parseSortOrder, withSortOrder,
} from '../../../../static/js/lib/sort_order.js';

const COLUMNS = [
  {key: 'title', isNumeric: false}, {key: 'starts', isNumeric: true},
];

describe('the order of a table in its address', () => {
  it('is read, and numbers start with the largest', () => {
    assert.deepEqual(parseSortOrder('?sort=starts', COLUMNS),
      {key: 'starts', descending: true});
    assert.deepEqual(parseSortOrder('?sort=title', COLUMNS),
      {key: 'title', descending: false});
    assert.deepEqual(parseSortOrder('?sort=starts&order=asc', COLUMNS),
      {key: 'starts', descending: false});
    assert.deepEqual(parseSortOrder('?sort=title&order=desc', COLUMNS),
      {key: 'title', descending: true});
  });

  it('is null for an unknown column', () => {
    assert.equal(parseSortOrder('', COLUMNS), null);
    assert.equal(parseSortOrder('?sort=constructor', COLUMNS), null);
  });

  it('is written beside existing parameters, and read back unchanged', () => {
    for (const column of COLUMNS) {
      for (const descending of [true, false]) {
        const order = {key: column.key, descending};
        const search = withSortOrder('?a=1&sort=x', order);
        assert.match(search, /a=1/);
        assert.deepEqual(parseSortOrder(search, COLUMNS), order);
      }
    }
  });

  it('is reversed when the same column is pressed again', () => {
    const [title, starts] = COLUMNS;
    const first = nextSortOrder(null, starts);
    assert.deepEqual(first, {key: 'starts', descending: true});
    assert.equal(nextSortOrder(first, starts).descending, false);
    assert.equal(nextSortOrder(first, title).descending, false);
  });
});

describe('compareValues', () => {
  it('compares numbers as numbers and texts as people sort them', () => {
    assert.ok(compareValues('9', '10', true, false) < 0);
    assert.ok(compareValues('9', '10', true, true) > 0);
    assert.ok(compareValues('äpfel', 'birnen', false, false) < 0);
  });
});
