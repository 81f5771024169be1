import assert from 'node:assert/strict';
import {test} from 'node:test';

import {buildAnswerResult, World} from './reporting_world.js';
import {KEEPALIVE_BUDGET_BYTES} from
  '../../../../../static/js/player/services/outbox_transport.js';
import {KEY_PREFIX} from
  '../../../../../static/js/player/services/outbox_storage.js';

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
function routes(world) {
  return world.network.sent.map(({url}) => url.split('/')[2]);
}

test('the start is sent at once, its events in one request and its counts ' +
    'in another',
  async () => {
    const world = new World();
    world.openTab().init('token').recordExplorationStarted('A', {});
    await world.clock.advance(100);
    assert.deepEqual(routes(world), ['event_batch', 'stats_events']);
    assert.deepEqual(pendingKeys(world), []);
  });

test('a single pending event is sent by the route of its type', async () => {
  const world = new World();
  const tab = world.openTab();
  tab.init('token');
  answer(tab);
  await world.clock.advance(1000);
  assert.deepEqual(routes(world), ['answer_submitted_event']);
});

test('events are sent within a second, counts at the interval given by ' +
    'the server', async () => {
  const world = new World();
  const tab = world.openTab();
  tab.init('token', {flush_interval_msecs: 3000});
  answer(tab);
  await world.clock.advance(1000);
  assert.equal(world.server.events.size, 1);
  assert.equal(world.server.batches.size, 0);
  await world.clock.advance(1500);
  answer(tab);
  await world.clock.advance(700);
  assert.deepEqual(world.server.counts, {
    'A.total_answers_count': 2, 'A.useful_feedback_count': 2,
  });
  assert.equal(world.server.batches.size, 1);
});

/**
 * @param {World} world
 * @param {ReturnType<World['openTab']>} tab
 * @param {number} secs that the learner answers, once a second
 * @returns {Promise<number>} batches that arrived in that time
 */
async function batchesWhileAnswering(world, tab, secs) {
  const before = world.server.batches.size;
  for (let i = 0; i < secs; i++) {
    answer(tab);
    await world.clock.advance(1000);
  }
  return world.server.batches.size - before;
}

test('an open tab adopts a longer flush interval from a response', async () => {
  const world = new World();
  const tab = world.openTab();
  tab.init('token');
  const before = await batchesWhileAnswering(world, tab, 120);
  world.server.moreInBatchAnswers = {flush_interval_msecs: 20_000};
  await batchesWhileAnswering(world, tab, 20);

  const after = await batchesWhileAnswering(world, tab, 120);

  assert.ok(before >= 18, `${before}`);
  assert.ok(after >= 4 && after <= 6, `${after}`);
  // A response without an interval changes nothing.
  world.server.moreInBatchAnswers = {};
  await batchesWhileAnswering(world, tab, 20);
  assert.ok(await batchesWhileAnswering(world, tab, 120) <= 6);
  await world.clock.advance(MINUTE);
  assert.equal(world.server.counts['A.total_answers_count'], 400);
});

/** @type {[unknown, number, number][]} */
const SAID = [
  [0, 50, 60], [-5, 50, 60], [1e12, 1, 2], ['soon', 10, 13], [null, 10, 13],
];
for (const [said, least, most] of SAID) {
  test('a flush interval of ' +
      `${JSON.stringify(said)} is limited to its bounds`, async () => {
    const world = new World();
    const tab = world.openTab();
    tab.init('token', {flush_interval_msecs: said});

    const batches = await batchesWhileAnswering(world, tab, 60);

    assert.ok(batches >= least && batches <= most, `${batches}`);
  });
}

test('a response for another session does not change the ' +
    'flush interval', async () => {
  const world = new World();
  const first = world.openTab();
  first.init('first');
  answer(first);
  first.crash();
  world.server.moreInBatchAnswers = {flush_interval_msecs: 40_000};
  const tab = world.openTab();
  tab.init('second');
  await world.clock.advance(2 * MINUTE);
  assert.equal(world.server.batches.size, 1);

  world.server.moreInBatchAnswers = {};
  assert.ok(await batchesWhileAnswering(world, tab, 60) >= 10);
});

test('counts made while the server refuses batches are sent in a few batches',
  async () => {
    const world = new World();
    const tab = world.openTab();
    tab.init('token');
    await batchesWhileAnswering(world, tab, 10);
    world.server.answerInstead = url => url.includes('/stats_events/') ?
      {status: 503, headers: {}, body: {error: {}}} : null;
    const before = world.server.batches.size;
    await batchesWhileAnswering(world, tab, 120);
    world.server.answerInstead = null;
    await world.clock.advance(10 * MINUTE);

    // The refused batch, and later ones with the counts of 50 answers each.
    assert.ok(world.server.batches.size - before <= 4,
      `${world.server.batches.size - before}`);
    assert.equal(world.server.counts['A.total_answers_count'], 130);
  });

test('nothing is ever sent without pending reports', async () => {
  const world = new World();
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('A', {});
  await world.clock.advance(1000);
  const before = world.network.sent.length;
  tab.service.flush();
  await world.clock.advance(60 * MINUTE);
  tab.fire('hiding');
  await world.clock.advance(MINUTE);
  assert.equal(world.network.sent.length, before);
  assert.equal(world.clock.timers.size, 0);
});

test('everything is in the storage before it is sent', () => {
  const world = new World();
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('A', {});
  answer(tab);
  assert.equal(world.storage.keysWith('.item.').length, 3);
  assert.equal(world.network.sent.length, 0);
});

test('reports without a response are kept; the next page delivers them',
  async () => {
    const world = new World();
    world.network.isOnline = false;
    const tab = world.openTab();
    tab.init('token').recordExplorationStarted('A', {});
    await world.clock.advance(3000);
    tab.leave();
    await world.clock.advance(3000);
    assert.ok(pendingKeys(world).length > 0);
    world.network.isOnline = true;
    const next = world.openTab();
    next.service.initSession({
      expId: 'another', expVersion: 1, sessionId: 'token 2',
      reporting: {is_counted: true},
    });
    await world.clock.advance(MINUTE);
    assert.deepEqual(world.server.counts, {
      'num_starts': 1, 'A.total_hit_count': 1, 'A.first_hit_count': 1,
    });
    assert.ok(world.server.requests.every(({url, body}) =>
      url.endsWith('/exp') && body.session_id === 'token' &&
      body.exp_version === 3));
    assert.deepEqual(pendingKeys(world), []);
  });

test('hiding sends everything in requests that outlive the page', async () => {
  const world = new World();
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('A', {});
  answer(tab);
  tab.leave();
  assert.ok(world.network.sent.length > 0);
  assert.ok(world.network.sent.every(({init}) => init.keepalive));
  assert.ok(pendingKeys(world).length > 0);
  await world.clock.advance(1000);
  assert.equal(world.server.events.size, 3);
  assert.deepEqual(world.server.counts, world.server.countsOfLog);
});

test('a page that was hidden and continues sends nothing twice', async () => {
  const world = new World();
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('A', {});
  await world.clock.advance(310);
  answer(tab);
  tab.fire('hiding');
  tab.fire('hiding');
  await world.clock.advance(100);
  tab.fire('shown');
  answer(tab);
  await world.clock.advance(MINUTE);
  assert.equal(world.server.events.size, 4);
  assert.equal(world.server.repetitions, 0);
  assert.deepEqual(pendingKeys(world), []);
});

test('keepalive requests stay within the quota of the browser', async () => {
  const world = new World();
  world.network.latencyMsecs = 1000;
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('A', {});
  for (let i = 0; i < 40; i++) {
    answer(tab, 'é'.repeat(2000));
  }
  tab.fire('hiding');
  const bytes = world.network.sent.filter(({init}) => init.keepalive)
    .map(({init}) => Buffer.byteLength(String(init.body)));
  assert.ok(bytes.reduce((sum, number) => sum + number, 0) <=
    KEEPALIVE_BUDGET_BYTES);
  assert.equal(routes(world)[0], 'stats_events');
  await world.clock.advance(MINUTE);
  assert.equal(world.server.events.size, 42);
});

test('failures are retried with growing, random pauses, and bounded ones',
  async () => {
    const world = new World();
    /** @type {number[]} */
    const times = [];
    world.server.answerInstead = () => {
      times.push(world.clock.now());
      return {status: 503};
    };
    const tab = world.openTab();
    tab.init('token');
    answer(tab);
    await world.clock.advance(60 * MINUTE);
    const pauses = times.slice(1).map((time, i) => time - times[i]);
    assert.ok(times.length > 10 && times.length < 80, `${times.length}`);
    assert.ok(Math.max(...pauses) <= 5 * MINUTE + 1000);
    assert.ok(new Set(pauses).size > pauses.length / 2);
    world.server.answerInstead = null;
    await world.clock.advance(6 * MINUTE);
    assert.equal(world.server.events.size, 1);
    assert.deepEqual(pendingKeys(world), []);
  });

for (const [form, header] of [
  ['seconds', () => '120'],
  ['a date', (/** @type {World} */ world) =>
    new Date(world.clock.now() + 120_000).toUTCString()],
]) {
  test(`Retry-After in ${form} is honoured, by hidden and later pages too`,
    async () => {
      const world = new World();
      world.server.answerInstead = () => ({
        status: 429,
        headers: {'Retry-After':
          /** @type {(world: World) => string} */ (header)(world)},
      });
      const tab = world.openTab();
      tab.init('token').recordExplorationStarted('A', {});
      await world.clock.advance(1000);
      world.server.answerInstead = null;
      const before = world.network.sent.length;
      assert.equal(before, 1);
      answer(tab);
      tab.fire('online');
      tab.fire('hiding');
      tab.leave();
      world.openTab().init('token 2');
      await world.clock.advance(110_000);
      assert.equal(world.network.sent.length, before);
      await world.clock.advance(20_000);
      assert.equal(world.server.events.size, 3);
      assert.deepEqual(pendingKeys(world), []);
    });
}

test('pending reports are sent without further pause when the network returns',
  async () => {
    const world = new World();
    world.network.isOnline = false;
    const tab = world.openTab();
    tab.init('token');
    answer(tab);
    await world.clock.advance(30 * MINUTE);
    world.network.isOnline = true;
    tab.fire('online');
    await world.clock.advance(1000);
    assert.equal(world.server.events.size, 1);
  });

test('a request without a response is given up and repeated', async () => {
  const world = new World();
  const tab = world.openTab();
  world.network.latencyMsecs = 10 * MINUTE;
  tab.init('token');
  answer(tab);
  await world.clock.advance(1000);
  world.network.latencyMsecs = 20;
  await world.clock.advance(MINUTE);
  assert.equal(world.server.events.size, 1);
  assert.equal(world.network.sent.length, 3);
});

test('a response with 409 counts as delivered', async () => {
  const world = new World();
  world.server.answerInstead = () => ({status: 409});
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('A', {});
  answer(tab);
  await world.clock.advance(MINUTE);
  assert.deepEqual(pendingKeys(world), []);
  assert.deepEqual(world.warnings, []);
});

for (const body of ['<html>Sign in to the hotel</html>', '[]', '{}', '']) {
  test(`200 with ${JSON.stringify(body)} is not the server's answer`,
    async () => {
      const world = new World();
      world.server.answerInstead = () => ({status: 200, body});
      const tab = world.openTab();
      tab.init('token').recordExplorationStarted('A', {});
      await world.clock.advance(1000);
      assert.ok(pendingKeys(world).length > 0);
      world.server.answerInstead = null;
      await world.clock.advance(10 * MINUTE);
      assert.equal(world.server.events.size, 2);
      assert.deepEqual(pendingKeys(world), []);
    });
}

test('a group that is too large is halved, and only oversized ' +
    'reports wait', async () => {
  const world = new World();
  world.server.answerInstead = (_, body) =>
    JSON.stringify(body).length > 6000 ? {status: 413} : null;
  const tab = world.openTab();
  tab.init('token');
  for (let i = 0; i < 9; i++) {
    answer(tab, `${i}`.repeat(1000));
  }
  answer(tab, 'large'.repeat(2000));
  await world.clock.advance(10 * MINUTE);
  assert.equal(world.server.events.size, 9);
  assert.equal(world.server.repetitions, 0);
  assert.equal(pendingKeys(world).length, 1);
  world.server.answerInstead = null;
  await world.deliverEverything();
  assert.equal(world.server.events.size, 10);
});

test('a bad event in a group that is refused with 400 does not affect ' +
    'the others',
  async () => {
    const world = new World();
    world.server.answerInstead = (_, body) =>
      JSON.stringify(body).includes('poison') ? {status: 400} : null;
    const tab = world.openTab();
    tab.init('token');
    for (const text of ['1', '2', 'poison', '3', '4', '5']) {
      answer(tab, text);
    }
    await world.clock.advance(MINUTE);
    const answers = [...world.server.events.values()].map(event => event.answer);
    assert.deepEqual(answers.sort(), ['1', '2', '3', '4', '5']);
    assert.deepEqual(world.server.counts, world.server.countsOfLog);
    assert.deepEqual(pendingKeys(world), []);
  });

test('a group with a bad token is refused in one request', async () => {
  const world = new World();
  world.server.answerInstead = () => ({
    status: 400, body: {error: {status: 400, path: 'session_id'}},
  });
  const tab = world.openTab();
  tab.init('token');
  for (let i = 0; i < 20; i++) {
    answer(tab);
  }
  await world.clock.advance(4000);
  assert.equal(world.network.sent.length, 1);
  assert.deepEqual(pendingKeys(world), []);
});

test('each event of a group is handled by its own result', async () => {
  const world = new World();
  let calls = 0;
  world.server.answerInstead = (url, body) => {
    if (!url.includes('event_batch') || calls++ > 0) {
      return null;
    }
    world.server.take(url, {...body, events: body.events.slice(0, 1)});
    return {status: 200, body: {results: [
      {recorded: true},
      {error: {status: 400, code: 'invalid_input', message: 'bad'}},
      {error: {status: 429, code: 'too_many_requests', message: 'later'}},
      {error: {status: 409, code: 'conflict', message: 'there already'}},
    ]}};
  };
  const tab = world.openTab();
  tab.init('token');
  ['recorded', 'bad', 'later', 'there'].forEach(text => answer(tab, text));
  await world.clock.advance(MINUTE);
  const answers = [...world.server.events.values()].map(event => event.answer);
  assert.deepEqual(answers, ['recorded', 'later']);
  assert.deepEqual(pendingKeys(world), []);
});

test('sessions for which the server fails do not delay the others',
  async () => {
    const world = new World();
    world.network.isOnline = false;
    for (const token of ['bad 1', 'bad 2', 'bad 3', 'bad 4', 'fine']) {
      const tab = world.openTab();
      tab.init(token).recordExplorationStarted('A', {});
      tab.leave();
    }
    world.network.isOnline = true;
    world.server.answerInstead = (_, body) =>
      body.session_id.startsWith('bad') ? {status: 500} : null;
    world.openTab().init('token 3');
    await world.clock.advance(5 * MINUTE);
    assert.equal(world.server.counts.num_starts, 1);
    assert.equal(world.server.events.size, 2);
  });

for (const hasLocks of [true, false]) {
  const means = hasLocks ? 'Web Locks' : 'a lease';
  test(`several tabs share the outbox by ${means}, and nothing is sent twice`,
    async () => {
      const world = new World({hasLocks});
      world.network.isOnline = false;
      const tabs = [1, 2, 3].map(i => {
        const tab = world.openTab();
        tab.init(`token ${i}`).recordExplorationStarted('A', {});
        return tab;
      });
      await world.clock.advance(2 * MINUTE);
      world.network.isOnline = true;
      tabs.forEach(tab => tab.fire('online'));
      tabs.forEach(tab => answer(tab));
      await world.clock.advance(20 * MINUTE);
      assert.equal(world.server.counts.num_starts, 3);
      assert.deepEqual(world.server.counts, world.server.countsOfLog);
      assert.equal(world.server.repetitions, 0);
      assert.deepEqual(pendingKeys(world), []);
    });

  test('a tab that died while delivering does not block others for long ' +
      `(${means})`,
    async () => {
      const world = new World({hasLocks});
      const tab = world.openTab();
      tab.init('token').recordExplorationStarted('A', {});
      await world.clock.advance(5);
      tab.crash();
      world.openTab().init('token 2');
      await world.clock.advance(2 * MINUTE);
      assert.equal(world.server.counts.num_starts, 1);
      assert.deepEqual(pendingKeys(world), []);
    });
}

test('counts of a tab that crashed before a flush are delivered by another',
  async () => {
    const world = new World();
    const tab = world.openTab();
    tab.init('token');
    answer(tab);
    await world.clock.advance(1000);
    tab.crash();
    world.openTab().init('token 2');
    await world.clock.advance(2 * MINUTE);
    assert.equal(world.server.counts['A.total_answers_count'], 1);
  });

test('a tab that slept starts a new batch when another took over its ' +
    'counts', async () => {
  const world = new World();
  /** @type {(() => void)[]} */
  const asleep = [];
  const sleeper = world.openTab({
    setTimeout: (/** @type {() => void} */ callback) => asleep.push(callback),
  });
  sleeper.init('token');
  answer(sleeper, 'before');
  world.openTab().init('token 2');
  await world.clock.advance(5 * MINUTE);
  assert.equal(world.server.counts['A.total_answers_count'], 1);
  answer(sleeper, 'after');
  asleep.forEach(callback => callback());
  sleeper.fire('hiding');
  await world.clock.advance(5 * MINUTE);
  assert.equal(world.server.counts['A.total_answers_count'], 2);
  assert.equal(world.server.batches.size, 2);
});

test('the counts of an open tab are not sent by another tab', async () => {
  const world = new World();
  const first = world.openTab();
  first.init('token 1', {flush_interval_msecs: 30_000});
  const second = world.openTab();
  second.init('token 2');
  for (let i = 0; i < 20; i++) {
    answer(first);
    answer(second);
    await world.clock.advance(1000);
  }
  await world.clock.advance(MINUTE);
  const own = [...world.server.batches.values()].filter(
    batch => batch.session_id === 'token 1');
  assert.equal(own.length, 1);
});

test('reports that a tab sends while hiding are not sent again by another tab',
  async () => {
    const world = new World();
    world.network.latencyMsecs = 1000;
    const first = world.openTab();
    first.init('token 1');
    const second = world.openTab();
    second.init('token 2');
    answer(first);
    first.fire('hiding');
    second.fire('shown');
    await world.clock.advance(MINUTE);
    assert.equal(world.server.events.size, 1);
    assert.equal(world.server.repetitions, 0);
  });

test('a tab counts each answer once after a page died while taking over ' +
    'its batch', async () => {
  for (let stepsLeft = 0; stepsLeft < 8; stepsLeft++) {
    const world = new World();
    const sleeper = world.openTab({setTimeout: () => 0});
    sleeper.init('token');
    answer(sleeper, 'before');
    answer(sleeper, 'before');
    const other = world.openTab();
    other.init('token 2');
    await world.clock.advance(50_000);
    other.stepsLeft = stepsLeft;
    await world.clock.advance(20_000);
    answer(sleeper, 'after');
    sleeper.leave();
    await world.deliverEverything();
    assert.equal(world.server.counts['A.total_answers_count'], 3);
    assert.deepEqual(pendingKeys(world), []);
  }
});

test('counts in a full storage are delivered after the page that could not ' +
    'sum them',
  async () => {
    const world = new World();
    world.network.isOnline = false;
    const tab = world.openTab();
    tab.init('token').recordExplorationStarted('A', {});
    answer(tab);
    world.storage.maxChars = world.storage.usedChars;
    tab.leave();
    await world.clock.advance(1000);
    await world.deliverEverything();
    assert.equal(world.server.counts.num_starts, 1);
    assert.deepEqual(world.server.counts, world.server.countsOfLog);
  });

test('a retried batch is unchanged', async () => {
  const world = new World();
  /** @type {string[]} */
  const bodies = [];
  world.server.answerInstead = (url, body) => {
    if (url.includes('stats_events')) {
      bodies.push(JSON.stringify(body));
    }
    return bodies.length < 4 ? {status: 500} : null;
  };
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('A', {});
  for (let i = 0; i < 20; i++) {
    await world.clock.advance(MINUTE);
    answer(tab);
  }
  await world.clock.advance(10 * MINUTE);
  assert.ok(bodies.length >= 4);
  assert.equal(new Set(bodies.slice(0, 4)).size, 1);
  assert.equal(world.server.counts['A.total_answers_count'], 20);
});

test('a full outbox keeps the beginning of each session and counts ' +
    'dropped records', async () => {
  const world = new World();
  world.network.isOnline = false;
  const tab = world.openTab({limits: {maxRecords: 10, maxChars: 1e6}});
  tab.init('token').recordExplorationStarted('A', {});
  for (let i = 0; i < 50; i++) {
    answer(tab);
    await world.clock.advance(100);
  }
  assert.ok(world.storage.keysWith('.item.').length <= 10);
  await world.deliverEverything();
  const numbers = [...world.server.events.values()]
    .map(event => event.sequence_number).sort((a, b) => a - b);
  assert.deepEqual(numbers, numbers.map((_, i) => i));
  const dropped = world.storage.data.get(`${KEY_PREFIX}dropped`);
  assert.equal(Number(dropped), 52 - numbers.length);
  assert.equal(world.warnings.filter(text => /full/.test(text)).length, 1);
  assert.deepEqual(world.server.counts, world.server.countsOfLog);
});

test('a session that lost an event stores no later ones, even if there is room',
  async () => {
    const world = new World();
    world.network.isOnline = false;
    const tab = world.openTab({limits: {maxRecords: 4, maxChars: 1e6}});
    tab.init('token');
    ['1', '2', '3', '4', 'lost'].forEach(text => answer(tab, text));
    world.network.isOnline = true;
    tab.fire('online');
    await world.clock.advance(10 * MINUTE);
    answer(tab, 'after');
    await world.clock.advance(10 * MINUTE);
    const answers = [...world.server.events.values()].map(event => event.answer);
    assert.deepEqual(answers, ['1', '2', '3', '4']);
    tab.init('another token');
    answer(tab, 'new session');
    await world.clock.advance(10 * MINUTE);
    assert.equal(world.server.events.size, 5);
  });

test('the outbox is bounded in characters, too', () => {
  const world = new World();
  const tab = world.openTab({limits: {maxRecords: 1e6, maxChars: 20_000}});
  tab.init('token');
  for (let i = 0; i < 50; i++) {
    answer(tab, 'x'.repeat(1000));
  }
  assert.ok(world.storage.usedChars < 22_000);
});

test('the number of storage calls per report does not depend on ' +
    'pending reports',
  async () => {
    const numCalls = async (/** @type {number} */ numWaiting) => {
      const world = new World();
      world.server.answerInstead = () =>
        ({status: 503, headers: {'Retry-After': '600'}});
      const tab = world.openTab();
      tab.init('token');
      for (let i = 0; i < numWaiting; i++) {
        answer(tab);
      }
      await world.clock.advance(1000);
      world.storage.numCalls = 0;
      answer(tab);
      // Includes the round that the report asks for.
      await world.clock.advance(1000);
      return world.storage.numCalls;
    };
    assert.equal(await numCalls(1000), await numCalls(100));
  });

test('a session of two thousand events can be recorded offline', async () => {
  const world = new World();
  world.network.isOnline = false;
  const tab = world.openTab();
  tab.init('token');
  for (let i = 0; i < 1990; i++) {
    answer(tab);
  }
  await world.clock.advance(100);
  world.network.isOnline = true;
  await world.clock.advance(10 * MINUTE);
  assert.equal(world.server.events.size, 1990);
  assert.equal(world.server.counts['A.total_answers_count'], 1990);
  assert.ok(world.network.sent.length < 80);
});

for (const [name, overrides] of /** @type {[string, object][]} */ ([
  ['missing', {localStorage: null}],
  ['blocked', {get localStorage() {
    throw new DOMException('blocked', 'SecurityError');
  }}],
])) {
  test('reports are kept in memory while the page is open if storage is ' +
      `${name}`,
    async () => {
      const world = new World();
      world.network.isOnline = false;
      const tab = world.openTab(overrides);
      tab.init('token').recordExplorationStarted('A', {});
      await world.clock.advance(10_000);
      world.network.isOnline = true;
      tab.fire('online');
      await world.clock.advance(1000);
      assert.equal(world.server.events.size, 2);
      assert.deepEqual(world.server.counts, world.server.countsOfLog);
      assert.equal(world.clock.timers.size, 0);
    });
}

test('reports that exceed a full storage are kept in memory', async () => {
  const world = new World();
  world.storage.maxChars = 1000;
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('A', {});
  answer(tab);
  await world.clock.advance(10_000);
  assert.equal(world.server.events.size, 3);
  assert.deepEqual(world.server.counts, world.server.countsOfLog);
  assert.equal(world.clock.timers.size, 0);
});

test('a storage that fails to remove does not make the outbox send twice',
  async () => {
    const world = new World();
    const data = new Map();
    const tab = world.openTab({localStorage: {
      get length() {
        return data.size;
      },
      key: (/** @type {number} */ i) => [...data.keys()][i] ?? null,
      getItem: (/** @type {string} */ key) => data.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) =>
        data.set(key, value),
      removeItem: () => {
        throw new Error('no');
      },
    }});
    tab.init('token').recordExplorationStarted('A', {});
    await world.clock.advance(60 * MINUTE);
    assert.equal(world.network.sent.length, 2);
  });

test('records that cannot be read are set aside, and the others delivered',
  async () => {
    const world = new World();
    world.network.isOnline = false;
    const tab = world.openTab();
    tab.init('token').recordExplorationStarted('A', {});
    tab.leave();
    for (const [key, value] of [
      ['item.1', '{"half'], ['item.2', 'null'], ['item.3', '{"event":{}}'],
      ['item.4', '[]'], ['batch.5', '7'], ['batch.6', '{"batch_id":1}'],
      ['pause', 'soon'], ['lease', '['], ['dropped', 'x'],
      ['set_aside', '{"a":1}'],
    ]) {
      world.storage.data.set(KEY_PREFIX + key, value);
    }
    world.storage.data.set('theme', 'dark');
    world.network.isOnline = true;
    world.openTab().init('token 2');
    await world.clock.advance(2 * MINUTE);
    assert.equal(world.server.counts.num_starts, 1);
    assert.deepEqual(pendingKeys(world), []);
    assert.equal(world.storage.data.get('theme'), 'dark');
    assert.equal(world.warnings.length, 1);
  });

test('a clock that is set back does not block for long', async () => {
  const world = new World();
  const tab = world.openTab();
  world.network.isOnline = false;
  tab.init('token').recordExplorationStarted('A', {});
  await world.clock.advance(10 * MINUTE);
  tab.leave();
  world.clock.msecs -= 24 * 60 * MINUTE;
  world.network.isOnline = true;
  world.openTab().init('token 2');
  await world.clock.advance(5 * MINUTE);
  assert.equal(world.server.counts.num_starts, 1);
});

test('a card named __proto__ is counted like any other', async () => {
  const world = new World();
  const tab = world.openTab();
  tab.init('token').recordExplorationStarted('__proto__', {});
  await world.clock.advance(1000);
  assert.equal(world.server.counts['__proto__.first_hit_count'], 1);
});

test('the exploration id is escaped in the route', async () => {
  const world = new World();
  const tab = world.openTab();
  tab.service.initSession({
    expId: 'a/b?c', expVersion: 1, sessionId: 't',
    reporting: {is_counted: true},
  });
  answer(tab);
  await world.clock.advance(1000);
  assert.match(world.network.sent[0].url, /\/a%2Fb%3Fc$/);
});

test('an answer with half a surrogate pair is delivered', async () => {
  const world = new World();
  const tab = world.openTab();
  tab.init('token');
  answer(tab, `a${'😀'.slice(0, 1)}b 😀`);
  await world.clock.advance(1000);
  const [event] = world.server.events.values();
  assert.equal(event.answer, 'a\uFFFDb 😀');
});
