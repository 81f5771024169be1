/**
 * Invariants of every play of every exploration, tested with explorations of
 * random shape and learners who answer at random and leave anywhere.
 */

import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {PlayerSession}
  from '../../../../../static/js/player/services/player_session.js';
import {continueTo, end, exploration, outcome, state}
  from './explorations.js';
import {FakeTime, recordingService} from './recording_service.js';

const NUM_PLAYS = 300;

/**
 * @param {number} seed
 * @returns {() => number} The same numbers for the same seed (mulberry32).
 */
function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {() => number} random
 * @param {number} n
 * @returns {number} 0 to n - 1.
 */
function below(random, n) {
  return Math.floor(random() * n);
}

/** @param {() => number} random */
function randomExploration(random) {
  const numStates = below(random, 6);
  const names = Array.from({length: numStates}, (_, i) => `S${i}`);
  const anyName = () => [...names, 'End'][below(random, numStates + 1)];
  const anyOutcome = () =>
    outcome(anyName(), {html: random() < 0.5 ? '' : '<p>So.</p>'});
  const states = names.map((name) => [
    name, random() < 0.3 ? continueTo(anyName()) : state('NumericInput', {
      answer_groups: [0, 1].map((x) => ({
        rule_specs: [{rule_type: 'Equals', inputs: {x}}],
        outcome: anyOutcome(),
      })),
      default_outcome: anyOutcome(),
    }),
  ]);
  return exploration({...Object.fromEntries(states), End: end()});
}

/** @param {number} seed */
function randomPlay(seed) {
  const random = randomFrom(seed);
  const time = new FakeTime();
  const {service, calls} = recordingService();
  const session = new PlayerSession({
    exploration: randomExploration(random), statsReportingService: service,
    now: time.now, timers: time.timers, random,
  });
  session.begin();
  let numAnswers = 0;
  while (session.phase !== 'ended' && random() > 0.05) {
    time.pass(below(random, 20_000));
    if (random() < 0.1) session.setInView(false);
    if (session.submitAnswer(below(random, 3))) numAnswers++;
    if (random() < 0.9) session.proceed();
  }
  return {session, calls, numAnswers};
}

/**
 * @param {any[][]} calls
 * @param {string} name
 * @returns {any[][]} The calls of that name, without it.
 */
function callsOf(calls, name) {
  return calls.filter(([other]) => other === name).map(([, ...rest]) => rest);
}

/** @param {any[][]} calls */
function entries(calls) {
  return [
    ...callsOf(calls, 'recordExplorationStarted'),
    ...callsOf(calls, 'recordStateTransition'),
  ].map(([stateName]) => stateName);
}

/** @param {(play: ReturnType<typeof randomPlay>) => void} check */
function inEveryPlay(check) {
  for (let seed = 0; seed < NUM_PLAYS; seed++) {
    try {
      check(randomPlay(seed));
    } catch (error) {
      throw new Error(`in play ${seed}`, {cause: error});
    }
  }
}

describe('in every play', () => {
  it('the start is reported first, and once', () => {
    inEveryPlay(({calls}) => {
      assert.equal(calls[0][0], 'recordExplorationStarted');
      assert.equal(callsOf(calls, 'recordExplorationStarted').length, 1);
    });
  });

  it('a session that answers or completes has actually started, once', () => {
    inEveryPlay(({calls, session, numAnswers}) => {
      const hasStarted = numAnswers > 0 || session.phase === 'ended';
      assert.equal(callsOf(calls, 'recordExplorationActuallyStarted').length,
          hasStarted ? 1 : 0);
    });
  });

  it('exactly the accepted answers are reported', () => {
    inEveryPlay(({calls, numAnswers}) => {
      assert.equal(callsOf(calls, 'recordAnswerSubmitted').length, numAnswers);
    });
  });

  it('each card entered but the one shown was completed', () => {
    inEveryPlay(({calls, session}) => {
      const entered = entries(calls);
      const completed = callsOf(calls, 'recordStateCompleted').map(([n]) => n);
      const expected = session.phase === 'ended' ?
        entered : entered.slice(0, -1);
      assert.deepEqual(completed, expected);
      assert.equal(entered.at(-1), session.currentCard.stateName);
    });
  });

  it('first hits are those of cards not entered before', () => {
    inEveryPlay(({calls}) => {
      const seen = new Set(callsOf(calls, 'recordExplorationStarted')[0]);
      for (const [name, , isFirstHit] of
        callsOf(calls, 'recordStateTransition')) {
        assert.equal(isFirstHit, !seen.has(name));
        seen.add(name);
      }
    });
  });

  it('completion is reported last, once, and only at the end', () => {
    inEveryPlay(({calls, session}) => {
      const isEnded = session.phase === 'ended';
      const completions = callsOf(calls, 'recordExplorationCompleted');
      assert.deepEqual(completions.map(([name]) => name),
          isEnded ? [session.currentCard.stateName] : []);
      assert.equal(
          calls.at(-1)?.[0] === 'recordExplorationCompleted', isEnded);
    });
  });

  it('times are finite and not negative', () => {
    inEveryPlay(({calls}) => {
      const times = [
        ...callsOf(calls, 'recordStateCompleted').map(([, time]) => time),
        ...callsOf(calls, 'recordMaybeLeaveEvent').map(([, , time]) => time),
        ...callsOf(calls, 'recordAnswerSubmitted').map(([, report]) => report),
      ].flatMap((time) => [time.timeSpentInStateSecs, time.hiddenTimeSecs]);
      assert.ok(times.every((secs) => Number.isFinite(secs) && secs >= 0));
    });
  });

  it('feedback is useful unless the default outcome stays on the card', () => {
    inEveryPlay(({session}) => {
      for (const result of session.visits.flatMap(({results}) => results)) {
        const isDefault =
            result.classificationCategorization === 'default_outcome';
        assert.equal(result.isFeedbackUseful,
            !(isDefault && result.newStateName === result.stateName));
      }
    });
  });

  it('the random plays include all kinds', () => {
    /** @type {Set<string>} */
    const kinds = new Set();
    inEveryPlay(({session, numAnswers, calls}) => {
      kinds.add(session.phase);
      if (numAnswers === 0) kinds.add('no answer');
      if (numAnswers > 10) kinds.add('long');
      const [first] = callsOf(calls, 'recordExplorationStarted');
      if (first[0] === 'End') kinds.add('one card');
    });
    assert.deepEqual([...kinds].sort(), [
      'answering', 'ended', 'feedback', 'long', 'no answer', 'one card',
    ]);
  });
});
