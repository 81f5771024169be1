/** @file An exploration with loops, every interaction, hints, a solution. */

import {end, exploration, outcome, state} from
  '../../static/js/player/services/explorations.js';

/**
 * @param {string} ruleType
 * @param {object} inputs
 * @param {import('../../../static/js/domain/wire_types.js').Outcome} to
 */
function group(ruleType, inputs, to) {
  return {rule_specs: [{rule_type: ruleType, inputs}], outcome: to};
}

const CORRECT = {labelled_as_correct: true, html: '<p>Yes.</p>'};
const HINTS = ['One.', 'Two.'].map(
  text => ({hint_content: {html: `<p>${text}</p>`}}));

export const MAZE = exploration({
  'Start': state('Continue', {default_outcome: outcome('Choice')}),
  'Choice': state('MultipleChoiceInput', {
    customization_args: {choices: {value: ['a', 'b', 'c', 'back']}},
    answer_groups: [
      group('Equals', {x: 0}, outcome('Number', CORRECT)),
      group('Equals', {x: 1}, outcome('Choice', {
        refresher_exploration_id: 'refresher',
      })),
      group('Equals', {x: 3}, outcome('Start')),
    ],
    default_outcome: outcome('Choice'),
  }),
  'Number': state('NumericInput', {
    answer_groups: [
      group('Equals', {x: 12}, outcome('__proto__', CORRECT)),
      group('IsGreaterThan', {x: 100}, outcome('Choice')),
    ],
    default_outcome: outcome('Number'),
    hints: HINTS,
    solution: {
      answer_is_exclusive: true, correct_answer: 12,
      explanation: {html: '<p>A dozen.</p>'},
    },
  }),
  ['__proto__']: state('TextInput', {
    answer_groups: [
      group('FuzzyEquals', {x: ['dozen']}, outcome('End', CORRECT)),
    ],
    default_outcome: outcome('__proto__'),
  }),
  'End': end(),
}, {exp_id: 'maze', version: 2});
