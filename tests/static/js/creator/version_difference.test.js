import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  partSentence, sameSentence, shortenedParts, stateSentence,
} from '../../../../static/js/creator/domain/version_difference.js';
import {changesOfVersion} from
  '../../../../static/js/creator/domain/view_state.js';

/**
 * @import {
 *   PartDifference, StateDifference
 * } from '../../../../static/js/domain/wire_types.js'
 */

/** @type {PartDifference} */
const HINT = {label: 'Hint 2', kind: 'added', is_markup: false, parts: []};

/** @type {PartDifference} */
const TEXT = {label: 'Text', kind: 'edited', is_markup: true, parts: []};

/** @type {StateDifference} */
const STATE = {
  state_name: 'Quiz', a_state_name: 'Quiz', b_state_name: 'Quiz',
  changed: 'edited', is_edited: true, differences: [TEXT, HINT],
};

describe('what changed', () => {
  it('is described in a sentence for each card', () => {
    assert.equal(partSentence(HINT), 'Hint 2 added');
    assert.equal(stateSentence(STATE),
      'Text changed, in its markup only; hint 2 added.');
    assert.equal(stateSentence({...STATE, changed: 'added'}),
      'This card is new.');
    assert.equal(stateSentence({...STATE, changed: 'deleted'}),
      'This card is gone.');
    assert.match(stateSentence({
      ...STATE, changed: 'renamed', a_state_name: 'Old', differences: [],
    }), /^Renamed, it was .*Old.*\.$/);
  });

  it('says how many cards did not change', () => {
    const difference = {
      exp_id: 'e', a: 1, b: 2, differences: [], states: [STATE], num_same: 1,
    };
    assert.equal(sameSentence(difference), '1 other card did not change.');
    assert.equal(sameSentence({...difference, num_same: 0}), '');
    assert.equal(sameSentence({...difference, states: []}), 'Nothing differs.');
  });

  it('leaves out the middle of long unchanged passages', () => {
    const long = 'x'.repeat(500);
    const [head, mark, tail] = shortenedParts([
      {mark: 'same', text: `${long}A`}, {mark: 'added', text: long},
      {mark: 'same', text: `B${long}`},
    ]);
    assert.match(head.text, /^ … x{79}A$/);
    assert.equal(mark.text, long);
    assert.match(tail.text, /^Bx{79} … $/);
    assert.deepEqual(shortenedParts([{mark: 'same', text: 'short'}]),
      [{mark: 'same', text: 'short'}]);
  });

  it('in the first version links to the version itself', () => {
    assert.deepEqual(changesOfVersion(1), {tab: 'history', version: 1});
    assert.deepEqual(changesOfVersion(3),
      {tab: 'history', a: 'v2', b: 'v3', card: null});
  });
});
