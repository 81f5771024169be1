import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {ASLEEP_FROM_MSECS, SleepDetector, TICK_MSECS}
  from '../../../../../static/js/player/services/sleep_detector.js';
import {Stopwatch}
  from '../../../../../static/js/player/services/stopwatch.js';
import {FakeTime} from './recording_service.js';
import {inView} from './reporting_world.js';

function startStopwatch() {
  const time = new FakeTime();
  return {time, stopwatch: new Stopwatch(time.now)};
}

describe('a stopwatch', () => {
  it('separates the time in view from the time hidden', () => {
    const {time, stopwatch} = startStopwatch();
    time.pass(1000);
    stopwatch.setInView(false);
    stopwatch.setInView(false);
    time.pass(8000);
    stopwatch.setInView(true);
    time.pass(500);
    assert.deepEqual(stopwatch.time(), inView(1.5, 8));
  });

  it('begins at zero for the next card, hidden or not', () => {
    const {time, stopwatch} = startStopwatch();
    stopwatch.setInView(false);
    time.pass(1000);
    stopwatch.reset();
    time.pass(2000);
    stopwatch.setInView(true);
    time.pass(3000);
    assert.deepEqual(stopwatch.time(), inView(3, 2));
  });

  it('continues from an earlier time', () => {
    const {time, stopwatch} = startStopwatch();
    time.pass(1000);
    stopwatch.resume(inView(4, 60));
    time.pass(500);
    assert.deepEqual(stopwatch.time(), inView(4.5, 60));
  });

  it('counts sleep as hidden time, up to the time in view', () => {
    const {time, stopwatch} = startStopwatch();
    time.pass(60_000);
    stopwatch.addSleep(55_000);
    assert.deepEqual(stopwatch.time(), inView(5, 55));
    stopwatch.addSleep(55_000);
    assert.deepEqual(stopwatch.time(), inView(0, 60));
  });

  it('does not advance while the clock is set back', () => {
    const {time, stopwatch} = startStopwatch();
    time.msecs = -5000;
    assert.deepEqual(stopwatch.time(), inView(0));
    time.msecs = -4000;
    assert.deepEqual(stopwatch.time(), inView(1));
  });
});

describe('a detector of sleep', () => {
  function startDetector() {
    const time = new FakeTime();
    /** @type {number[]} */
    const slept = [];
    const detector = new SleepDetector(
        {now: time.now, onSlept: (msecs) => void slept.push(msecs)});
    return {time, slept, detector};
  }

  it('ignores late ticks of a busy page', () => {
    const {time, slept, detector} = startDetector();
    for (let i = 0; i < 10; i++) {
      time.pass(ASLEEP_FROM_MSECS - 1);
      detector.tick();
    }
    assert.deepEqual(slept, []);
  });

  it('says how long the device slept, once', () => {
    const {time, slept, detector} = startDetector();
    time.pass(3_600_000);
    detector.tick();
    time.pass(TICK_MSECS);
    detector.tick();
    assert.deepEqual(slept, [3_600_000 - TICK_MSECS]);
  });

  it('does not mistake a hidden page for a sleeping device', () => {
    const {time, slept, detector} = startDetector();
    time.pass(3_600_000);
    detector.restart();
    time.pass(TICK_MSECS);
    detector.tick();
    assert.deepEqual(slept, []);
  });
});
