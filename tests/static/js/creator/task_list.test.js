import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  countsByStatus, isDecidable, neighbourOf, numSamplesOf, tasksOfStatus,
  withDecisions, withViolations,
} from '../../../../static/js/creator/domain/task_list.js';
import {task} from './tasks.js';

const LIST = [
  task({task_id: 'a'}),
  task({task_id: 'b', status: 'resolved', status_changed_msecs: 50}),
  task({task_id: 'c'}),
  task({task_id: 'd', status: 'dismissed'}),
];

/**
 * @param {{task_id: string}[]} tasks
 * @return {string[]}
 */
function ids(tasks) {
  return tasks.map(({task_id: id}) => id);
}

describe('the list of tasks', () => {
  it('announces as many samples as are shown', () => {
    assert.equal(numSamplesOf(task({num_playthroughs: 3})), 3);
    assert.equal(numSamplesOf(task({num_playthroughs: 10})), 5);
  });

  it('is filtered by status and keeps its order', () => {
    assert.deepEqual(ids(tasksOfStatus(LIST, 'open')), ['a', 'c']);
    assert.deepEqual(ids(tasksOfStatus(LIST, 'all')), ids(LIST));
  });

  it('counts each status', () => {
    assert.deepEqual(
      countsByStatus(LIST), {open: 2, resolved: 1, dismissed: 1, all: 4});
  });

  it('moves the focus to the task that replaces the removed one', () => {
    const open = tasksOfStatus(LIST, 'open');
    assert.equal(neighbourOf(open, 'a'), 'c');
    assert.equal(neighbourOf(open, 'c'), 'a');
    assert.equal(neighbourOf([LIST[0]], 'a'), null);
    assert.equal(neighbourOf(open, 'unknown'), null);
  });
});

describe('withViolations', () => {
  it('puts contradictory counts first, once, and without a decision', () => {
    const stored = task({task_type: 'invariant_broken', task_id: 'old'});
    const tasks = withViolations([...LIST, stored], ['1 is less than 2']);
    assert.deepEqual(ids(tasks), ['invariant_broken', ...ids(LIST)]);
    assert.deepEqual(tasks.map(isDecidable),
      [false, ...LIST.map(() => true)]);
  });

  it('adds nothing if the counts agree', () => {
    assert.deepEqual(withViolations(LIST, []), LIST);
  });
});

describe('withDecisions', () => {
  it('applies a decision to a list that was requested earlier', () => {
    const own = task({
      task_id: 'a', status: 'dismissed', status_changed_msecs: 90,
      note: 'On purpose',
    });
    const [first] = withDecisions(LIST, new Map([['a', own]]));
    assert.equal(first.status, 'dismissed');
    assert.equal(first.note, 'On purpose');
  });

  it('keeps a later decision of another user', () => {
    const own = task({
      task_id: 'b', status: 'open', status_changed_msecs: 40,
    });
    const [, second] = withDecisions(LIST, new Map([['b', own]]));
    assert.equal(second.status, 'resolved');
  });

  it('takes the evidence from the list, which may be newer', () => {
    const own = task({
      task_id: 'a', status_changed_msecs: 90, evidence: {n: 1},
    });
    const [first] = withDecisions(LIST, new Map([['a', own]]));
    assert.equal(first.evidence.n, 122);
  });
});
