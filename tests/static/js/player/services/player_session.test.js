import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {InvalidAnswerError}
  from '../../../../../static/js/interactions/interaction_spec.js';
import {FIRST_HINT_MSECS}
  from '../../../../../static/js/player/services/hints_manager.js';
import {PlayerSession}
  from '../../../../../static/js/player/services/player_session.js';
import {ask, continueTo, end, exploration, outcome, state}
  from './explorations.js';
import {FakeTime, recordingService} from './recording_service.js';
import {inView} from './reporting_world.js';

/** A question with feedback, then an information card, then the end. */
const LESSON = exploration({
  Q: ask('yes', outcome('Info', {html: 'Good.'}), outcome('Q', {html: 'No.'})),
  Info: continueTo('End'),
  End: end(),
});

/** @param {any} explorationDict */
function beginSession(explorationDict = LESSON) {
  const time = new FakeTime();
  const {service, calls, names} = recordingService();
  const session = new PlayerSession({
    exploration: explorationDict, statsReportingService: service,
    now: time.now, timers: time.timers, random: () => 0,
  });
  session.begin();
  return {session, time, calls, names, service};
}

const STARTED = 'recordExplorationStarted';
const ACTUALLY_STARTED = 'recordExplorationActuallyStarted';
const HIT = 'recordStateTransition';
const COMPLETED = 'recordStateCompleted';
const ANSWERED = 'recordAnswerSubmitted';
const ENDED = 'recordExplorationCompleted';
const MAYBE_LEFT = 'recordMaybeLeaveEvent';
const RATED = 'recordRating';

describe('a session reports, in order,', () => {
  it('a play to the end', () => {
    const {session, time, calls} = beginSession();
    time.pass(4000);
    session.submitAnswer('yes');
    time.pass(1500);
    session.proceed();
    time.pass(2000);
    session.submitAnswer(null);
    session.proceed();
    assert.deepEqual(calls.map(([name, stateName]) => [name, stateName]), [
      [STARTED, 'Q'],
      [ANSWERED, 'Q'], [ACTUALLY_STARTED, 'Q'],
      [COMPLETED, 'Q'], [HIT, 'Info'],
      [ANSWERED, 'Info'],
      [COMPLETED, 'Info'], [HIT, 'End'], [COMPLETED, 'End'], [ENDED, 'End'],
    ]);
    assert.equal(session.phase, 'ended');
  });

  it('each rating, and only at the end', () => {
    const {session, calls} = beginSession();
    session.rate(1);
    session.submitAnswer('yes');
    session.rate(2);
    session.proceed();
    session.submitAnswer(null);
    session.proceed();
    session.rate(3);
    session.rate(5, 'Good.');
    assert.deepEqual(calls.filter(([name]) => name === RATED),
        [[RATED, 'End', 3, ''], [RATED, 'End', 5, 'Good.']]);
  });

  it('what was hard, with the current card', () => {
    const {session, calls} = beginSession();
    session.submitAnswer('no');
    session.submitAnswerDetails('The word');
    assert.deepEqual(
        calls.at(-1), ['recordAnswerDetails', 'Q', 'The word']);
  });

  it('the time spent on the card that the learner leaves, not on the ' +
      'next one', () => {
    const {session, time, calls} = beginSession();
    time.pass(4000);
    session.submitAnswer('yes');
    time.pass(1500);
    session.proceed();
    time.pass(2000);
    session.submitAnswer(null);
    session.proceed();
    const completions = calls.filter(([name]) => name === COMPLETED);
    assert.deepEqual(completions.map(([, , time]) => time),
        [5.5, 2, 0].map((secs) => inView(secs)));
    const answers = calls.filter(([name]) => name === ANSWERED);
    assert.deepEqual(
        answers.map(([, , report]) => report.timeSpentInStateSecs), [4, 2]);
  });

  it('each answer that stays, and only one actual start', () => {
    const {session, calls} = beginSession();
    session.submitAnswer('no');
    session.submitAnswer('never');
    session.submitAnswer('yes');
    const answers = calls.filter(([name]) => name === ANSWERED);
    assert.deepEqual(
        answers.map(([, , r]) => [r.answer, r.isFeedbackUseful]),
        [['no', false], ['never', false], ['yes', true]]);
    assert.deepEqual(calls.map(([name]) => name), [
      STARTED, ANSWERED, ACTUALLY_STARTED, ANSWERED, ANSWERED,
    ]);
  });

  it('how an answer was classified, in full', () => {
    const {session, time, calls} = beginSession();
    time.pass(250);
    session.submitAnswer(' Yes ');
    assert.deepEqual(calls[1], [ANSWERED, 'Q', {
      answer: 'Yes', answerGroupIndex: 0, ruleSpecIndex: 0,
      classificationCategorization: 'explicit', isFeedbackUseful: true,
      params: {}, ...inView(0.25),
    }]);
  });

  it('an answer with the parameters of its question', () => {
    const question = state('TextInput', {
      default_outcome: outcome('Q', {param_changes: [{
        name: 'said', generator_id: 'Copier',
        customization_args: {value: '{{answer}}'},
      }]}),
    });
    const {session, calls} = beginSession(exploration(
        {Q: question}, {param_specs: {said: {obj_type: 'UnicodeString'}}}));
    session.submitAnswer('a');
    session.submitAnswer('b');
    assert.deepEqual(
        calls.filter(([name]) => name === ANSWERED).map(([, , r]) => r.params),
        [{said: ''}, {said: 'a'}]);
  });

  it('branches and loops, with one first hit per card', () => {
    const {session, calls} = beginSession(exploration({
      A: continueTo('B'),
      B: ask('on', outcome('End'), outcome('A')),
      End: end(),
    }));
    for (const answer of [null, 'back', null, 'on']) {
      session.submitAnswer(answer);
      session.proceed();
    }
    const hits = calls.filter(([name]) => name === HIT);
    assert.deepEqual(hits.map(([, name, , first]) => [name, first]), [
      ['B', true], ['A', false], ['B', false], ['End', true],
    ]);
  });

  it('the completion and the actual start of a play whose first card is ' +
      'the end', () => {
    const {names, session} = beginSession(exploration({End: end()}));
    assert.deepEqual(
        names(), [STARTED, COMPLETED, ACTUALLY_STARTED, ENDED]);
    assert.equal(session.submitAnswer(null), null);
    session.setInView(false);
    assert.equal(names().length, 4);
  });

  it('the actual start before the completion if one answer leads to ' +
      'the end', () => {
    const {session, names} = beginSession(exploration({
      Q: ask('yes', outcome('End'), outcome('Q')), End: end(),
    }));
    session.submitAnswer('yes');
    session.proceed();
    assert.deepEqual(names(), [
      STARTED, ANSWERED, ACTUALLY_STARTED,
      COMPLETED, HIT, COMPLETED, ENDED,
    ]);
  });

  it('every opening of the solution', () => {
    const {session, time, calls} = beginSession(exploration({
      Q: state('TextInput', {
        default_outcome: outcome('Q'),
        hints: [{hint_content: {html: 'Think.'}}],
        solution: {
          answer_is_exclusive: true, correct_answer: 'yes',
          explanation: {html: 'So it is.'},
        },
      }),
    }));
    time.pass(1000);
    assert.equal(session.viewSolution().answerText, 'yes');
    time.pass(1000);
    session.viewSolution();
    assert.deepEqual(calls.slice(1), [
      ['recordSolutionHit', 'Q', inView(1)],
      ['recordSolutionHit', 'Q', inView(2)],
    ]);
  });

  it('every opening of a hint, the same one again too', () => {
    const {session, time, calls} = beginSession(exploration({
      Q: state('TextInput', {
        default_outcome: outcome('Q'),
        hints: [{hint_content: {html: 'Think.'}}],
      }),
    }));
    time.pass(FIRST_HINT_MSECS);
    session.hints.viewHint(0);
    time.pass(1000);
    session.hints.viewHint(0);
    const secs = FIRST_HINT_MSECS / 1000;
    assert.deepEqual(calls.slice(1), [
      ['recordHintViewed', 'Q', 0, inView(secs)],
      ['recordHintViewed', 'Q', 0, inView(secs + 1)],
    ]);
  });

  it('no hint that has not been released', () => {
    const {session, calls} = beginSession(exploration({
      Q: state('TextInput', {
        default_outcome: outcome('Q'),
        hints: [{hint_content: {html: 'Think.'}}],
      }),
    }));
    assert.throws(() => session.hints.viewHint(0));
    assert.deepEqual(calls.slice(1), []);
  });

  it('the departure to a refresher, and nothing after it', () => {
    const {session, time, calls} = beginSession();
    session.submitAnswer('no');
    time.pass(3000);
    session.leaveForRefresher('basics');
    session.leaveForRefresher('basics');
    session.setInView(false);
    assert.equal(session.submitAnswer('yes'), null);
    assert.deepEqual(calls.slice(3), [
      ['recordLeaveForRefresherExp', 'Q', 'basics', inView(3)],
    ]);
    assert.equal(session.phase, 'left');
  });

  it('a new play with a new session, from its start', () => {
    const {session, service, names} = beginSession(exploration({End: end()}));
    assert.throws(() => session.begin(), /once/);
    new PlayerSession({
      exploration: exploration({End: end()}),
      statsReportingService: service,
    }).begin();
    assert.deepEqual(names(), [
      STARTED, COMPLETED, ACTUALLY_STARTED, ENDED,
      STARTED, COMPLETED, ACTUALLY_STARTED, ENDED,
    ]);
  });
});

describe('a learner who hides the page', () => {
  it('is recorded at the card just answered while reading feedback', () => {
    const {session, time, calls} = beginSession();
    session.submitAnswer('yes');
    time.pass(2000);
    session.setInView(false);
    assert.deepEqual(calls.at(-1), [MAYBE_LEFT, 'Q', {}, inView(2)]);
    assert.equal(calls.filter(([name]) => name === HIT).length, 0);
  });

  it('is noted once for each visit to a card', () => {
    const {session, names} = beginSession();
    session.setInView(false);
    session.setInView(false);
    session.submitAnswer('no');
    session.setInView(false);
    assert.deepEqual(names().filter((name) => name === MAYBE_LEFT).length, 1);
    session.submitAnswer('yes');
    session.proceed();
    session.setInView(false);
    assert.deepEqual(names().filter((name) => name === MAYBE_LEFT).length, 2);
  });

  it('after the end is not noted', () => {
    const {session, names} = beginSession();
    for (const answer of ['yes', null]) {
      session.submitAnswer(answer);
      session.proceed();
    }
    session.setInView(false);
    assert.equal(names().includes(MAYBE_LEFT), false);
  });
});

describe('an answer', () => {
  it('is accepted once however often it is sent', () => {
    const {session, names} = beginSession();
    assert.notEqual(session.submitAnswer('yes'), null);
    assert.equal(session.submitAnswer('yes'), null);
    assert.notEqual(session.proceed(), null);
    assert.equal(session.proceed(), null);
    assert.equal(names().filter((name) => name === ANSWERED).length, 1);
    assert.equal(names().filter((name) => name === HIT).length, 1);
  });

  it('is refused and not recorded if invalid', () => {
    const {session, names} = beginSession();
    assert.throws(() => session.submitAnswer(''), InvalidAnswerError);
    assert.deepEqual(names(), [STARTED]);
    assert.equal(session.phase, 'answering');
  });
});

describe('the transcript', () => {
  it('holds every card seen, each with its answers', () => {
    const {session} = beginSession();
    session.submitAnswer('no');
    session.submitAnswer('yes');
    session.proceed();
    assert.deepEqual(
        session.visits.map(({card, results}) => [
          card.stateName, results.map((result) => result.answerText),
        ]),
        [['Q', ['no', 'yes']], ['Info', []]]);
  });
});

describe('help', () => {
  it('is that of the current card and stops when the card is completed', () => {
    const hinted = ask('yes', outcome('End', {html: 'Good.'}), outcome('Q'));
    hinted.interaction.hints = [{hint_content: {html: 'Think.'}}];
    const {session, time} = beginSession(exploration({Q: hinted, End: end()}));
    assert.equal(time.numPending, 1);
    session.submitAnswer('yes');
    assert.equal(time.numPending, 0);
    time.pass(600_000);
    assert.equal(session.hints.numReleased, 0);
  });

  it('leaves no timer behind when the learner goes to a refresher', () => {
    const hinted = ask('yes', outcome('End'), outcome('Q'));
    hinted.interaction.hints = [{hint_content: {html: 'Think.'}}];
    const {session, time} = beginSession(exploration({Q: hinted, End: end()}));
    session.leaveForRefresher('basics');
    assert.equal(time.numPending, 0);
  });

  it('leaves no timer behind at the end', () => {
    const {session, time} = beginSession();
    for (const answer of ['yes', null]) {
      session.submitAnswer(answer);
      session.proceed();
    }
    assert.equal(time.numPending, 0);
  });
});

describe('the time on a card', () => {
  it('is never negative, even when the clock is set back', () => {
    const {session, time, calls} = beginSession();
    time.msecs = -5000;
    session.submitAnswer('no');
    assert.equal(calls[1][2].timeSpentInStateSecs, 0);
  });
});
