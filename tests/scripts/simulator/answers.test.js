import assert from 'node:assert/strict';
import {test} from 'node:test';

import {candidatesFor} from '../../../scripts/simulator/answers.js';
import {outcome, state} from '../../static/js/player/services/explorations.js';

test('some candidates for an image are in the region of the rule, ' +
    'others outside',
  () => {
    const area = [[0.1, 0.1], [0.3, 0.2]];
    const card = state('ImageClickInput', {
      customization_args: {imageAndRegions: {value: {
        imagePath: '/static/images/sky.svg',
        labeledRegions: [
          {label: 'Moon', region: {regionType: 'Rectangle', area}},
        ],
      }}},
      answer_groups: [{
        rule_specs: [{rule_type: 'IsInRegion', inputs: {x: 'Moon'}}],
        outcome: outcome('End'),
      }],
      default_outcome: outcome('Sky'),
    });
    const candidates = candidatesFor('Sky', card);
    for (const {answer, isRight} of candidates) {
      const [x, y] = /** @type {any} */ (answer).clickPosition;
      assert.equal(isRight, x >= 0.1 && x <= 0.3 && y >= 0.1 && y <= 0.2);
    }
    assert.ok(candidates.some(({isRight}) => isRight));
    assert.ok(candidates.some(({isRight}) => !isRight));
  });

test('a card that differs between versions has different ' +
    'candidate answers', () => {
  const rightAnswers = ['one', 'two'].map((word) => {
    const card = state('TextInput', {
      answer_groups: [{
        rule_specs: [{rule_type: 'Equals', inputs: {x: [word]}}],
        outcome: outcome('End'),
      }],
      default_outcome: outcome('Words'),
    });
    return candidatesFor('Words', card)
      .filter(({isRight}) => isRight).map(({answer}) => String(answer).trim());
  });
  assert.deepEqual(rightAnswers, [['one', 'one'], ['two', 'two']]);
});
