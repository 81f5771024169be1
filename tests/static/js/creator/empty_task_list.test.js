import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {emptyTaskListOf} from
  '../../../../static/js/creator/domain/empty_task_list.js';
import {task} from './tasks.js';

/**
 * @import {
 *   Processed
 * } from '../../../../static/js/creator/domain/empty_task_list.js'
 */

/**
 * @param {Partial<Processed>} [changes]
 * @return {Processed}
 */
function processedData(changes = {}) {
  return {
    state: 'ready', error: null, num_sessions_of_tasks: 240, min_n_for_rate: 10,
    tasks: [], ...changes,
  };
}

describe('emptyTaskListOf', () => {
  it('is empty where there are tasks', () => {
    assert.equal(
      emptyTaskListOf(processedData({tasks: [task()]}), 'open', 1), null);
  });

  it('says that all is fine, and from how many sessions', () => {
    const empty = emptyTaskListOf(processedData(), 'open', 0);
    assert.equal(empty?.reason, 'fine');
    assert.match(empty?.text ?? '', /240 sessions/);
  });

  it('explains that there are too few plays', () => {
    const empty = emptyTaskListOf(
      processedData({num_sessions_of_tasks: 9}), 'open', 0);
    assert.equal(empty?.reason, 'few');
    assert.match(empty?.text ?? '', /9 sessions/);
  });

  it('says that the computation is not done yet, or failed', () => {
    const reason = (/** @type {Processed|null} */ at) =>
      emptyTaskListOf(at, 'open', 0)?.reason;
    assert.equal(reason(null), 'computing');
    assert.equal(reason(processedData({state: 'computing'})), 'computing');
    // Played since it was looked at: the totals beside it are not 0.
    assert.equal(
      reason(processedData({state: 'none', num_sessions_of_tasks: 0})),
      'computing');
    assert.equal(reason(processedData({state: 'failed'})), 'failed');
  });

  it('never reports success for a filter without tasks', () => {
    const done = processedData({tasks: [task({status: 'resolved'})]});
    assert.equal(emptyTaskListOf(done, 'open', 0)?.reason, 'filtered');
    assert.equal(emptyTaskListOf(done, 'dismissed', 0)?.reason, 'filtered');
  });
});
