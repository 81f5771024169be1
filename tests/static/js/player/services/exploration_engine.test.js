import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {MalformedExplorationError}
  from '../../../../../static/js/domain/exploration.js';
import {InvalidAnswerError}
  from '../../../../../static/js/interactions/interaction_spec.js';
import {loadInteractions}
  from '../../../../../static/js/interactions/registry.js';
import {ExplorationEngine}
  from '../../../../../static/js/player/services/exploration_engine.js';
import {ask, continueTo, end, exploration, outcome, state}
  from './explorations.js';

await loadInteractions(['SetInput']);

const QUESTION = {
  Q: ask('yes', outcome('End', {html: '<p>Good.</p>'}),
      outcome('Q', {html: '<p>No.</p>'})),
  End: end(),
};

/**
 * @param {any} explorationDict
 * @param {() => number} [random]
 */
function startEngine(explorationDict, random) {
  const engine = new ExplorationEngine(explorationDict, {random});
  const card = engine.start();
  return {engine, card};
}

describe('the engine classifies', () => {
  /** @param {number[]} limits */
  const groups = (...limits) => limits.map((x) => ({
    rule_specs: [
      {rule_type: 'Equals', inputs: {x: -x}},
      {rule_type: 'IsLessThan', inputs: {x}},
    ],
    outcome: outcome(`S${x}`),
  }));
  const numeric = exploration({
    Q: state('NumericInput', {
      answer_groups: groups(10, 20), default_outcome: outcome('Q'),
    }),
    S10: continueTo('End'), S20: continueTo('End'), End: end(),
  });

  it('by the first matching group and its first matching rule', () => {
    const result = startEngine(numeric).engine.submitAnswer(5);
    assert.equal(result.newStateName, 'S10');
    assert.equal(result.answerGroupIndex, 0);
    assert.equal(result.ruleSpecIndex, 1);
    assert.equal(result.classificationCategorization, 'explicit');
    const other = startEngine(numeric).engine.submitAnswer(-10);
    assert.equal(other.ruleSpecIndex, 0);
  });

  it('by a later group if no earlier one matches', () => {
    const result = startEngine(numeric).engine.submitAnswer(15);
    assert.equal(result.newStateName, 'S20');
    assert.equal(result.answerGroupIndex, 1);
  });

  it('as the default outcome when no rule matches', () => {
    const result = startEngine(numeric).engine.submitAnswer(25);
    assert.equal(result.classificationCategorization, 'default_outcome');
    assert.equal(result.answerGroupIndex, 2);
    assert.equal(result.ruleSpecIndex, 0);
  });
});

describe('a right answer with a misspelling', () => {
  const interaction = {
    ...QUESTION.Q.interaction,
    customization_args: {catchMisspellings: {value: true}},
  };
  interaction.answer_groups = interaction.answer_groups.map((group) => ({
    ...group, outcome: {...group.outcome, labelled_as_correct: true},
  }));
  const asking = exploration({...QUESTION, Q: {...QUESTION.Q, interaction}});

  it('is recorded as a wrong answer, with feedback on its spelling', () => {
    const {engine} = startEngine(asking);
    const slip = engine.submitAnswer('yec');
    assert.match(slip.feedbackHtml, /spelling/);
    assert.equal(slip.classificationCategorization, 'default_outcome');
    assert.equal(engine.submitAnswer('no').feedbackHtml, '<p>No.</p>');
    assert.equal(engine.submitAnswer('yes').feedbackHtml, '<p>Good.</p>');
  });
});

describe('feedback is useful', () => {
  /**
   * @param {string} answer
   * @param {string} defaultDest
   */
  const usefulness = (answer, defaultDest) => startEngine(exploration({
    Q: ask('loop', outcome('Q'), outcome(defaultDest)), End: end(),
  })).engine.submitAnswer(answer).isFeedbackUseful;

  it('unless the default outcome stays on the card', () => {
    assert.equal(usefulness('other', 'Q'), false);
    assert.equal(usefulness('other', 'End'), true);
    assert.equal(usefulness('loop', 'Q'), true);
  });
});

describe('the engine moves', () => {
  it('to the card of the outcome, and only when asked to proceed', () => {
    const {engine} = startEngine(exploration(QUESTION));
    const result = engine.submitAnswer('YES ');
    assert.equal(result.staysOnCard, false);
    assert.throws(() => engine.submitAnswer('yes'), /completed/);
    const {card, isFirstHit, oldStateName} = engine.proceed();
    assert.equal(card.stateName, 'End');
    assert.equal(card.isTerminal, true);
    assert.equal(isFirstHit, true);
    assert.equal(oldStateName, 'Q');
  });

  it('nowhere after an answer that stays on the card', () => {
    const {engine} = startEngine(exploration(QUESTION));
    assert.equal(engine.submitAnswer('no').staysOnCard, true);
    assert.throws(() => engine.proceed(), /No answer/);
    assert.equal(engine.submitAnswer('yes').staysOnCard, false);
  });

  it('with the first hit of each card marked, once per session', () => {
    const {engine} = startEngine(exploration({
      A: continueTo('B'), B: ask('on', outcome('End'), outcome('A')),
      End: end(),
    }));
    const hits = ['x', 'back', 'x', 'back'].map((answer) => {
      engine.submitAnswer(answer);
      const {card, isFirstHit} = engine.proceed();
      return [card.stateName, isFirstHit];
    });
    assert.deepEqual(hits, [
      ['B', true], ['A', false], ['B', false], ['A', false],
    ]);
    engine.start();
    engine.submitAnswer(null);
    assert.equal(engine.proceed().isFirstHit, true);
  });

  it('nowhere after an invalid answer, which can be corrected', () => {
    const {engine} = startEngine(exploration(QUESTION));
    assert.throws(() => engine.submitAnswer('  '), InvalidAnswerError);
    assert.equal(engine.submitAnswer('yes').newStateName, 'End');
  });

  it('nowhere beyond the end', () => {
    const {engine, card} = startEngine(exploration({End: end()}));
    assert.equal(card.isTerminal, true);
    assert.throws(() => engine.submitAnswer(null), InvalidAnswerError);
  });
});

describe('parameters', () => {
  const copyAnswer = {
    name: 'pet', generator_id: 'Copier',
    customization_args: {value: '{{answer}}'},
  };
  const explorationWithParams = exploration({
    Q: state('TextInput', {
      default_outcome: outcome('R', {
        html: '<p>{{answer}}, dear {{who}}?</p>',
      }),
    }, {content: {html: '<p>{{who}}, your pet?</p>'}}),
    R: state('Continue', {default_outcome: outcome('End')}, {
      content: {html: '<p>{{pet}} {{nobody}}</p>'},
      param_changes: [/** @type {any} */ (copyAnswer)],
    }),
    End: end(),
  }, {
    param_specs: {
      who: {obj_type: 'UnicodeString'}, pet: {obj_type: 'UnicodeString'},
    },
    param_changes: [{
      name: 'who', generator_id: 'RandomSelector',
      customization_args: {list_of_values: ['Ann', 'Bob', 'Cy']},
    }],
  });

  it('are chosen by the random source and filled in', () => {
    const {card} = startEngine(explorationWithParams, () => 0.5);
    assert.deepEqual(card.params, {who: 'Bob', pet: ''});
    assert.equal(card.contentHtml, '<p>Bob, your pet?</p>');
  });

  it('include the answer on entering the next card, escaped', () => {
    const {engine} = startEngine(explorationWithParams, () => 0);
    const result = engine.submitAnswer('<b>Rex</b>');
    assert.equal(result.feedbackHtml,
        '<p>&lt;b&gt;Rex&lt;/b&gt;, dear Ann?</p>');
    assert.deepEqual(result.oldParams, {who: 'Ann', pet: ''});
    const {card} = engine.proceed();
    assert.deepEqual(card.params, {who: 'Ann', pet: '<b>Rex</b>'});
    assert.equal(card.contentHtml,
        '<p>&lt;b&gt;Rex&lt;/b&gt; {{nobody}}</p>');
    assert.equal('answer' in card.params, false);
  });

  it('do not change while the learner stays on the card', () => {
    let calls = 0;
    const {engine} = startEngine(exploration({
      Q: {...QUESTION.Q, param_changes: [{
        name: 'n', generator_id: 'RandomSelector',
        customization_args: {list_of_values: ['0', '1']},
      }]},
      End: end(),
    }), () => (calls++ % 2) / 2);
    assert.equal(engine.submitAnswer('no').params.n, '0');
    assert.equal(engine.submitAnswer('no').params.n, '0');
  });

  it('include the changes of the outcome', () => {
    const {engine} = startEngine(exploration({
      Q: ask('x', outcome('End'), outcome('Q', {
        html: '{{said}}', param_changes: [/** @type {any} */ (
          {...copyAnswer, name: 'said'})],
      })),
      End: end(),
    }));
    const result = engine.submitAnswer('hm');
    assert.deepEqual(result.params, {said: 'hm'});
    assert.equal(result.feedbackHtml, 'hm');
  });
});

describe('a rule that refers to parameters', () => {
  /**
   * @param {string} id
   * @param {Record<string, unknown>} inputs
   * @param {string} value Of the parameter.
   * @param {unknown} answer
   * @param {string} [ruleType]
   */
  const matches = (id, inputs, value, answer, ruleType = 'Equals') => {
    const lesson = exploration({
      Q: state(id, {
        answer_groups: [{
          rule_specs: [{rule_type: ruleType, inputs}], outcome: outcome('End'),
        }],
        default_outcome: outcome('Q'),
      }),
      End: end(),
    }, {
      param_specs: {p: {obj_type: 'UnicodeString'}},
      param_changes: [{
        name: 'p', generator_id: 'Copier', customization_args: {value},
      }],
    });
    return !startEngine(lesson).engine.submitAnswer(answer).staysOnCard;
  };

  it('compares numbers with the value', () => {
    assert.equal(matches('NumericInput', {x: '{{p}}'}, '7', 7), true);
    assert.equal(matches('NumericInput', {x: '{{p}}'}, ' 7.0 ', 8), false);
    assert.equal(matches('NumericInput', {x: '{{p * 2}}'}, '7', 14), true);
    assert.equal(
        matches('NumericInput', {x: '{{p}}'}, '7', 6, 'IsLessThan'), true);
  });

  it('compares texts with the value, as with any text', () => {
    assert.equal(matches('TextInput', {x: ['{{p}}']}, 'Sword', 'SWORD'), true);
    assert.equal(
        matches('TextInput', {x: ['a', 'my {{p}}']}, 'cat', 'my cat'), true);
    assert.equal(matches('TextInput', {x: ['{{p}}']}, 'cat', '{{p}}'), false);
    assert.equal(matches('SetInput', {x: ['{{p}}', 'b']}, 'a', ['b', 'a']),
        true);
  });

  it('matches nothing if the parameter is blank or not a number', () => {
    for (const value of ['', ' ', 'many', 'Infinity']) {
      for (const ruleType of ['Equals', 'IsLessThan', 'IsGreaterThan']) {
        assert.equal(
            matches('NumericInput', {x: '{{p}}'}, value, 0, ruleType), false);
      }
    }
    assert.equal(
        matches('TextInput', {x: ['{{p}}']}, ' ', 'cat', 'Contains'), false);
  });

  it('can refer to the answer that led to the card', () => {
    const lesson = exploration({
      Q: ask('no', outcome('Q'), outcome('Again')),
      Again: state('TextInput', {
        answer_groups: [{
          rule_specs: [{rule_type: 'Equals', inputs: {x: ['{{answer}}']}}],
          outcome: outcome('End'),
        }],
        default_outcome: outcome('Again'),
      }),
      End: end(),
    });
    const {engine} = startEngine(lesson);
    engine.submitAnswer('swordfish');
    engine.proceed();
    assert.equal(engine.submitAnswer('sword').staysOnCard, true);
    assert.equal(engine.submitAnswer('swordfish').staysOnCard, false);
  });
});

describe('choices', () => {
  it('show parameters, also in the answer', () => {
    const lesson = exploration({
      Q: state('MultipleChoiceInput', {
        customization_args: {choices: {value: ['<p>{{a * 2}}</p>', 'no']}},
        default_outcome: outcome('Q'),
      }),
    }, {
      param_specs: {a: {obj_type: 'UnicodeString'}},
      param_changes: [{
        name: 'a', generator_id: 'Copier', customization_args: {value: '4'},
      }],
    });
    const {engine, card} = startEngine(lesson);
    assert.deepEqual(
        card.interaction.customizationArgs.choices.value, ['<p>8</p>', 'no']);
    assert.equal(engine.submitAnswer(0).answerText, '8');
  });
});

describe('an exploration that cannot be played is refused at once', () => {
  const broken = {
    'no states': {},
    'no first card': exploration(QUESTION, {init_state_name: 'toString'}),
    'a way to nowhere': exploration({A: continueTo('B')}),
    'an unknown interaction': exploration({A: state('Teleport')}),
    'an unknown rule': exploration({
      A: state('TextInput', {
        answer_groups: [{
          rule_specs: [{rule_type: 'toString', inputs: {}}],
          outcome: outcome('A'),
        }],
        default_outcome: outcome('A'),
      }),
    }),
    'a question with no default outcome': exploration({
      A: state('TextInput'),
    }),
    'no object': null,
  };
  for (const [name, value] of Object.entries(broken)) {
    it(name, () => {
      assert.throws(() => new ExplorationEngine(/** @type {any} */ (value)),
          MalformedExplorationError);
    });
  }
});
