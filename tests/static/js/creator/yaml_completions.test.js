import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {completionsAt} from
  '../../../../static/js/creator/domain/yaml_completions.js';

const NAMES = {
  fields: {
    '': ['title', 'init_state_name', 'states'],
    'states': ['content', 'interaction'],
    'param_specs': ['obj_type'],
    'content': ['html'],
    'feedback': ['html'],
    'interaction': ['id', 'answer_groups', 'customization_args'],
    'answer_groups': ['rule_specs', 'outcome'],
    'rule_specs': ['rule_type', 'inputs'],
    'outcome': ['dest', 'feedback'],
    'default_outcome': ['dest', 'feedback'],
    'param_changes': ['name', 'generator_id', 'customization_args'],
  },
  interactions: {
    NumericInput: {
      customization_args: ['placeholder'],
      rules: {Equals: ['x'], IsWithinTolerance: ['x', 'tol']},
    },
    TextInput: {customization_args: ['rows'], rules: {Contains: ['x']}},
  },
  generators: {Copier: ['value'], RandomSelector: ['list_of_values']},
};

/**
 * @param {string} yaml with | at the cursor.
 * @return {string[]|null} what can be put there.
 */
function labels(yaml) {
  const position = yaml.indexOf('|');
  const text = yaml.replace('|', '');
  return completionsAt(text, position, NAMES)?.options.map(
    ({label}) => label) ?? null;
}

/** @param {string} card */
const inCard = (card) =>
  'title: A\nstates:\n  First: {interaction: {id: TextInput}}\n' +
  `  "It's 2":\n${card}\n  Last:\n    content: {html: ''}\n`;

const CARDS = ['First', 'It\'s 2', 'Last'];

describe('completionsAt', () => {
  it('completes names of cards where a card is named', () => {
    assert.deepEqual(labels('init_state_name: |\n' + inCard('')), CARDS);
    const outcome = '    interaction:\n      default_outcome:\n        dest: ';
    assert.deepEqual(labels(inCard(`${outcome}La|`)), CARDS);
    assert.deepEqual(
      labels(inCard('    interaction: {default_outcome: {dest: L|}}')), CARDS);
  });

  it('quotes names that need it', () => {
    const yaml = inCard('    interaction: {default_outcome: {dest: ');
    const position = yaml.indexOf('dest: ') + 6;
    const completion = completionsAt(yaml, position, NAMES);
    assert.equal(completion?.from, position);
    assert.deepEqual(completion.options.map(({apply}) => apply),
      ['First', '"It\'s 2"', 'Last']);
  });

  it('completes interactions, rules, generators and truth values', () => {
    assert.deepEqual(labels(inCard('    interaction:\n      id: N|')),
      ['NumericInput', 'TextInput']);
    const numeric = '    interaction:\n      id: NumericInput\n' +
      '      answer_groups:\n        - rule_specs:\n            ';
    assert.deepEqual(labels(inCard(`${numeric}- rule_type: |`)),
      ['Equals', 'IsWithinTolerance']);
    assert.deepEqual(labels(inCard(`${numeric}- {rule_type: I|`)),
      ['Equals', 'IsWithinTolerance']);
    assert.deepEqual(labels('param_changes:\n  - generator_id: |'),
      ['Copier', 'RandomSelector']);
    assert.deepEqual(labels('labelled_as_correct: |'), ['true', 'false']);
  });

  it('completes keys by the keys around them', () => {
    assert.deepEqual(labels('ti|'), NAMES.fields['']);
    assert.deepEqual(labels(inCard('    |')), NAMES.fields.states);
    assert.deepEqual(labels(inCard('    content:\n      h|')), ['html']);
    assert.deepEqual(labels(inCard('    content: {|')), ['html']);
    assert.deepEqual(labels(inCard('    interaction:\n      |')),
      NAMES.fields.interaction);
    const groups = '    interaction:\n      id: NumericInput\n' +
      '      answer_groups:\n';
    for (const dash of ['      - ', '        - ']) {
      const below = ' '.repeat(dash.length);
      assert.deepEqual(labels(inCard(`${groups}${dash}|`)),
        NAMES.fields.answer_groups);
      assert.deepEqual(
        labels(inCard(`${groups}${dash}rule_specs: []\n${below}out|`)),
        NAMES.fields.answer_groups);
      assert.deepEqual(
        labels(inCard(`${groups}${dash}outcome:\n${below}  d|`)),
        NAMES.fields.outcome);
      assert.deepEqual(
        labels(inCard(`${groups}${dash}rule_specs:\n${below}  - |`)),
        NAMES.fields.rule_specs);
    }
  });

  it('completes arguments and inputs of the interaction', () => {
    const interaction = '    interaction:\n      id: NumericInput\n';
    const args = `${interaction}      customization_args:\n        `;
    assert.deepEqual(labels(inCard(`${args}p|`)), ['placeholder']);
    assert.deepEqual(labels(inCard(`${args}placeholder: {|`)), ['value']);
    assert.deepEqual(labels(inCard(`${args}placeholder:\n          v|`)),
      ['value']);
    const rules = `${interaction}      answer_groups:\n        - rule_specs:\n`;
    assert.deepEqual(labels(inCard(
      `${rules}            - {rule_type: IsWithinTolerance, inputs: {|`)),
    ['x', 'tol']);
    assert.deepEqual(labels(inCard(
      `${rules}            - rule_type: Equals\n              inputs:\n` +
      '                |')), ['x']);
  });

  it('offers nothing for names chosen by the creator and for texts', () => {
    assert.equal(labels('states:\n  |'), null);
    assert.equal(labels('param_specs:\n  |'), null);
    assert.equal(labels('title: A|'), null);
    assert.equal(labels('unheard:\n  |'), null);
    assert.equal(labels(inCard('    content:\n      html: <p>|')), null);
  });

  it('takes any text', () => {
    for (const text of ['', '|', '{', '- - -', ': :', '"', '\u2028a:']) {
      for (let position = 0; position <= text.length; position++) {
        assert.doesNotThrow(() => completionsAt(text, position, NAMES));
      }
    }
  });
});
