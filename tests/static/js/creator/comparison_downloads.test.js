import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  COMPARISON_COLUMNS, comparisonAsCsv, comparisonAsJson, comparisonFileName,
} from '../../../../static/js/creator/domain/comparison_downloads.js';
import {comparison} from './comparisons.js';

describe('a comparison as a file', () => {
  it('has a line for each figure of the whole and of every card', () => {
    const lines = comparisonAsCsv(comparison()).trimEnd().split('\r\n');
    assert.equal(lines.length, 1 + 1 + 3);
    assert.equal(lines[0], COMPARISON_COLUMNS.join(','));
    assert.equal(lines[1], 'lesson,v1,v2,,,,,completion_rate,0.48,61,127,' +
      '0.395,0.566,0.62,93,150,0.54,0.694,0.14,0.023,0.251,sessions,0.02,,better,better,');
  });

  it('has a field for each column on every line', () => {
    const rows = comparisonAsCsv(comparison()).trimEnd().split('\r\n');
    for (const row of rows) {
      assert.equal(row.split(',').length, COMPARISON_COLUMNS.length);
    }
  });

  it('equals as JSON the response of the server', () => {
    assert.deepEqual(JSON.parse(comparisonAsJson(comparison())), comparison());
  });

  it('has a name that describes its contents', () => {
    assert.equal(
      comparisonFileName(comparison()), 'lesson-v1-against-v2');
  });
});
