/**
 * @file Refused reports are set aside unchanged, and retried by a page with
 * another version of the code.
 */

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {KEY_PREFIX} from
  '../../../../../static/js/player/services/outbox_storage.js';
import {MAX_SET_ASIDE, MAX_SET_ASIDE_CHARS, MAX_TRIED_AGAIN} from
  '../../../../../static/js/player/services/set_aside.js';
import {buildAnswerResult, respondWithError, World} from './reporting_world.js';

/** @typedef {import('./reporting_world.js').Tab} Tab */

const MINUTE = 60_000;

/** @param {Tab} tab */
function answer(tab, text = 'x') {
  tab.service.recordAnswerSubmitted('A', buildAnswerResult(text, true));
}

/** @param {World} world */
function pendingKeys(world) {
  return [
    ...world.storage.keysWith('.item.'), ...world.storage.keysWith('.batch.'),
  ];
}

/** @param {World} world */
function setAsideRecords(world) {
  return world.storage.keysWith('.set_aside').map(
    key => JSON.parse(world.storage.data.get(key) ?? ''));
}

/** @param {World} world */
function numDropped(world) {
  return Number(world.storage.data.get(`${KEY_PREFIX}dropped`) ?? 0);
}

/**
 * A page that is open for a while.
 *
 * @param {World} world
 * @param {string} codeVersion
 * @param {object} [overrides]
 */
async function visit(world, codeVersion, overrides = {}) {
  const tab = world.openTab({...overrides, codeVersion});
  tab.init('a later token');
  await world.clock.advance(5 * MINUTE);
  tab.crash();
}

/** A world in which a page of code version 1 was refused three events. */
async function refusedWorld({isPartly = false} = {}) {
  const world = new World();
  world.server.answerInstead = (url) =>
    !isPartly || !url.includes('stats_events') ? {status: 400} : null;
  const tab = world.openTab({codeVersion: '1'});
  tab.init('token').recordExplorationStarted('A', {});
  answer(tab, 'x'.repeat(5000));
  await world.clock.advance(MINUTE);
  tab.leave();
  return world;
}

test('a refused report is set aside whole, and logged once',
  async () => {
    const world = await refusedWorld();
    assert.deepEqual(pendingKeys(world), []);
    assert.equal(world.warnings.length, 1);
    const before = world.network.sent.length;
    await visit(world, '1');
    assert.equal(world.network.sent.length, before);
    const events = setAsideRecords(world)
      .flatMap(({record}) => JSON.parse(record).event ?? []);
    assert.equal(events.length, 3);
    assert.equal(events[2].answer.length, 5000);
  });

for (const isPartly of [false, true]) {
  const name = isPartly ? 'events' : 'events and counts';
  test('a page with newer code retries refused reports, which count once ' +
      `(${name})`,
    async () => {
      const world = await refusedWorld({isPartly});
      world.server.answerInstead = null;
      await visit(world, '2');
      assert.equal(world.server.events.size, 3);
      assert.equal(world.server.counts.num_starts, 1);
      assert.deepEqual(world.server.counts, world.server.countsOfLog);
      assert.deepEqual(setAsideRecords(world), []);
      assert.deepEqual(pendingKeys(world), []);
    });
}

test('a report that is refused again is set aside until the code changes again',
  async () => {
    const world = await refusedWorld();
    const number = setAsideRecords(world).length;
    await visit(world, '2');
    const before = world.network.sent.length;
    assert.deepEqual(pendingKeys(world), []);
    assert.deepEqual(
      setAsideRecords(world).map(({code_version: version}) => version),
      Array(number).fill('2'));
    await visit(world, '2');
    assert.equal(world.network.sent.length, before);
    world.server.answerInstead = null;
    await visit(world, '3');
    assert.equal(world.server.events.size, 3);
    assert.deepEqual(world.server.counts, world.server.countsOfLog);
  });

test('counts refused with their event are set aside apart from ' +
    'their batch', async () => {
  const world = new World();
  const refuse = (/** @type {string} */ _, /** @type {any} */ body) =>
    JSON.stringify(body).includes('poison') ? {status: 400} : null;
  world.server.answerInstead = refuse;
  const tab = world.openTab({codeVersion: '1'});
  tab.init('token');
  answer(tab);
  answer(tab, 'poison');
  await world.clock.advance(MINUTE);
  tab.leave();
  world.network.isOnline = false;
  await visit(world, '2');
  world.network.isOnline = true;
  await visit(world, '2');
  assert.equal(world.server.counts['A.total_answers_count'], 1);
  assert.equal(setAsideRecords(world).length, 1);
  world.server.answerInstead = null;
  await visit(world, '3');
  assert.equal(world.server.events.size, 2);
  assert.equal(world.server.counts['A.total_answers_count'], 2);
});

for (const codeVersion of ['1', '2']) {
  test('a page that dies at any write while it sets aside or restores loses ' +
      `nothing and counts nothing twice (then version ${codeVersion})`,
  async () => {
    for (let steps = 0; steps < 16; steps++) {
      await dieAndRecover(codeVersion, steps, Infinity);
      await dieAndRecover(codeVersion, Infinity, steps);
    }
  });
}

/**
 * @param {string} codeVersion of the page after the one that was refused
 * @param {number} first writes that the page has left that was refused
 * @param {number} second writes that the next page has left
 */
async function dieAndRecover(codeVersion, first, second) {
  const world = new World();
  world.server.answerInstead = (url) =>
    url.includes('stats_events') ? null : {status: 400};
  const tab = world.openTab({codeVersion: '1'});
  tab.init('token');
  answer(tab);
  answer(tab);
  tab.stepsLeft = first;
  await world.clock.advance(MINUTE);
  tab.crash();
  world.server.answerInstead = null;
  const next = world.openTab({codeVersion});
  next.init('token 2');
  next.stepsLeft = second;
  await world.clock.advance(MINUTE);
  next.crash();
  await visit(world, '3');
  await visit(world, '4');
  assert.equal(world.server.events.size, 2, `${first}, ${second}`);
  assert.deepEqual(
    world.server.counts, world.server.countsOfLog, `${first}, ${second}`);
  assert.deepEqual(pendingKeys(world), []);
  assert.deepEqual(setAsideRecords(world), []);
}

test('a nearly full storage has room to replace a record by its ' +
    'refused form', async () => {
  const world = new World();
  world.server.answerInstead = respondWithError(400);
  const tab = world.openTab({codeVersion: '1'});
  tab.init('token');
  answer(tab, 'x'.repeat(1000));
  world.storage.maxChars = world.storage.usedChars + 500;
  await world.clock.advance(1000);
  tab.crash();
  assert.equal(setAsideRecords(world).length, 1);
});

for (const [name, number, text] of /** @type {const} */ ([
  ['number', MAX_SET_ASIDE + 20, 'x'],
  ['characters', 200, 'x'.repeat(5000)],
])) {
  test(`reports set aside are bounded in ${name}; the oldest is dropped and ` +
      'counted', async () => {
    const world = new World();
    world.server.answerInstead = (url) =>
      url.includes('stats_events') ? null : {status: 400};
    const tab = world.openTab();
    tab.init('token');
    for (let i = 0; i < number; i++) {
      answer(tab, text);
      await world.clock.advance(400);
    }
    await world.clock.advance(10 * MINUTE);
    assert.deepEqual(pendingKeys(world), []);
    const numbers = setAsideRecords(world).map(
      ({record}) => JSON.parse(record).event.sequence_number);
    assert.ok(numbers.length <= MAX_SET_ASIDE && numbers.length > 50);
    assert.ok(world.storage.usedChars <= MAX_SET_ASIDE_CHARS + 1000);
    assert.equal(numDropped(world), number - numbers.length);
    assert.equal(Math.min(...numbers), number - numbers.length);
  });
}

test('restored reports leave room for new ones',
  async () => {
    const world = await refusedWorld();
    const number = setAsideRecords(world).length;
    world.network.isOnline = false;
    await visit(world, '2', {limits: {maxRecords: 4, maxChars: 1e6}});
    assert.equal(pendingKeys(world).length, 2);
    assert.equal(setAsideRecords(world).length, number - 2);
    world.network.isOnline = true;
    world.server.answerInstead = null;
    await visit(world, '2');
    assert.equal(world.server.events.size, 3);
  });

test('the same code retries refused reports after a day, for ' +
    '30 days', async () => {
  const world = await refusedWorld();
  await visit(world, '1');
  assert.equal(setAsideRecords(world).length > 0, true);
  await world.clock.advance(24 * 60 * MINUTE);
  world.server.answerInstead = null;
  await visit(world, '1');
  assert.equal(world.server.events.size, 3);
  assert.deepEqual(world.server.counts, world.server.countsOfLog);
  assert.deepEqual(setAsideRecords(world), []);
});

test('a report that is refused for 30 days is dropped', async () => {
  const world = await refusedWorld();
  for (let day = 0; day < 32; day++) {
    await world.clock.advance(24 * 60 * MINUTE);
    await visit(world, '1');
  }
  assert.deepEqual(setAsideRecords(world), []);
  assert.deepEqual(pendingKeys(world), []);
});

test('a page retries a bounded number of refused reports', async () => {
  const world = new World();
  world.server.answerInstead = () => ({status: 400});
  const tab = world.openTab({codeVersion: '1'});
  tab.init('token');
  for (let i = 0; i < 3 * MAX_TRIED_AGAIN; i++) answer(tab);
  await world.clock.advance(MINUTE);
  tab.leave();
  const before = world.network.sent.length;
  await visit(world, '2');
  const tried = world.network.sent.length - before;
  assert.ok(tried > 0 && tried <= 2 * MAX_TRIED_AGAIN + 10, `${tried}`);
});

test('reports that do not fit into a full storage stay set aside', async () => {
  const world = await refusedWorld();
  world.storage.maxChars = world.storage.usedChars;
  world.server.answerInstead = null;
  world.network.isOnline = false;
  await visit(world, '2');
  world.network.isOnline = true;
  world.storage.maxChars = Infinity;
  await visit(world, '2');
  assert.equal(world.server.events.size, 3);
  assert.deepEqual(world.server.counts, world.server.countsOfLog);
});

test('reports set aside by earlier code are retried if complete',
  async () => {
    const world = new World();
    const event = {
      event_type: 'state_hit', event_id: 'e1', state_name: 'A',
      sequence_number: 0, client_time_msecs: 1, params: {},
    };
    const item = {
      session: {exp_id: 'exp', exp_version: 3, session_id: 'earlier'},
      stored_at_msecs: world.clock.now() - 5 * MINUTE, event,
      counts: {batch_id: 'b1', delta: {state_stats_mapping: {
        A: {total_hit_count: 1, first_hit_count: 1},
      }}},
    };
    const raw = JSON.stringify(item);
    const entry = {reason: 'HTTP 404', at_msecs: world.clock.now() - MINUTE};
    world.storage.data.set(`${KEY_PREFIX}set_aside`, JSON.stringify([
      {...entry, key: 'item.e1', record: raw},
      {...entry, key: 'item.e2', record: raw.slice(0, 50)},
      {...entry, key: 'batch.b2', record: '{}'},
      {...entry, key: 'pause', record: raw}, {...entry, key: 7}, null, 'x',
    ]));
    await visit(world, '2');
    await visit(world, '3');
    assert.deepEqual([...world.server.events.keys()], ['e1']);
    assert.deepEqual(world.server.counts, world.server.countsOfLog);
    assert.deepEqual(pendingKeys(world), []);
    assert.deepEqual(world.warnings, []);
    assert.deepEqual(
      setAsideRecords(world).map(({key}) => key),
      ['item.e2', 'batch.b2', 'pause']);
  });

test('pending reports of earlier code are delivered', async () => {
  const world = new World();
  const session = {exp_id: 'exp', exp_version: 3, session_id: 'earlier'};
  const storedAt = world.clock.now() - 5 * MINUTE;
  const put = (/** @type {string} */ key, /** @type {object} */ record) =>
    world.storage.data.set(KEY_PREFIX + key, JSON.stringify(record));
  put('item.e1', {
    session, stored_at_msecs: storedAt, counts: null,
    event: {
      event_type: 'exploration_start', event_id: 'e1', state_name: 'A',
      sequence_number: 0, client_time_msecs: 1, params: {},
    },
  });
  put('batch.b1', {
    session, stored_at_msecs: storedAt, batch_id: 'b1',
    aggregated_stats: {
      num_starts: 1, num_actual_starts: 0, num_completions: 0,
      state_stats_mapping: {},
    },
  });
  world.server.answerInstead = respondWithError(404);
  await visit(world, '2');
  assert.equal(pendingKeys(world).length, 2);
  world.server.answerInstead = null;
  await world.clock.advance(2 * MINUTE);
  await visit(world, '2');
  assert.equal(world.server.events.size, 1);
  assert.equal(world.server.counts.num_starts, 1);
});
