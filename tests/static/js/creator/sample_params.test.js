import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {fillInSampleParams, sampleParams} from
  '../../../../static/js/creator/domain/sample_params.js';

/** @type {any} */
const STATE = {
  content: {html: '<p>I am {{guide}}, you said {{guess}} to {{nobody}}.</p>'},
  interaction: {
    id: 'TextInput',
    hints: [{hint_content: {html: 'Ask {{guide}}'}}],
    solution: {explanation: {html: '{{guide}} knows'}},
  },
};

/** @type {any} */
const EXPLORATION = {
  param_specs: {
    guide: {obj_type: 'UnicodeString'}, guess: {obj_type: 'UnicodeString'},
  },
  param_changes: [{
    name: 'guide', generator_id: 'RandomSelector',
    customization_args: {list_of_values: ['Ada & Co', 'Emmy']},
  }],
};

describe('sample values of parameters', () => {
  it('are filled into a card, or left open if unknown', () => {
    assert.deepEqual(
      sampleParams(EXPLORATION), {guide: 'Ada & Co', guess: '…'});
    const {content, interaction} = fillInSampleParams(STATE, EXPLORATION);
    assert.equal(content.html,
      '<p>I am Ada &amp; Co, you said … to {{nobody}}.</p>');
    assert.equal(interaction.hints[0].hint_content.html, 'Ask Ada &amp; Co');
    assert.equal(
      interaction.solution?.explanation.html, 'Ada &amp; Co knows');
  });

  it('do not modify the card itself', () => {
    fillInSampleParams(STATE, EXPLORATION);
    assert.match(STATE.content.html, /\{\{guide\}\}/);
  });

  it('are empty where the exploration is unknown', () => {
    assert.deepEqual(sampleParams(null), {});
  });
});
