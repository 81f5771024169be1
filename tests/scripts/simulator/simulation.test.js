import assert from 'node:assert/strict';
import {test} from 'node:test';

import {CardProgress, Learner} from
  '../../../scripts/simulator/learner.js';
import {ZERO_EXPLORATION_COUNTS, ZERO_LAST_ONLY_COUNTS} from
  '../../../static/js/domain/wire_contract.js';
import {Random} from '../../../scripts/simulator/random.js';
import {Simulation, SimulationError} from
  '../../../scripts/simulator/simulation.js';
import {countsOf, ModelServer} from
  '../../static/js/player/services/reporting_world.js';
import {MAZE} from './maze.js';

/** @typedef {Record<string, any>} Json */

const NO_HEADERS = new Headers();

/** Answers as the real server does, in memory. */
class FakeApp {
  constructor() {
    this.server = new ModelServer();
    this.numSessions = 0;
    this.isCounted = true;
    this.initStatus = 200;
    this.fetch = this.fetch.bind(this);
  }

  /**
   * @param {any} url
   * @param {RequestInit} [init]
   */
  async fetch(url, init) {
    if (url.includes('/init/')) {
      return Response.json({
        exploration: MAZE, exp_id: 'maze', exp_version: 2,
        session_id: `token ${this.numSessions++}`,
        reporting: {is_counted: this.isCounted, flush_interval_msecs: 5000},
      }, {status: this.initStatus});
    }
    const {status, body} = this.server.answer(url, String(init?.body));
    const text = JSON.stringify(body);
    // What the simulation reads of a Response, which takes longer to make.
    return /** @type {Response} */ (/** @type {unknown} */ (
      {status, headers: NO_HEADERS, text: async () => text}));
  }

  /**
   * @param {object} [options]
   * @returns {Promise<Json>}
   */
  simulate(options = {}) {
    return new Simulation({
      url: '', exp_ids: ['maze'], learners: 40, seed: '1', fault_rate: 0,
      ...options,
    }, () => {}, this.fetch).run();
  }
}

/** @param {Json} exploration of a result */
function countsOfTally(exploration) {
  /** @type {Json} */
  const counts = {};
  for (const name of Object.keys(ZERO_EXPLORATION_COUNTS)) {
    counts[name] = exploration[name];
  }
  for (const [state, own] of
    Object.entries(exploration.state_stats_mapping)) {
    for (const [name, count] of Object.entries(own)) {
      counts[`${state}.${name}`] = count;
    }
  }
  return Object.fromEntries(
    Object.entries(counts).filter(([, count]) => count > 0));
}

/**
 * @param {Json[]} log
 * @returns {Json} sessions by the stars of their last rating
 */
function starsOf(log) {
  const last = new Map(log
    .filter(event => event.event_type === 'rate_exploration')
    .sort((a, b) => a.sequence_number - b.sequence_number)
    .map(event => [event.session_id, event.stars]));
  /** @type {Json} */
  const stars = {...ZERO_LAST_ONLY_COUNTS};
  for (const given of last.values()) stars[`num_ratings_${given}`] += 1;
  return stars;
}

/** @type {Map<string, Promise<{app: FakeApp, result: Json}>>} */
const plays = new Map();

/**
 * Simulates once for all tests that look at the same learners.
 *
 * @param {object} options
 * @returns {Promise<{app: FakeApp, result: Json}>}
 */
function simulateOnce(options) {
  const name = JSON.stringify(options);
  const run = async () => {
    const app = new FakeApp();
    return {app, result: await app.simulate(options)};
  };
  const play = plays.get(name) ?? run();
  plays.set(name, play);
  return play;
}

const DAY_MSECS = 24 * 60 * 60 * 1000;
const LAST_WEEK = {
  between_msecs: [Date.now() - 7 * DAY_MSECS, Date.now()],
};

for (const [faultRate, when] of /** @type {[number, object][]} */ ([
  [0, {}], [0.5, {}], [0.9, {}], [0, LAST_WEEK], [0.5, LAST_WEEK],
])) {
  test('counters and log equal what learners did, when ' +
    `${faultRate * 100} % of the requests go wrong` +
    (when === LAST_WEEK ? ' in days' : ''), async () => {
    const {app, result} = await simulateOnce({fault_rate: faultRate, ...when});
    assert.equal(result.undelivered, 0);
    const [exploration] = result.explorations;
    assert.deepEqual(countsOfTally(exploration), app.server.counts);
    const log = [...app.server.events.values()];
    assert.deepEqual(countsOf(log), app.server.counts);
    const stars = starsOf(log);
    assert.deepEqual({...exploration, ...stars}, exploration);
    for (const [type, count] of Object.entries(exploration.events)) {
      assert.equal(
        log.filter(event => event.event_type === type).length, count, type);
    }
    const numFaults = Object.values(result.faults)
      .reduce((sum, number) => sum + number, 0);
    assert.equal(numFaults > 0, faultRate > 0);
  });
}

test('days are reported in few requests', async () => {
  const {result: {requests, sessions}} =
    await simulateOnce({fault_rate: 0, ...LAST_WEEK});
  assert.ok(requests < 6 * sessions, `${requests} of ${sessions} sessions`);
});

test('the same seed gives the same learners, another seed ' +
    'gives others', async () => {
  const textOf = (/** @type {Json} */ {endings, explorations}) =>
    JSON.stringify([endings, explorations]);
  const first = textOf((await simulateOnce({fault_rate: 0})).result);
  assert.equal(textOf(await new FakeApp().simulate()), first);
  const faulty = textOf((await simulateOnce({fault_rate: 0.5})).result);
  assert.equal(faulty, first, 'whatever the network does');
  assert.notEqual(textOf(await new FakeApp().simulate({seed: '2'})), first);
});

test('learners do everything that can be counted', async () => {
  const app = new FakeApp();
  const result = await app.simulate({learners: 300});
  const [{events, state_stats_mapping: states, ...totals}] =
    result.explorations;
  for (const [type, count] of Object.entries(events)) {
    assert.ok(count > 0, type);
  }
  assert.ok(totals.num_starts > 300, 'some come back');
  assert.ok(totals.num_starts > totals.num_actual_starts, 'some look in only');
  assert.ok(totals.num_actual_starts > totals.num_completions, 'some give up');
  assert.ok(totals.num_completions > 100, 'many come through');
  assert.ok(events.rate_exploration > totals.num_ratings, 'some think again');
  assert.ok(totals.num_completions > totals.num_ratings, 'some say nothing');
  assert.ok(totals.num_ratings_5 > totals.num_ratings_1, 'more are content');
  assert.ok(states.Number.num_times_solution_viewed > 0);
  assert.ok(states.Number.total_hit_count > states.Number.first_hit_count);
  assert.ok(states.Number.total_answers_count >
    states.Number.useful_feedback_count);
});

test('client times never decrease, and sessions last longer than ' +
    'the simulation',
  async () => {
    const app = new FakeApp();
    const startedAt = Date.now();
    await app.simulate({learners: 20});
    const tookMsecs = Date.now() - startedAt;
    /** @type {Map<string, Json[]>} */
    const sessions = new Map();
    for (const event of app.server.events.values()) {
      const {session_id: id} = event;
      sessions.set(id, [...(sessions.get(id) ?? []), event]);
    }
    let longestMsecs = 0;
    for (const events of sessions.values()) {
      events.sort((a, b) => a.sequence_number - b.sequence_number);
      const times = events.map(event => event.client_time_msecs);
      assert.deepEqual(times, [...times].sort((a, b) => a - b));
      longestMsecs = Math.max(longestMsecs, times[times.length - 1] - times[0]);
    }
    assert.ok(longestMsecs > 60_000);
    assert.ok(longestMsecs > 5 * tookMsecs);
  });

for (const [status, reason] of /** @type {[number, RegExp][]} */ ([
  [404, /There is no exploration "maze"/],
  [403, /Guests may not play "maze"/],
  [500, /answered 500/],
])) {
  test(`the reason is reported in one line if init responds ${status}`,
    async () => {
      const app = new FakeApp();
      app.initStatus = status;
      await assert.rejects(app.simulate(), error =>
        error instanceof SimulationError && reason.test(error.message));
    });
}

test('an exploration whose plays are not counted is refused', async () => {
  const app = new FakeApp();
  app.isCounted = false;
  await assert.rejects(app.simulate(), /not counted/);
});

test('a missing server is reported in one line', async () => {
  const app = new FakeApp();
  app.fetch = async () => {
    throw new TypeError('fetch failed', {cause: {code: 'ECONNREFUSED'}});
  };
  await assert.rejects(app.simulate(), /No server answers .*ECONNREFUSED/);
});

test('a connection that the server has closed is opened again', async () => {
  const app = new FakeApp();
  let numClosed = 0;
  /** @type {typeof app.fetch} */
  const closeFirstConnection = (url, init) =>
    url.includes('/init/') && numClosed++ === 0 ?
      Promise.reject(new TypeError('fetch failed')) : app.fetch(url, init);
  const simulation = new Simulation({
    url: '', exp_ids: ['maze'], learners: 1, seed: '1', fault_rate: 0,
  }, () => {}, closeFirstConnection);
  assert.equal((await simulation.run()).learners, 1);
});

test('a server that keeps failing ends the simulation with the reason',
  async () => {
    const app = new FakeApp();
    app.server.answerInstead = () => ({status: 500});
    await assert.rejects(
      app.simulate(),
      /The server does not recover: \/explorehandler\/.* answered 500\./);
  });

test('refused reports are counted as not delivered', async () => {
  const app = new FakeApp();
  app.server.answerInstead = url =>
    url.includes('stats_events') ? {status: 400} : null;
  const result = await app.simulate({learners: 3});
  assert.ok(result.undelivered > 0);
  assert.match(result.last_problem, /stats_events\/maze answered 400/);
});

test('a stubborn learner repeats a wrong answer until the solution is seen',
  () => {
    const candidates = ['a', 'b', 'c', 'd', 'e'].map(
      answer => ({answer, isRight: false}));
    const shareAgain = (/** @type {boolean} */ isStubborn, hasSeen = false) => {
      const learner = new Learner(new Random('1'));
      learner.isStubborn = isStubborn;
      let numAgain = 0;
      for (let i = 0; i < 500; i++) {
        const progress = new CardProgress();
        const first = learner.chooseAnswer(candidates, 0, progress);
        progress.hasSeenSolution = hasSeen;
        numAgain +=
          Number(learner.chooseAnswer(candidates, 0, progress) === first);
      }
      return numAgain / 500;
    };
    assert.ok(shareAgain(true) > 0.75);
    assert.ok(shareAgain(false) < 0.1);
    assert.ok(shareAgain(true, true) < 0.1);
  });
