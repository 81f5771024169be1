import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {explorationCounts, stateCounts} from
  '../../../../static/js/domain/counts.js';
import {ZERO_EXPLORATION_COUNTS, ZERO_STATE_COUNTS} from
  '../../../../static/js/domain/wire_contract.js';

describe('counts', () => {
  it('have every counter of the contract, and no other field', () => {
    const answer = {exp_id: 'maps', num_starts: 2};
    assert.deepEqual(
      explorationCounts(answer), {...ZERO_EXPLORATION_COUNTS, num_starts: 2});
    assert.deepEqual(stateCounts(), {...ZERO_STATE_COUNTS});
  });

  it('are 0 if a response of older code lacks the counter', () => {
    const older = {total_hit_count: 3};
    assert.deepEqual(
      stateCounts(older, older), {...ZERO_STATE_COUNTS, total_hit_count: 6});
  });

  it('do not modify their operands', () => {
    const counts = stateCounts({total_hit_count: 1});
    stateCounts(counts, counts);
    assert.equal(counts.total_hit_count, 1);
  });
});
