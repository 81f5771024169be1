import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {CARD_COLUMNS} from
  '../../../../static/js/creator/domain/card_table.js';
import {
  formatHash, INITIAL_VIEW_STATE, parseHash, TABS,
} from '../../../../static/js/creator/domain/view_state.js';

/**
 * @import {
 *   ViewState
 * } from '../../../../static/js/creator/domain/view_state.js'
 */

/** @return {Generator<ViewState>} */
function* allStates() {
  for (const tab of TABS) {
    for (const version of [null, 1, 42]) {
      for (const view of /** @type {const} */ (['table', 'flow'])) {
        for (const {key: sort} of CARD_COLUMNS) {
          for (const descending of [true, false]) {
            for (const card of [null, 'A & B=?#/ü 100%', '+']) {
              yield {tab, version, view, sort, descending, card};
            }
          }
        }
      }
    }
  }
}

describe('the state in the address', () => {
  it('comes back as it was written', () => {
    for (const state of allStates()) {
      assert.deepEqual(parseHash(formatHash(state)), state);
    }
  });

  it('is short where everything is at its default', () => {
    assert.equal(formatHash(INITIAL_VIEW_STATE), '#/stats');
    assert.equal(
      formatHash({...INITIAL_VIEW_STATE, tab: 'history'}), '#/history');
  });

  it('opens the statistics without a hash', () => {
    assert.deepEqual(parseHash(''), INITIAL_VIEW_STATE);
    assert.deepEqual(parseHash('#'), INITIAL_VIEW_STATE);
  });

  for (const hash of [
    '#/nothing', '#/stats?v=0', '#/stats?v=-1', '#/stats?v=1.5',
    '#/stats?v=99999999999', '#/stats?v=x', '#/stats?sort=__proto__',
    '#/stats?view=pie', '#/stats?card=', '#/stats?%E0%A4%A', '#stats?',
  ]) {
    it(`takes the default for what it does not know in ${hash}`, () => {
      assert.deepEqual(parseHash(hash), INITIAL_VIEW_STATE);
    });
  }

  it('sorts counts with the largest first unless told otherwise', () => {
    assert.equal(parseHash('#/stats?sort=left_here').descending, true);
    assert.equal(
      parseHash('#/stats?sort=left_here&order=asc').descending, false);
  });
});
