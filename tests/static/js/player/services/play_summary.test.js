import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {ExplorationEngine}
  from '../../../../../static/js/player/services/exploration_engine.js';
import {answeredQuestions}
  from '../../../../../static/js/player/services/play_summary.js';
import {ask, continueTo, end, exploration, outcome, state}
  from './explorations.js';

const LESSON = exploration({
  Start: continueTo('Graded'),
  Graded: {
    ...ask('yes', outcome('Survey', {labelled_as_correct: true}),
        outcome('Graded')),
    content: {html: `<p>${'Much to read. '.repeat(20)}</p><p>Is it so?</p>` +
      `<details><summary>Help</summary>${'More. '.repeat(9)}</details>`},
  },
  Survey: state('TextInput', {
    customization_args: {placeholder: {value: ''}, rows: {value: 1}},
    default_outcome: outcome('End'),
  }),
  End: end(),
});

/** @param {string[]} answers to each question, in the order given */
function play(...answers) {
  const engine = new ExplorationEngine(LESSON);
  const visits = [{card: engine.start(), results: [engine.submitAnswer(null)]}];
  for (const answer of answers) {
    if (engine.isCompleted) {
      visits.push({card: engine.proceed().card, results: []});
    }
    visits[visits.length - 1].results.push(engine.submitAnswer(answer));
  }
  return answeredQuestions(visits, LESSON);
}

describe('the summary of a play', () => {
  it('says what was right at the first try', () => {
    assert.equal(play('yes', 'fine')[0].isRightAtFirst, true);
    const [graded] = play('no', 'yes', 'fine');
    assert.equal(graded.isRightAtFirst, false);
    assert.deepEqual(graded.answers, [
      {text: 'no', isCorrect: false}, {text: 'yes', isCorrect: true}]);
  });

  it('marks nothing where no answer counts as right', () => {
    assert.equal(play('yes', 'fine')[1].isRightAtFirst, null);
  });

  it('omits cards without a question', () => {
    assert.equal(play('yes', 'fine').length, 2);
  });

  it('shows the end of a long card, which contains its question', () => {
    const [{question}] = play('yes', 'fine');
    assert.match(question, /^… Much to read\. .*Is it so\?$/);
    assert.ok(question.length < 100);
  });
});
