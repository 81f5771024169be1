import assert from 'node:assert/strict';
import {test} from 'node:test';

import {ZERO_EXPLORATION_COUNTS, ZERO_STATE_COUNTS} from
  '../../../../../static/js/domain/wire_contract.js';
import {stateDelta, sumOfDeltas} from
  '../../../../../static/js/player/services/aggregated_stats.js';
import {newUniqueId} from
  '../../../../../static/js/player/services/unique_ids.js';
import {seededRandom} from './reporting_world.js';

const EXPLORATION_COUNTERS = Object.keys(ZERO_EXPLORATION_COUNTS);
const STATE_COUNTERS = Object.keys(ZERO_STATE_COUNTS);

test('a sum includes every counter, for each state that has counts', () => {
  const sum = sumOfDeltas([
    {num_starts: 1}, stateDelta('A', {first_hit_count: 1}),
  ]);
  assert.deepEqual(Object.keys(sum).sort(), [
    ...EXPLORATION_COUNTERS, 'state_stats_mapping',
  ].sort());
  assert.deepEqual(Object.keys(sum.state_stats_mapping), ['A']);
  assert.deepEqual(
    Object.keys(sum.state_stats_mapping.A).sort(), [...STATE_COUNTERS].sort());
  assert.equal(sum.num_starts, 1);
  assert.equal(sum.state_stats_mapping.A.first_hit_count, 1);
});

test('a counter of a later version is summed as well', () => {
  const later = /** @type {any} */ ([
    {num_reruns: 1, state_stats_mapping: {A: {num_sighs: 2}}},
    {num_reruns: 1, state_stats_mapping: {A: {num_sighs: 1}}},
  ]);
  const sum = /** @type {any} */ (sumOfDeltas(later));
  assert.equal(sum.num_reruns, 2);
  assert.equal(sum.state_stats_mapping.A.num_sighs, 3);
  assert.equal(sum.num_starts, 0);
});

test('the sum of partial sums is the sum of all deltas', () => {
  const random = seededRandom(7);
  const names = ['A', 'B', '__proto__', 'constructor', ''];
  const oneOf = (/** @type {string[]} */ all) =>
    all[Math.floor(random() * all.length)];
  const deltas = Array.from({length: 200}, () => stateDelta(
    oneOf(names), {[oneOf(STATE_COUNTERS)]: 1},
    {[oneOf(EXPLORATION_COUNTERS)]: 1}));
  const whole = sumOfDeltas(deltas);
  for (const cut of [0, 1, 50, 199, 200]) {
    assert.deepEqual(sumOfDeltas([
      sumOfDeltas(deltas.slice(0, cut)), sumOfDeltas(deltas.slice(cut)),
    ]), whole);
  }
  const total = Object.values(whole.state_stats_mapping)
    .flatMap(counts => Object.values(counts))
    .reduce((sum, count) => sum + count, 0);
  assert.equal(total, 200);
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('ids are random UUIDs, with and without randomUUID', () => {
  const insecure = {
    getRandomValues: (/** @type {Uint8Array<ArrayBuffer>} */ bytes) =>
      crypto.getRandomValues(bytes),
  };
  const ids = [
    ...Array.from({length: 500}, () => newUniqueId(insecure)),
    ...Array.from({length: 500}, () => newUniqueId(crypto)),
  ];
  ids.forEach(id => assert.match(id, UUID));
  assert.equal(new Set(ids).size, 1000);
});
