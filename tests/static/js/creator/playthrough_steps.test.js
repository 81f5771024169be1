import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {stepsOf, summaryOf} from
  '../../../../static/js/creator/domain/playthrough_steps.js';

/** @import {PlayAction} from '../../../../static/js/domain/wire_types.js' */

/**
 * @param {string} html
 * @param {string} dest
 * @return {any}
 */
function outcome(html, dest) {
  return {dest, feedback: {html}};
}

/** @type {any} */
const LESSON = {
  states: {
    Hello: {
      content: {html: '<p>Welcome</p>'},
      interaction: {
        id: 'Continue', customization_args: {buttonText: {value: 'Go on'}},
        answer_groups: [], default_outcome: outcome('', 'Sum'),
      },
    },
    Sum: {
      content: {html: '<p>2 × 6?</p>'},
      interaction: {
        id: 'NumericInput', customization_args: {},
        answer_groups: [{rule_specs: [], outcome: outcome('', 'End')}],
        default_outcome: outcome('<p>{{answer}} is not it.</p>', 'Sum'),
      },
    },
  },
};

/**
 * @param {Partial<PlayAction>} changes
 * @return {PlayAction}
 */
function action(changes) {
  return {
    action_type: 'AnswerSubmit', state_name: 'Sum', time_msecs: 4_000,
    answer: 7, answer_group_index: -1, dest_state_name: 'Sum',
    is_answer_withheld: false, ...changes,
  };
}

const ACTIONS = [
  action({action_type: 'ExplorationStart', state_name: 'Hello',
    time_msecs: -1, dest_state_name: ''}),
  action({state_name: 'Hello', answer: null, dest_state_name: 'Sum'}),
  action({}),
  action({action_type: 'ExplorationQuit', time_msecs: 75_000,
    dest_state_name: ''}),
];

describe('stepsOf', () => {
  const steps = stepsOf({size: 1, actions: ACTIONS}, LESSON);

  it('describes each action, and the time before it', () => {
    assert.deepEqual(steps.map(({title, time}) => [title, time]), [
      ['Started', null],
      ['Pressed “Go on”', 'after 4 seconds'],
      ['Answered “7”', 'after 4 seconds'],
      ['Left', 'after 1 minute 15 seconds'],
    ]);
  });

  it('describes the feedback to an answer, and where it led', () => {
    assert.equal(steps[2].feedbackHtml, '<p>7 is not it.</p>');
    assert.match(steps[2].outcome ?? '', /stayed on this card/);
    assert.equal(steps[1].feedbackHtml, null);
    assert.match(steps[1].outcome ?? '', /led to “Sum”/);
  });

  it('describes how it ended', () => {
    assert.match(steps[3].outcome ?? '', /without reaching an end/);
    assert.equal(summaryOf(steps), '2 answers and left at “Sum”.');
  });

  it('never lets the words of a learner become HTML', () => {
    const [step] = stepsOf({
      size: 1, actions: [action({answer: '<img src=x>'})],
    }, LESSON);
    assert.equal(step.feedbackHtml, '<p>&lt;img src=x&gt; is not it.</p>');
  });

  it('marks a withheld answer and does not show it', () => {
    const [step] = stepsOf({
      size: 1, actions: [action({answer: null, is_answer_withheld: true})],
    }, LESSON);
    assert.equal(step.title, 'Gave an answer of their own');
    assert.equal(step.answer, null);
    assert.equal(step.isWithheld, true);
  });

  it('describes a card that the version does not have', () => {
    const [step] = stepsOf({
      size: 1, actions: [action({state_name: 'toString'})],
    }, LESSON);
    assert.equal(step.title, 'Answered “7”');
    assert.equal(step.feedbackHtml, null);
  });

  it('describes steps while the exploration is not loaded', () => {
    assert.equal(stepsOf({size: 1, actions: ACTIONS}, null).length, 4);
  });

  it('marks gaps where steps were not recorded', () => {
    const cut = stepsOf({
      size: 1, actions: [ACTIONS[0], ACTIONS[2], ACTIONS[3]],
    }, LESSON);
    assert.deepEqual(
      cut.map(({isGapBefore}) => isGapBefore), [false, true, false]);
  });
});
