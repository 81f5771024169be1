import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {TextChecker} from
  '../../../../static/js/creator/lib/text_checker.js';

function setUp() {
  /** @type {unknown[]} */
  const log = [];
  const timers = new Map();
  const answers = new Map();
  const checker = new TextChecker({
    check: (text) => new Promise((resolve, reject) =>
      answers.set(text, {resolve, reject})),
    onResult: (result) => log.push(result),
    onFailure: (error) => log.push(error),
    setTimeout: (callback, msecs) => {
      timers.set(timers.size + 1, {callback, msecs});
      return timers.size;
    },
    clearTimeout: (timer) => timers.delete(timer),
  });
  return {checker, log, timers, answers};
}

describe('TextChecker', () => {
  it('checks once after the last change', () => {
    const {checker, timers, answers} = setUp();
    checker.later('a');
    checker.later('ab');
    assert.equal(timers.size, 1);
    [...timers.values()][0].callback();
    assert.deepEqual([...answers.keys()], ['ab']);
  });

  it('waits longer for a long text', () => {
    const {checker, timers} = setUp();
    checker.later('x'.repeat(500_000));
    assert.equal([...timers.values()][0].msecs, 5600);
  });

  it('ignores the answer for an earlier text', async () => {
    const {checker, log, answers} = setUp();
    const first = checker.now('a');
    const second = checker.now('b');
    answers.get('b').resolve('for b');
    answers.get('a').reject('late');
    await Promise.all([first, second]);
    assert.deepEqual(log, ['for b']);
  });

  it('says when a check fails', async () => {
    const {checker, log, answers} = setUp();
    const check = checker.now('a');
    answers.get('a').reject('offline');
    await check;
    assert.deepEqual(log, ['offline']);
  });
});
