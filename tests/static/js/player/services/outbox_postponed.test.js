/**
 * @file Reports that the server cannot accept yet are kept and retried at
 * growing intervals, and do not hold up others.
 */

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {
  FIRST_WAIT_MSECS, GIVE_UP_AFTER_MSECS, LONGEST_WAIT_MSECS,
  MAX_SESSIONS_AT_START, postponementMsecs,
} from '../../../../../static/js/player/services/postponements.js';
import {KEY_PREFIX} from
  '../../../../../static/js/player/services/outbox_storage.js';
import {
  buildAnswerResult, inView, respondWithError, seededRandom, World,
} from './reporting_world.js';

/** @typedef {import('./reporting_world.js').Tab} Tab */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

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
function numbers(world) {
  return [...world.server.events.values()]
    .map(event => event.sequence_number).sort((a, b) => a - b);
}

/** @param {World} world */
function assertAllArrivedOnce(world, numEvents = 3) {
  assert.deepEqual(
    numbers(world), Array.from({length: numEvents}, (_, i) => i));
  assert.deepEqual(world.server.counts, world.server.countsOfLog);
  assert.equal(world.server.repetitions, 0);
  assert.deepEqual(pendingKeys(world), []);
  assert.deepEqual(world.storage.keysWith('.set_aside'), []);
  assert.deepEqual(world.warnings, []);
}

test('postponements double from a minute to an hour, and are random', () => {
  const random = seededRandom(1);
  for (let times = 1; times < 1000; times++) {
    const ceiling = Math.min(
      LONGEST_WAIT_MSECS, FIRST_WAIT_MSECS * 2 ** (times - 1));
    const wait = postponementMsecs(times, random);
    assert.ok(wait >= ceiling / 2 && wait <= ceiling, `${times}: ${wait}`);
  }
  assert.ok(postponementMsecs(1, random, 3600_000) >= 3600_000);
});

for (const status of [401, 403, 404]) {
  test(`${status} for a session ` +
      'postpones all its reports, but no others', async () => {
    const world = new World();
    world.server.answerInstead = respondWithError(status, id => id === 'shut');
    const tab = world.openTab();
    tab.init('shut').recordExplorationStarted('A', {});
    await world.clock.advance(5 * SECOND);
    answer(tab);
    await world.clock.advance(20 * SECOND);
    tab.fire('hiding');
    tab.fire('shown');
    assert.equal(world.network.sent.length, 1);
    world.openTab().init('open').recordExplorationStarted('A', {});
    await world.clock.advance(SECOND);
    assert.equal(world.server.events.size, 2);
    assert.equal(world.server.counts.num_starts, 1);
    world.server.events.clear();
    world.server.batches.clear();
    world.server.requests = [];
    world.server.answerInstead = null;
    await world.clock.advance(2 * MINUTE);
    assertAllArrivedOnce(world);
  });
}

for (const status of [402, 405, 413, 418, 451, 501]) {
  test(`${status} for one event does not delay any other report`, async () => {
    const world = new World();
    world.server.answerInstead = (_, body) =>
      JSON.stringify(body).includes('odd') ? {status} : null;
    const tab = world.openTab();
    tab.init('token');
    answer(tab, 'odd');
    await world.clock.advance(SECOND);
    answer(tab);
    answer(tab);
    await world.clock.advance(10 * SECOND);
    assert.deepEqual(numbers(world), [1, 2]);
    assert.equal(world.server.counts['A.total_answers_count'], 3);
    world.server.answerInstead = null;
    await world.clock.advance(2 * MINUTE);
    assertAllArrivedOnce(world);
  });
}

for (const isVersionBefore of [false, true]) {
  const name = isVersionBefore ? 'the previous version' : 'this version';
  test(`one event of unknown type in a group, answered by ${name}, waits alone`,
    async () => {
      const world = new World();
      world.server.isVersionBefore = isVersionBefore;
      world.server.unknownKinds.add('answer_submitted');
      const tab = world.openTab();
      tab.init('token').recordExplorationStarted('A', {});
      answer(tab);
      await world.clock.advance(SECOND);
      tab.service.recordSolutionHit('A', inView(1));
      await world.clock.advance(10 * SECOND);
      assert.deepEqual(numbers(world), [0, 1, 3]);
      assert.equal(world.server.counts['A.total_answers_count'], 1);
      world.server.unknownKinds.clear();
      await world.clock.advance(2 * HOUR);
      assert.deepEqual(numbers(world), [0, 1, 2, 3]);
      assert.deepEqual(world.server.counts, world.server.countsOfLog);
      assert.deepEqual(pendingKeys(world), []);
    });

  test(`a single event of unknown type, answered by ${name}, waits alone`,
    async () => {
      const world = new World();
      world.server.isVersionBefore = isVersionBefore;
      world.server.unknownKinds.add('solution_hit');
      const tab = world.openTab();
      tab.init('token');
      tab.service.recordSolutionHit('A', inView(1));
      await world.clock.advance(SECOND);
      assert.equal(world.network.sent.length, isVersionBefore ? 2 : 1);
      answer(tab);
      answer(tab);
      await world.clock.advance(10 * SECOND);
      assert.deepEqual(numbers(world), [1, 2]);
      assert.equal(world.server.counts['A.num_times_solution_viewed'], 1);
      assert.equal(pendingKeys(world).length, 1);
      const before = world.network.sent.length;
      tab.fire('hiding');
      await world.clock.advance(10 * SECOND);
      assert.equal(world.network.sent.length, before);
      await world.clock.advance(2 * HOUR);
      assert.equal(
        world.network.sent.filter(({url}) => url.includes('hit_event')).length,
        1, 'it asks by the route that every server has');
      world.server.unknownKinds.clear();
      await world.clock.advance(HOUR + 2 * MINUTE);
      assert.deepEqual(numbers(world), [0, 1, 2]);
      assert.deepEqual(pendingKeys(world), []);
    });
}

for (const path of [
  'state_stats_mapping.A. B.num_times_hint_viewed', 'num_ratings',
]) {
  test(`counts with a counter that an older server refuses wait: ${path}`,
    async () => {
      const world = new World();
      world.server.answerInstead = url => url.includes('/stats_events/') ? {
        status: 400,
        body: {error: {
          status: 400, code: 'invalid_input', path: `aggregated_stats.${path}`,
        }},
      } : null;
      const tab = world.openTab();
      tab.init('token').recordExplorationStarted('A', {});
      answer(tab);
      await world.clock.advance(10 * SECOND);
      assert.deepEqual(numbers(world), [0, 1, 2]);
      assert.ok(pendingKeys(world).length > 0);
      world.server.answerInstead = null;
      await world.clock.advance(2 * HOUR);
      assertAllArrivedOnce(world);
    });
}

test('only a postponed report keeps its Retry-After',
  async () => {
    const world = new World();
    world.server.unknownKinds.add('solution_hit');
    const tab = world.openTab();
    tab.init('token');
    tab.service.recordSolutionHit('A', inView(1));
    await world.clock.advance(SECOND);
    world.server.unknownKinds.clear();
    answer(tab);
    await world.clock.advance(59 * MINUTE);
    assert.deepEqual(numbers(world), [1]);
    await world.clock.advance(3 * MINUTE);
    assert.deepEqual(numbers(world), [0, 1]);
  });

test('postponed counts wait and arrive once', async () => {
  const world = new World();
  world.server.answerInstead = (url) =>
    url.includes('stats_events') ? {status: 403} : null;
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('A', {});
  await world.clock.advance(30 * SECOND);
  answer(tab);
  await world.clock.advance(20 * SECOND);
  assert.equal(world.network.sent.length, 2);
  world.server.answerInstead = null;
  await world.clock.advance(10 * MINUTE);
  assertAllArrivedOnce(world);
});

test('a report that is refused for long is retried at most hourly, ' +
    'then dropped', async () => {
  const world = new World();
  /** @type {number[]} */
  const times = [];
  world.server.answerInstead = () => {
    times.push(world.clock.now());
    return {status: 403};
  };
  const tab = world.openTab();
  tab.init('token');
  tab.service.recordSolutionHit('A', inView(1));
  const start = world.clock.now();
  await world.clock.advance(GIVE_UP_AFTER_MSECS);
  assert.equal(pendingKeys(world).length, 2);
  await world.clock.advance(3 * HOUR);
  assert.deepEqual(pendingKeys(world), []);
  assert.equal(world.storage.data.get(`${KEY_PREFIX}dropped`), '2');
  assert.equal(world.clock.timers.size, 0);
  assert.deepEqual(world.warnings, []);
  const pauses = times.slice(1).map((time, i) => time - times[i]);
  assert.ok(times.filter(time => time - start < HOUR).length <= 9);
  assert.ok(times.length > 30 * 24 && times.length < 30 * 24 * 2 + 10);
  assert.ok(Math.min(...pauses.slice(0, -2)) >= 30 * SECOND);
  assert.ok(Math.max(...pauses) <= HOUR + SECOND);
});

test('a corrected clock has no effect', async () => {
  const world = new World();
  world.server.answerInstead = respondWithError(403);
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('A', {});
  for (const key of pendingKeys(world)) {
    const record = JSON.parse(world.storage.data.get(key) ?? '');
    world.storage.data.set(key, JSON.stringify(
      {...record, stored_at_msecs: record.stored_at_msecs - 1000 * DAY}));
  }
  await world.clock.advance(10 * MINUTE);
  world.server.answerInstead = null;
  await world.clock.advance(2 * HOUR);
  assert.deepEqual(numbers(world), [0, 1]);
  assert.deepEqual(world.server.counts, world.server.countsOfLog);
});

test('a new page retries postponed reports once, unless they failed recently',
  async () => {
    const world = new World();
    world.server.unknownKinds.add('solution_hit');
    const tab = world.openTab();
    tab.init('token');
    tab.service.recordSolutionHit('A', inView(1));
    await world.clock.advance(10 * SECOND);
    tab.leave();
    assert.equal(world.network.sent.length, 2);
    for (let i = 0; i < 5; i++) {
      const next = world.openTab();
      next.init(`token ${i}`);
      await world.clock.advance(8 * SECOND);
      next.leave();
    }
    assert.equal(world.network.sent.length, 2);
    await world.clock.advance(2 * MINUTE);
    const living = [1, 2, 3].map(i => {
      const next = world.openTab();
      next.init(`another token ${i}`);
      return next;
    });
    await world.clock.advance(30 * SECOND);
    assert.equal(world.network.sent.length, 3);
    living.forEach(next => next.leave());
    await world.clock.advance(2 * MINUTE);
    world.server.unknownKinds.clear();
    world.openTab().init('a later server');
    await world.clock.advance(SECOND);
    assert.deepEqual(numbers(world), [0]);
    assert.deepEqual(pendingKeys(world), []);
  });

test('new pages retry postponed sessions in turns, not all ' +
    'at once', async () => {
  const world = new World();
  world.network.isOnline = false;
  for (let i = 0; i < 4 * MAX_SESSIONS_AT_START; i++) {
    const tab = world.openTab();
    tab.init(`shut ${i}`).recordExplorationStarted('A', {});
    tab.leave();
  }
  world.network.isOnline = true;
  world.server.answerInstead = respondWithError(404);
  const first = world.openTab();
  first.init('token');
  await world.clock.advance(12 * HOUR);
  first.leave();
  world.network.sent = [];
  for (let i = 1; i <= 4; i++) {
    await world.clock.advance(2 * MINUTE);
    const next = world.openTab();
    next.init(`token ${i}`);
    await world.clock.advance(5 * SECOND);
    next.leave();
  }
  const asked = world.network.sent.map(
    ({init}) => JSON.parse(String(init.body)).session_id);
  assert.ok(new Set(asked).size === 4 * MAX_SESSIONS_AT_START);
  assert.equal(asked.length, 4 * MAX_SESSIONS_AT_START);
});

test('pending reports of an exploration that is gone (410) are ' +
    'dropped', async () => {
  const world = new World();
  world.server.answerInstead = respondWithError(410, id => id === 'gone');
  const tab = world.openTab();
  tab.init('gone').recordExplorationStarted('A', {});
  answer(tab);
  await world.clock.advance(MINUTE);
  assert.deepEqual(pendingKeys(world), []);
  assert.deepEqual(world.storage.keysWith('.set_aside'), []);
  assert.equal(world.network.sent.length, 2);
});

for (const isNewPage of [true, false]) {
  test('a clock that is set back does not extend postponements ' +
      `(${isNewPage ? 'a new page' : 'the same page'})`, async () => {
    const world = new World();
    world.server.answerInstead = respondWithError(403);
    const tab = world.openTab();
    tab.init('token').recordExplorationStarted('A', {});
    await world.clock.advance(SECOND);
    world.clock.msecs -= 10 * DAY;
    world.server.answerInstead = null;
    if (isNewPage) {
      tab.leave();
      world.openTab().init('token 2');
    } else {
      tab.fire('shown');
    }
    await world.clock.advance(2 * MINUTE);
    assert.equal(world.server.counts.num_starts, 1);
    assert.equal(world.storage.data.get(`${KEY_PREFIX}dropped`), undefined);
  });
}

test('a record with an invalid postponement is delivered', async () => {
  const world = new World();
  world.network.isOnline = false;
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('A', {});
  tab.leave();
  const nonsense = [null, 7, {until_msecs: 'soon', is_of_session: true}];
  const {data} = world.storage;
  pendingKeys(world).forEach((key, i) => data.set(key, JSON.stringify(
    {...JSON.parse(data.get(key) ?? ''), postponed: nonsense[i]})));
  world.network.isOnline = true;
  world.openTab().init('token 2');
  await world.clock.advance(MINUTE);
  assert.equal(world.server.events.size, 2);
  assert.deepEqual(world.server.counts, world.server.countsOfLog);
  assert.deepEqual(pendingKeys(world), []);
});

test('opting out drops postponed reports and those set aside',
  async () => {
    const world = new World();
    world.server.answerInstead = respondWithError(403);
    const tab = world.openTab();
    tab.init('token').recordExplorationStarted('A', {});
    await world.clock.advance(SECOND);
    world.server.answerInstead = respondWithError(400);
    tab.init('another token').recordExplorationStarted('A', {});
    await world.clock.advance(SECOND);
    tab.leave();
    assert.ok(pendingKeys(world).length > 0);
    assert.ok(world.storage.keysWith('.set_aside').length > 0);
    world.openTab({navigator: {globalPrivacyControl: true}}).init('private');
    assert.equal(world.storage.data.size, 0);
  });

test('hidden time that an older server refuses delays no other report',
  async () => {
    for (const status of [400, 501]) {
      const world = new World();
      let isBefore = true;
      world.server.answerInstead = (url, body) =>
        isBefore && 'hidden_time_secs' in body ?
          {status, body: {error: {status, path: 'hidden_time_secs'}}} : null;
      const tab = world.openTab();
      tab.init('token');
      tab.service.recordStateCompleted('A', inView(1, 60));
      await world.clock.advance(6000);
      tab.service.recordStateCompleted('B', inView(1));
      await world.clock.advance(6000);
      assert.deepEqual(
        [...world.server.events.values()].map(event => event.state_name),
        ['B']);
      assert.equal(world.server.counts['A.num_completions'], 1);
      isBefore = false;
      tab.leave();
      world.openTab().init('token 2');
      await world.clock.advance(2 * LONGEST_WAIT_MSECS);
      assert.equal(world.server.events.size, 2);
    }
  });
