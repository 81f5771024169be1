import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {marksOf, numbersOf, ruleOf, thresholdText} from
  '../../../../static/js/creator/domain/task_numbers.js';
import {headlineOf, kindOf} from
  '../../../../static/js/creator/domain/task_sentences.js';
import {task} from './tasks.js';

const NBSP = '\u00a0';
const MINUS = '\u2212';

/** @type {any[]} */
const ALL_TYPES = [
  'high_bounce_rate', 'needs_guiding_responses',
  'successive_incorrect_answers', 'ineffective_feedback_loop', 'early_quit',
  'negative_discrimination', 'low_discrimination', 'too_easy', 'too_hard',
  'invariant_broken',
];

/**
 * @param {any} about
 * @param {any} [args]
 * @return {string} the text in the list.
 */
function sentenceOf(about, args) {
  return `${headlineOf(about, args)}; ${numbersOf(about)}.`;
}

describe('sentences of tasks', () => {
  it('names the card, the problem, the interval and n', () => {
    assert.equal(sentenceOf(task()),
      `37${NBSP}% of learners left at “Fractions 2”; ` +
      `95 % interval 29–46${NBSP}%, n${NBSP}=${NBSP}122.`);
  });

  it('gives counts instead of a share if there are too few learners', () => {
    const few = task({evidence: {
      n: 4, rate: {value: null, successes: 3, n: 4, low: 0.3, high: 0.95},
    }});
    assert.equal(sentenceOf(few),
      '3 learners left at “Fractions 2”; 3 of 4; ' +
      'too few for a percentage.');
  });

  it('quotes the answer that has no response, as learners read it', () => {
    const missed = task({
      task_type: 'needs_guiding_responses',
      evidence: {
        n: 122, interaction_id: 'MultipleChoiceInput',
        rate: {value: 61 / 220, successes: 61, n: 220, low: 0.2, high: 0.3},
        answers: [{answer: 1, frequency: 41}, {answer: 0, frequency: 20}],
      },
    });
    const args = {choices: {value: ['<p>A half</p>', '<p>A third</p>']}};
    assert.equal(sentenceOf(missed, args),
      '“A third” was answered 41 times at “Fractions 2”, and no response ' +
      'of yours addresses it or 1 other frequent answer; ' +
      `together 28${NBSP}% of 220 answers there, n${NBSP}=${NBSP}122.`);
  });

  it('lists the cards of a cycle in order', () => {
    const loop = task({
      task_type: 'ineffective_feedback_loop',
      state_names: ['Sum', 'Help', 'Sum'],
    });
    assert.match(headlineOf(loop), /“Sum” → “Help” → “Sum”/);
  });

  it('gives a coefficient with its interval', () => {
    const negative = task({
      task_type: 'negative_discrimination',
      evidence: {
        n: 122, coefficient: {value: -0.21, n: 122, low: -0.38, high: -0.02},
      },
    });
    assert.equal(numbersOf(negative), `discrimination ${MINUS}0.21; ` +
      `95 % interval ${MINUS}0.38 to ${MINUS}0.02, n${NBSP}=${NBSP}122`);
  });

  it('exist for every task type, including an unknown one', () => {
    /** @type {any} */
    const newType = 'a_new_rule';
    const unknown = kindOf(task({task_type: newType})).name;
    const names = ALL_TYPES.map(
      (type) => kindOf(task({task_type: type})).name);
    assert.equal(new Set([...names, unknown]).size, ALL_TYPES.length + 1);
    for (const type of [...ALL_TYPES, newType, 'constructor']) {
      assert.match(sentenceOf(task({task_type: type})), /Fractions 2/);
    }
  });
});

describe('ruleOf', () => {
  it('states the threshold in words and with its constant', () => {
    const {definition, formula} = ruleOf(task());
    assert.match(definition, new RegExp(`more than 25${NBSP}% of`));
    assert.equal(formula, 'HIGH_BOUNCE_RATE_THRESHOLD = 0.25');
  });

  it('fills in every threshold', () => {
    for (const type of ALL_TYPES) {
      const {definition} = ruleOf(task({task_type: type}));
      assert.doesNotMatch(definition, /[{}]/);
    }
  });

  it('writes a threshold by its unit', () => {
    const text = (/** @type {number} */ value, /** @type {string} */ unit) =>
      thresholdText({name: '', value, unit});
    assert.equal(text(0.25, 'share'), `25${NBSP}%`);
    assert.equal(text(0.2, 'share of the sessions that came to the card'),
      `20${NBSP}% of the sessions that came to the card`);
    assert.equal(text(300_000, 'msecs'), '5 minutes');
    assert.equal(text(10, 'sessions'), '10 sessions');
    assert.equal(text(-0.1, 'correlation'), `${MINUS}0.10`);
    assert.equal(text(3, ''), '3');
  });
});

describe('marksOf', () => {
  it('says when a card was changed, and when a task came back', () => {
    assert.deepEqual(marksOf(task()), []);
    const marks = marksOf(
      task({changed_since: true, changed_version: 3, reopened: true}));
    assert.deepEqual(marks.map(({version}) => version), [null, 3]);
  });
});
