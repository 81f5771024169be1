import assert from 'node:assert/strict';
import {test} from 'node:test';

import {OutboxStorage} from
  '../../../../../static/js/player/services/outbox_storage.js';
import {
  BACKOFF_BASE_MSECS, BACKOFF_CAP_MSECS, backoffMsecs, RETRY_AFTER_CAP_MSECS,
  retryAfterMsecs, RetrySchedule,
} from '../../../../../static/js/player/services/retry_schedule.js';
import {seededRandom} from './reporting_world.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');

for (const [header, msecs] of /** @type {[string | null, number | null][]} */ ([
  [null, null],
  ['', null],
  ['soon', null],
  ['0', 0],
  ['7', 7000],
  [' 7 ', 7000],
  ['99999999', RETRY_AFTER_CAP_MSECS],
  ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
])) {
  test(`Retry-After ${JSON.stringify(header)} is ${msecs} ms`, () => {
    assert.equal(retryAfterMsecs(header, NOW), msecs);
  });
}

test('backoff is anywhere below a ceiling that doubles up to its cap', () => {
  const random = seededRandom(1);
  for (let failures = 1; failures < 2000; failures++) {
    const ceiling = Math.min(
      BACKOFF_CAP_MSECS, BACKOFF_BASE_MSECS * 2 ** (failures - 1));
    const wait = backoffMsecs(failures, random);
    assert.ok(wait > 0 && wait <= ceiling, `${failures}: ${wait}`);
  }
  assert.equal(backoffMsecs(4, () => 0.5), 4000);
});

function schedule() {
  const clock = {msecs: NOW};
  const storage = new OutboxStorage(() => null);
  const make = () => new RetrySchedule(
    {storage, now: () => clock.msecs, random: () => 0.999});
  return {clock, storage, make, retry: make()};
}

test('a failure during a pause does not make it longer', () => {
  const {clock, retry} = schedule();
  retry.recordFailure(null);
  const wait = retry.waitMsecs;
  retry.recordFailure(null);
  retry.recordFailure(null);
  assert.equal(retry.waitMsecs, wait);
  clock.msecs += wait;
  retry.recordFailure(null);
  assert.ok(retry.waitMsecs > wait);
});

test('success ends a pause, and the next pause is short again', () => {
  const {clock, retry} = schedule();
  for (let i = 0; i < 5; i++) {
    retry.recordFailure(null);
    clock.msecs += retry.waitMsecs;
  }
  retry.recordSuccess();
  assert.equal(retry.waitMsecs, 0);
  retry.recordFailure(null);
  assert.ok(retry.waitMsecs <= BACKOFF_BASE_MSECS);
});

test('a pause requested by the server is not ended by the network returning',
  () => {
    const {retry} = schedule();
    retry.recordFailure(10_000);
    retry.networkIsBack();
    assert.ok(retry.waitMsecs >= 10_000);
    assert.ok(retry.waitMsecs <= 11_000, 'jitter stays small');
  });

test('all pages of the origin keep the same pause', () => {
  const {make, retry} = schedule();
  retry.recordFailure(null);
  assert.equal(make().waitMsecs, retry.waitMsecs);
});

test('a pause from a clock that was ahead is ignored', () => {
  const {clock, retry} = schedule();
  retry.recordFailure(null);
  clock.msecs -= 24 * 3600 * 1000;
  assert.equal(retry.waitMsecs, 0);
});
