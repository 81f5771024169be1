import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {HintsManager}
  from '../../../../../static/js/player/services/hints_manager.js';
import {FakeTime} from './recording_service.js';

/**
 * @param {number} numHints
 * @param {boolean} [hasSolution]
 */
function openCard(numHints, hasSolution = true) {
  const time = new FakeTime();
  let changes = 0;
  const hints = new HintsManager({
    timers: time.timers, onChange: () => changes++,
  });
  hints.openCard({numHints, hasSolution});
  return {hints, time, changes: () => changes};
}

/**
 * @param {HintsManager} hints
 * @param {number} times
 */
function answerWrongly(hints, times) {
  for (let i = 0; i < times; i++) hints.recordWrongAnswer();
}

describe('hints', () => {
  it('begin after 60 s', () => {
    const {hints, time, changes} = openCard(2);
    time.pass(59_999);
    assert.equal(hints.numReleased, 0);
    time.pass(1);
    assert.equal(hints.numReleased, 1);
    assert.equal(changes(), 1);
  });

  it('follow 30 s after the latest one was read, and not before', () => {
    const {hints, time} = openCard(2);
    time.pass(60_000);
    time.pass(50_000);
    assert.equal(hints.numReleased, 1);
    hints.viewHint(0);
    time.pass(29_999);
    assert.equal(hints.numReleased, 1);
    time.pass(1);
    assert.equal(hints.numReleased, 2);
  });

  it('change nothing when read again', () => {
    const {hints, time} = openCard(3);
    time.pass(60_000);
    hints.viewHint(0);
    time.pass(20_000);
    hints.viewHint(0);
    time.pass(10_000);
    assert.equal(hints.numReleased, 2);
    assert.equal(hints.numViewed, 1);
    hints.viewHint(1);
    hints.viewHint(0);
    assert.equal(hints.numViewed, 2);
  });

  it('cannot be read before they are offered', () => {
    assert.throws(() => openCard(1).hints.viewHint(0), /not available/);
  });

  it('are released on request, the next one when the last was read', () => {
    const {hints} = openCard(2, false);
    hints.askForHint();
    assert.equal(hints.hasMoreHints, false);
    hints.viewHint(0);
    hints.askForHint();
    hints.viewHint(1);
    assert.equal(hints.hasMoreHints, false);
    assert.throws(() => hints.askForHint(), /no other hint/);
  });

  it('cannot be asked for while one is unread', () => {
    const {hints, time} = openCard(2);
    time.pass(60_000);
    assert.equal(hints.hasMoreHints, false);
    assert.equal(openCard(0).hints.hasMoreHints, false);
  });

  it('come 10 s after the second wrong answer', () => {
    const {hints, time} = openCard(1);
    answerWrongly(hints, 1);
    time.pass(10_000);
    assert.equal(hints.numReleased, 0);
    answerWrongly(hints, 1);
    time.pass(9_999);
    assert.equal(hints.numReleased, 0);
    time.pass(1);
    assert.equal(hints.numReleased, 1);
  });

  it('are not put off by more wrong answers', () => {
    const {hints, time} = openCard(1);
    answerWrongly(hints, 2);
    time.pass(8_000);
    answerWrongly(hints, 1);
    time.pass(2_000);
    assert.equal(hints.numReleased, 1);
  });

  it('are not put off by wrong answers shortly before they are due', () => {
    const {hints, time} = openCard(1);
    time.pass(55_000);
    answerWrongly(hints, 2);
    time.pass(5_000);
    assert.equal(hints.numReleased, 1);
  });

  it('after the first are offered sooner after one wrong answer', () => {
    const {hints, time} = openCard(2);
    time.pass(60_000);
    answerWrongly(hints, 1);
    time.pass(10_000);
    assert.equal(hints.numReleased, 1, 'an unread hint comes first');
    hints.viewHint(0);
    answerWrongly(hints, 1);
    time.pass(10_000);
    assert.equal(hints.numReleased, 2);
  });

  it('of the previous card are not shown on the next one', () => {
    const {hints, time} = openCard(1);
    time.pass(60_000);
    hints.openCard({numHints: 0, hasSolution: false});
    assert.equal(hints.numReleased, 0);
    time.pass(600_000);
    assert.equal(hints.numReleased, 0);
    assert.equal(hints.isSolutionReleased, false);
  });
});

describe('the solution', () => {
  it('is offered 30 s after the last hint was read', () => {
    const {hints, time} = openCard(1);
    time.pass(60_000);
    hints.viewHint(0);
    time.pass(29_999);
    assert.equal(hints.isSolutionReleased, false);
    time.pass(1);
    assert.equal(hints.isSolutionReleased, true);
    assert.equal(hints.numReleased, 1);
  });

  it('is not offered sooner after one wrong answer', () => {
    const {hints, time} = openCard(1);
    time.pass(60_000);
    hints.viewHint(0);
    answerWrongly(hints, 1);
    time.pass(10_000);
    assert.equal(hints.isSolutionReleased, false);
  });

  it('is offered at once after five wrong answers', () => {
    const {hints, changes} = openCard(0);
    answerWrongly(hints, 4);
    assert.equal(hints.isSolutionReleased, false);
    answerWrongly(hints, 1);
    assert.equal(hints.isSolutionReleased, true);
    answerWrongly(hints, 1);
    assert.equal(changes(), 1);
  });

  it('is never offered before a hint was read', () => {
    const {hints, time} = openCard(2);
    answerWrongly(hints, 5);
    assert.equal(hints.numReleased, 1, 'who is stuck gets the first hint');
    answerWrongly(hints, 5);
    time.pass(600_000);
    assert.equal(hints.isSolutionReleased, false);
    hints.viewHint(0);
    time.pass(29_999);
    assert.equal(hints.isSolutionReleased, false);
    time.pass(1);
    assert.equal(hints.isSolutionReleased, true);
  });

  it('is offered at the fifth wrong answer after a hint was read', () => {
    const {hints} = openCard(2);
    hints.askForHint();
    hints.viewHint(0);
    answerWrongly(hints, 5);
    assert.equal(hints.isSolutionReleased, true);
  });

  it('is offered after 160 s on the card', () => {
    const {hints, time} = openCard(0);
    time.pass(159_999);
    assert.equal(hints.isSolutionReleased, false);
    time.pass(1);
    assert.equal(hints.isSolutionReleased, true);
  });

  it('is never offered if the card has none', () => {
    const {hints, time} = openCard(1, false);
    time.pass(60_000);
    hints.viewHint(0);
    answerWrongly(hints, 9);
    time.pass(600_000);
    assert.equal(hints.isSolutionReleased, false);
  });
});

describe('after stopping', () => {
  it('nothing is released and no timer is left', () => {
    const {hints, time} = openCard(2);
    answerWrongly(hints, 2);
    hints.stop();
    assert.equal(time.numPending, 0);
    time.pass(600_000);
    assert.equal(hints.numReleased, 0);
  });
});
