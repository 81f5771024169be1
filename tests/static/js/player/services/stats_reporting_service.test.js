import assert from 'node:assert/strict';
import {test} from 'node:test';

import {LIMITS} from '../../../../../static/js/domain/wire_contract.js';
import {buildAnswerResult, inView, World} from './reporting_world.js';

/** @param {World} world */
const eventsOf = world => [...world.server.events.values()];

test('each record method sends its event with its own fields', async () => {
  const world = new World();
  const service = world.openTab().init('token');
  service.recordExplorationStarted('A', {name: 'Ada'});
  service.recordAnswerSubmitted('A', buildAnswerResult('4', true));
  service.recordExplorationActuallyStarted('A');
  service.recordSolutionHit('A', inView(2));
  service.recordHintViewed('A', 1, inView(2.5, 0.0001));
  service.recordStateCompleted('A', inView(12.5, 8.25));
  service.recordStateTransition('B', {name: 'Ada'}, true);
  service.recordMaybeLeaveEvent('B', {name: 'Ada'}, inView(3));
  service.recordLeaveForRefresherExp('B', 'refresher', inView(4));
  service.recordExplorationCompleted('B', {name: 'Ada'}, inView(5));
  await world.clock.advance(1000);
  const own = eventsOf(world).map(event => {
    const {event_id, session_id, client_time_msecs, sent_at_msecs, ...rest} =
      event;
    assert.match(event_id, /^[0-9a-f-]{36}$/);
    assert.equal(session_id, 'token');
    assert.ok(sent_at_msecs >= client_time_msecs);
    return rest;
  });
  const params = {name: 'Ada'};
  assert.deepEqual(own, [
    {event_type: 'exploration_start', state_name: 'A', params},
    {event_type: 'state_hit', state_name: 'A', params},
    {
      event_type: 'answer_submitted', state_name: 'A', answer: '4',
      answer_group_index: 0, rule_spec_index: null, params: {},
      classification_categorization: 'default_outcome',
      is_feedback_useful: true, time_spent_in_state_secs: 1.5,
    },
    {event_type: 'exploration_actual_start', state_name: 'A'},
    {
      event_type: 'solution_hit', state_name: 'A',
      time_spent_in_state_secs: 2,
    },
    {
      event_type: 'hint_viewed', state_name: 'A', hint_index: 1,
      time_spent_in_state_secs: 2.5,
    },
    {
      event_type: 'state_complete', state_name: 'A',
      time_spent_in_state_secs: 12.5, hidden_time_secs: 8.25,
    },
    {event_type: 'state_hit', state_name: 'B', params},
    {
      event_type: 'exploration_maybe_leave', state_name: 'B', params,
      time_spent_in_state_secs: 3,
    },
    {
      event_type: 'leave_for_refresher_exp', state_name: 'B',
      refresher_exp_id: 'refresher', time_spent_in_state_secs: 4,
    },
    {
      event_type: 'exploration_complete', state_name: 'B', params,
      time_spent_in_state_secs: 5,
    },
  ].map((event, i) => ({...event, sequence_number: i})));
});

test('the start says what is known about the learner', async () => {
  const world = new World();
  const {service} = world.openTab();
  const traits = /** @type {const} */ ({visitor: 'new', language: 'de'});
  service.initSession({
    expId: 'exp', expVersion: 3, sessionId: 'token',
    reporting: {is_counted: true}, traits,
  });
  service.recordExplorationStarted('A', {});
  service.recordMaybeLeaveEvent('A', {}, inView(3));
  await world.clock.advance(1000);
  const [start, hit, leave] = eventsOf(world);
  assert.deepEqual(
    {visitor: start.visitor, language: start.language}, traits);
  assert.ok(!('device' in start));
  assert.ok(!('visitor' in hit) && !('visitor' in leave));
});

test('each record method adds the defined counts', async () => {
  const world = new World();
  const service = world.openTab().init('token');
  service.recordExplorationStarted('A', {});
  service.recordAnswerSubmitted('A', buildAnswerResult('wrong', false));
  service.recordExplorationActuallyStarted('A');
  service.recordAnswerSubmitted('A', buildAnswerResult('right', true));
  service.recordStateCompleted('A', inView(1));
  service.recordStateTransition('B', {}, true);
  service.recordStateTransition('A', {}, false);
  service.recordMaybeLeaveEvent('A', {}, inView(1));
  service.recordLeaveForRefresherExp('A', 'refresher', inView(1));
  service.recordExplorationCompleted('A', {}, inView(1));
  await world.clock.advance(1000);
  assert.deepEqual(world.server.counts, {
    'num_starts': 1, 'num_actual_starts': 1, 'num_completions': 1,
    'A.total_hit_count': 2, 'A.first_hit_count': 1,
    'A.total_answers_count': 2, 'A.useful_feedback_count': 1,
    'A.num_completions': 1, 'B.total_hit_count': 1, 'B.first_hit_count': 1,
  });
});

test('opening a solution again adds an event and no count',
  async () => {
    const world = new World();
    const service = world.openTab().init('token');
    service.recordSolutionHit('A', inView(1));
    service.recordSolutionHit('A', inView(2));
    service.recordSolutionHit('B', inView(3));
    await world.clock.advance(6000);
    assert.equal(world.server.events.size, 3);
    assert.deepEqual(world.server.counts, {
      'A.num_times_solution_viewed': 1, 'B.num_times_solution_viewed': 1,
    });
  });

test('each opening of a hint is an event, and counts once ' +
    'per card', async () => {
  const world = new World();
  const service = world.openTab().init('token');
  service.recordHintViewed('A', 0, inView(1));
  service.recordHintViewed('A', 1, inView(2));
  service.recordHintViewed('B', 0, inView(3));
  await world.clock.advance(6000);
  assert.equal(world.server.events.size, 3);
  assert.deepEqual(world.server.counts, {
    'A.num_times_hint_viewed': 1, 'B.num_times_hint_viewed': 1,
  });
});

test('each rating is an event, and counts once per session', async () => {
  const world = new World();
  const service = world.openTab().init('token');
  service.recordRating('End', 2, '');
  service.recordRating('End', 4, 'Fine.');
  await world.clock.advance(6000);
  assert.deepEqual(
    eventsOf(world).map(({stars, comment}) => [stars, comment]).sort(),
    [[2, ''], [4, 'Fine.']]);
  assert.deepEqual(world.server.counts, {'num_ratings': 1});
});

test('a pasted comment is cut to the limits of the server',
  async () => {
    const limit = LIMITS.MAX_COMMENT_LENGTH;
    const world = new World();
    const service = world.openTab().init('token');
    service.recordRating('End', 1, 'a\r\n\tb\u0000\ud83d \ud83d\ude00');
    service.recordRating('End', 1, 'x'.repeat(limit - 1) + '\ud83d\ude00');
    await world.clock.advance(6000);
    assert.deepEqual(
      eventsOf(world).map(({comment}) => comment).sort(),
      ['a\n\tb \ud83d\ude00', 'x'.repeat(limit - 1)]);
  });

test('an answer about what was hard is sent alone and does not advance ' +
    'the sequence',
  async () => {
    const world = new World();
    const service = world.openTab().init('token');
    service.recordHintViewed('A', 0, inView(1));
    service.recordAnswerDetails('A', 'The\r\nmoon');
    service.recordSolutionHit('A', inView(1));
    await world.clock.advance(6000);
    assert.deepEqual(
      eventsOf(world).map(({event_type: type, sequence_number: number,
        answer_details: text}) => [type, number, text]).sort(),
      [
        ['hint_viewed', 0, undefined],
        ['learner_answer_details', 1, 'The\nmoon'],
        ['solution_hit', 1, undefined],
      ]);
    const urls = world.network.sent.map(({url}) => url);
    assert.ok(
      urls.some((url) => url.includes('/learner_answer_details_event/')));
    assert.ok(!urls.some((url) => url.includes('event_batch')));
  });

test('an answer about what was hard waits for a server that accepts it, by ' +
    'its own route',
  async () => {
    const world = new World();
    world.server.unknownKinds.add('learner_answer_details');
    const service = world.openTab().init('token');
    service.recordAnswerDetails('A', 'The moon');
    service.recordHintViewed('A', 0, inView(1));
    await world.clock.advance(60_000);
    assert.deepEqual(
      eventsOf(world).map(({event_type: type}) => type), ['hint_viewed']);
    world.server.unknownKinds.clear();
    await world.clock.advance(3 * 3_600_000);
    assert.equal(world.server.events.size, 2);
    assert.ok(world.network.sent.at(-1)?.url.includes('answer_details'));
  });

test('isRecording says whether a session is reported', () => {
  const tab = new World().openTab();
  assert.equal(tab.init('token').isRecording, true);
  assert.equal(tab.init('token', {is_counted: false}).isRecording, false);
});

test('a new session starts its sequence numbers and once-only counters again',
  async () => {
    const world = new World();
    const tab = world.openTab();
    tab.init('first').recordSolutionHit('A', inView(1));
    tab.init('second').recordSolutionHit('A', inView(1));
    await world.clock.advance(10_000);
    assert.deepEqual(
      eventsOf(world).map(event => [event.session_id, event.sequence_number])
        .sort(),
      [['first', 0], ['second', 0]]);
    assert.equal(world.server.counts['A.num_times_solution_viewed'], 2);
  });

test('an uncounted session sends and stores nothing', async () => {
  const world = new World();
  const tab = world.openTab();
  const service = tab.init('token', {is_counted: false});
  service.recordExplorationStarted('A', {});
  service.recordExplorationCompleted('A', {}, inView(1));
  await world.clock.advance(10_000);
  tab.leave();
  await world.clock.advance(10_000);
  assert.deepEqual(world.network.sent, []);
  assert.deepEqual([...world.storage.data], []);
});

test('an uncounted session still delivers reports of others',
  async () => {
    const world = new World();
    world.network.isOnline = false;
    const earlier = world.openTab();
    earlier.init('token').recordExplorationStarted('A', {});
    earlier.leave();
    world.network.isOnline = true;
    world.openTab().init('own play', {is_counted: false});
    await world.clock.advance(60_000);
    assert.equal(world.server.counts.num_starts, 1);
  });

test('Global Privacy Control prevents sending and storing, and clears ' +
    'the outbox', async () => {
  const world = new World();
  world.network.isOnline = false;
  const earlier = world.openTab();
  earlier.init('token').recordExplorationStarted('A', {});
  earlier.leave();
  await world.clock.advance(1000);
  world.network.isOnline = true;
  world.network.sent = [];
  const tab = world.openTab({navigator: {globalPrivacyControl: true}});
  const service = tab.init('second');
  service.recordExplorationStarted('A', {});
  tab.fire('online');
  tab.fire('shown');
  await world.clock.advance(60_000);
  tab.leave();
  await world.clock.advance(60_000);
  assert.deepEqual(world.network.sent, []);
  assert.deepEqual([...world.storage.data], []);
});

test('nothing is recorded before a session begins or after it is closed',
  async () => {
    const world = new World();
    const tab = world.openTab();
    tab.service.recordExplorationStarted('A', {});
    tab.fire('hiding');
    const service = tab.init('token');
    service.close();
    service.recordExplorationStarted('A', {});
    await world.clock.advance(10_000);
    assert.deepEqual(world.network.sent, []);
  });

test('recording returns before anything is sent', () => {
  const world = new World();
  const service = world.openTab().init('token');
  service.recordExplorationStarted('A', {});
  assert.deepEqual(world.network.sent, []);
});

test('errors of reporting never reach the player', async () => {
  const throwError = () => {
    throw new Error('broken');
  };
  const world = new World();
  for (const overrides of [
    {crypto: {getRandomValues: throwError, randomUUID: () => 'owner'}},
    {fetch: throwError},
    {setTimeout: throwError},
    {locks: {request: throwError}},
    {get localStorage() {
      return throwError();
    }},
    {localStorage: {
      length: 1, key: throwError, getItem: throwError, setItem: throwError,
      removeItem: throwError,
    }},
  ]) {
    const tab = world.openTab(overrides);
    const service = tab.init('token');
    service.recordExplorationStarted('A', {});
    service.recordAnswerSubmitted('A', buildAnswerResult('x', true));
    tab.fire('hiding');
    tab.fire('shown');
    tab.fire('online');
    await world.clock.advance(10_000);
    service.close();
    tab.crash();
  }
  assert.ok(world.server.events.size > 0);
});

test('a circular answer is not recorded, and later answers are', async () => {
  const world = new World();
  const service = world.openTab().init('token');
  /** @type {Record<string, unknown>} */
  const circular = {};
  circular.self = circular;
  service.recordAnswerSubmitted(
    'A', {...buildAnswerResult('', true), answer: circular});
  service.recordAnswerSubmitted('A', buildAnswerResult('fine', true));
  await world.clock.advance(6000);
  assert.deepEqual(eventsOf(world).map(event => event.answer), ['fine']);
  assert.equal(world.server.counts['A.total_answers_count'], 1);
});

test('times that no server would accept are limited to ' +
    'valid bounds', async () => {
  const world = new World();
  const service = world.openTab().init('token');
  for (const secs of [NaN, Infinity, -1, 1e9, 7]) {
    service.recordStateCompleted('A', inView(secs, secs));
  }
  await world.clock.advance(1000);
  assert.deepEqual(
    eventsOf(world).map(event => event.time_spent_in_state_secs),
    [0, 2_592_000, 0, 2_592_000, 7]);
  assert.deepEqual(
    eventsOf(world).map(event => event.hidden_time_secs ?? 0),
    [0, 2_592_000, 0, 2_592_000, 7]);
});

test('sent_at is the time of sending, not of recording', async () => {
  const world = new World();
  world.network.isOnline = false;
  const tab = world.openTab();
  const service = tab.init('token');
  service.recordStateCompleted('A', inView(1));
  await world.clock.advance(60_000);
  world.network.isOnline = true;
  tab.fire('online');
  await world.clock.advance(60_000);
  const [event] = eventsOf(world);
  assert.ok(event.sent_at_msecs - event.client_time_msecs >= 60_000);
});
