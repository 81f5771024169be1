/** @file A play that goes on in another page. */

import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {NEXT_HELP_MSECS, FIRST_HINT_MSECS}
  from '../../../../../static/js/player/services/hints_manager.js';
import {PlayerSession}
  from '../../../../../static/js/player/services/player_session.js';
import {MalformedPlayError}
  from '../../../../../static/js/player/services/saved_play.js';
import {ask, continueTo, end, exploration, outcome, state}
  from './explorations.js';
import {FakeTime, recordingService} from './recording_service.js';
import {inView, World} from './reporting_world.js';

/** @type {import('../../../../../static/js/domain/wire_types.js')
 *     .ParamChange} */
const SAY_AGAIN = {
  name: 'said', generator_id: 'Copier',
  customization_args: {value: '{{said}}{{answer}}'},
};

/** Feedback, answers that stay, a loop, and parameters that change. */
const LESSON = exploration({
  Intro: continueTo('Q'),
  Q: ask('yes',
      outcome('Loop', {html: 'Good, {{said}}.', param_changes: [SAY_AGAIN]}),
      outcome('Q', {html: 'No.', param_changes: [SAY_AGAIN]})),
  Loop: ask('on', outcome('End'), outcome('Intro')),
  End: end(),
}, {param_specs: {said: {obj_type: 'UnicodeString'}}});

const ANSWERS = [null, 'no', 'never', 'yes', 'back', null, 'yes', 'on'];

/** Pages of one browser that go on with one play. */
class Pages {
  time = new FakeTime();
  recorder = recordingService();
  owner = 'page 1';
  /** @type {{owner: string, raw: string} | null} */
  slot = null;
  numTakenOver = 0;

  /** @param {any} [lesson] */
  constructor(lesson = LESSON) {
    this.lesson = lesson;
    this.session = this.open('page 1');
  }

  /** @param {string} owner */
  open(owner) {
    return new PlayerSession({
      exploration: this.lesson,
      statsReportingService: this.recorder.service,
      saver: {
        isTakenOver: () => this.slot !== null && this.slot.owner !== owner,
        save: (_number, play) => {
          this.slot = {owner, raw: JSON.stringify(play)};
        },
      },
      onTakenOver: () => void this.numTakenOver++,
      now: this.time.now, timers: this.time.timers, random: () => 0,
    });
  }

  /**
   * @param {string} owner
   * @param {number} [awaySecs]
   */
  reload(owner = 'page 1', awaySecs = 0) {
    const session = this.open(owner);
    session.resume(JSON.parse(this.slot?.raw ?? ''), awaySecs);
    return session;
  }
}

/**
 * @param {(pages: Pages) => void} betweenSteps
 */
function playThrough(betweenSteps) {
  const pages = new Pages();
  pages.session.begin();
  for (const answer of ANSWERS) {
    betweenSteps(pages);
    pages.time.pass(1000);
    pages.session.submitAnswer(answer);
    if (pages.session.phase !== 'feedback') continue;
    betweenSteps(pages);
    pages.time.pass(500);
    pages.session.proceed();
  }
  assert.equal(pages.session.phase, 'ended');
  return pages;
}

describe('a play that is reloaded after every step', () => {
  it('makes the same reports and has the same visits as one ' +
      'without reloads', () => {
    const straight = playThrough(() => {});
    const reloaded = playThrough((pages) => {
      pages.session = pages.reload();
    });
    assert.deepEqual(reloaded.recorder.calls, straight.recorder.calls);
    assert.deepEqual(reloaded.session.visits, straight.session.visits);
  });

  it('is saved until its end', () => {
    const pages = playThrough(({slot}) => assert.notEqual(slot?.raw, 'null'));
    assert.equal(pages.slot?.raw, 'null');
  });

  it('counts once-only counters once in a session', async () => {
    const world = new World();
    const service = world.openTab().init('token');
    service.recordHintViewed('A', 0, inView(1));
    service.recordRating('A', 3, '');
    const {progress} = service;
    assert.equal(progress.next_sequence_number, 2);
    const next = world.openTab().service;
    next.initSession({
      expId: 'exp', expVersion: 1, sessionId: 'token',
      reporting: {is_counted: true}, progress,
    });
    next.recordHintViewed('A', 0, inView(1));
    next.recordRating('A', 4, '');
    await world.clock.advance(120_000);
    assert.deepEqual(
        [...world.server.events.values()].map((e) => e.sequence_number).sort(),
        [0, 1, 2, 3]);
    assert.equal(world.server.counts['A.num_times_hint_viewed'], 1);
    assert.equal(world.server.counts.num_ratings, 1);
  });
});

describe('the time on a card', () => {
  it('continues, and the time away counts as hidden', () => {
    const pages = new Pages();
    pages.session.begin();
    pages.time.pass(3000);
    pages.session.setInView(false);
    pages.session = pages.reload('page 2', 60);
    pages.time.pass(2000);
    pages.session.submitAnswer(null);
    pages.session.proceed();
    const left = pages.recorder.calls.find(
        ([name]) => name === 'recordStateCompleted');
    assert.deepEqual(left?.[2], inView(5, 60));
  });

  it('is in view exactly while the page is', () => {
    const {session, time, recorder} = new Pages();
    session.begin();
    time.pass(500);
    session.setInView(false);
    time.pass(8000);
    session.setInView(true);
    time.pass(500);
    session.submitAnswer(null);
    const report = recorder.calls.find(
        ([name]) => name === 'recordAnswerSubmitted')?.[2];
    assert.equal(report.timeSpentInStateSecs, 1);
    assert.equal(report.hiddenTimeSecs, 8);
  });

  it('includes no time away if the clock was set back', () => {
    const pages = new Pages();
    pages.session.begin();
    pages.session = pages.reload('page 2', -1e6);
    pages.session.submitAnswer(null);
    assert.equal(pages.recorder.calls.at(-2)?.[2].hiddenTimeSecs, 0);
  });
});

describe('help after a reload', () => {
  const hinted = ask('yes', outcome('End'), outcome('Q'));
  hinted.interaction.hints =
      [{hint_content: {html: 'Think.'}}, {hint_content: {html: 'More.'}}];
  const lesson = exploration({Q: hinted, End: end()});

  it('keeps released hints and releases the next one', () => {
    const pages = new Pages(lesson);
    pages.session.begin();
    pages.time.pass(FIRST_HINT_MSECS);
    pages.session.hints.viewHint(0);
    pages.session.hints.stop();
    pages.session = pages.reload();
    const {hints} = pages.session;
    assert.deepEqual([hints.numReleased, hints.numViewed], [1, 1]);
    pages.time.pass(NEXT_HELP_MSECS);
    assert.equal(hints.numReleased, 2);
  });

  it('releases no further hint while one is unread', () => {
    const pages = new Pages(lesson);
    pages.session.begin();
    pages.time.pass(FIRST_HINT_MSECS);
    pages.session.setInView(false);
    pages.session.hints.stop();
    pages.session = pages.reload();
    pages.time.pass(FIRST_HINT_MSECS + NEXT_HELP_MSECS);
    assert.equal(pages.session.hints.numReleased, 1);
  });
});

describe('a page whose play was resumed elsewhere', () => {
  it('does nothing and reports nothing, and is notified once', () => {
    const pages = new Pages();
    pages.session.begin();
    pages.session.submitAnswer(null);
    pages.session.proceed();
    const second = pages.reload('page 2');
    const before = pages.recorder.calls.length;
    assert.equal(pages.session.submitAnswer('yes'), null);
    assert.equal(pages.session.proceed(), null);
    pages.session.setInView(false);
    pages.session.setInView(true);
    assert.equal(pages.session.phase, 'elsewhere');
    assert.equal(pages.recorder.calls.length, before);
    assert.equal(pages.numTakenOver, 1);
    assert.equal(pages.slot?.owner, 'page 2');
    assert.notEqual(second.submitAnswer('yes'), null);
  });
});

describe('a learner who comes back from a refresher', () => {
  it('continues on the card after a reload', () => {
    const pages = new Pages();
    pages.session.begin();
    pages.session.leaveForRefresher('basics');
    pages.session.setInView(false);
    pages.session = pages.reload('page 2');
    assert.equal(pages.session.phase, 'answering');
  });

  it('continues on the card after the Back button', () => {
    const {session} = new Pages();
    session.begin();
    session.leaveForRefresher('basics');
    session.setInView(false);
    session.setInView(true);
    assert.equal(session.phase, 'answering');
  });
});

describe('a saved play that does not match its exploration', () => {
  /** @param {(saved: any) => void} change */
  function resumeChanged(change) {
    const pages = new Pages();
    pages.session.begin();
    pages.session.submitAnswer(null);
    pages.session.proceed();
    const saved = JSON.parse(pages.slot?.raw ?? '');
    change(saved);
    pages.open('page 2').resume(saved, 0);
  }

  it('is refused', () => {
    resumeChanged(() => {});
    const changes = [
      (/** @type {any} */ {visits}) => visits.shift(),
      (/** @type {any} */ {visits}) => void (visits[0].state_name = 'Q'),
      (/** @type {any} */ {visits}) => void (visits[1].state_name = 'End'),
      (/** @type {any} */ {visits}) => void (visits[1].state_name = 'gone'),
      (/** @type {any} */ {visits}) => void (visits[0].results = []),
      (/** @type {any} */ {visits}) =>
        visits[0].results.push(visits[0].results[0]),
      (/** @type {any} */ {visits}) =>
        void (visits[0].results[0].answer_group_index = 7),
    ];
    for (const change of changes) {
      assert.throws(() => resumeChanged(change), MalformedPlayError);
    }
  });

  it('is refused if it is at its end', () => {
    const only = state('TextInput', {default_outcome: outcome('End')});
    const pages = new Pages(exploration({Only: only, End: end()}));
    pages.session.begin();
    pages.session.submitAnswer('a');
    const saved = JSON.parse(pages.slot?.raw ?? '');
    saved.visits.push({state_name: 'End', results: []});
    assert.throws(
        () => pages.open('page 2').resume(saved, 0), MalformedPlayError);
  });
});

describe('a play that was saved before its last reports', () => {
  /** @param {Record<string, string[]>} reported */
  function resumeAtFirstCard(reported) {
    const pages = new Pages();
    pages.session.begin();
    const session = pages.open('page 1');
    session.resume(JSON.parse(pages.slot?.raw ?? ''), 0, reported);
    session.submitAnswer(null);
    session.proceed();
    return pages.recorder.calls.slice(1);
  }

  it('does not report once-only counters again', () => {
    const calls = resumeAtFirstCard(
        {state_hit: ['Intro', 'Q'], exploration_actual_start: ['Intro']});
    assert.deepEqual(calls.map(([name]) => name), [
      'recordAnswerSubmitted', 'recordStateCompleted', 'recordStateTransition',
    ]);
    assert.deepEqual(calls.at(-1)?.slice(1), ['Q', {said: ''}, false]);
  });

  it('is refused if its completion was reported', () => {
    assert.throws(
        () => resumeAtFirstCard({exploration_complete: ['End']}),
        MalformedPlayError);
  });

  it('continues the sequence numbers known to the server', async () => {
    const world = new World();
    const {service} = world.openTab();
    service.initSession({
      expId: 'exp', expVersion: 1, sessionId: 'token',
      reporting: {is_counted: true},
      progress: {next_sequence_number: 2, counted: []},
      reported: {
        next_sequence_number: 7,
        states: {hint_viewed: ['A'], rate_exploration: ['A']},
      },
    });
    service.recordHintViewed('A', 0, inView(1));
    service.recordRating('A', 3, '');
    service.recordHintViewed('B', 0, inView(1));
    await world.clock.advance(60_000);
    assert.deepEqual(
        [...world.server.events.values()].map((e) => e.sequence_number).sort(),
        [7, 8, 9]);
    assert.deepEqual(world.server.counts, {'B.num_times_hint_viewed': 1});
  });
});
