import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {COLUMN_GROUPS} from
  '../../../../static/js/creator/domain/card_table.js';
import {
  COMPARE_SORTS, formatHash, INITIAL_VIEW_STATE, keysOf, parseHash, PERIODS,
  SECTIONS, TABS, TASK_FILTERS, VIEWS,
} from '../../../../static/js/creator/domain/view_state.js';

/**
 * @import {
 *   ViewState
 * } from '../../../../static/js/creator/domain/view_state.js'
 */

/** @type {{[K in keyof ViewState]: ViewState[K][]}} */
const VALUES = {
  tab: keysOf(TABS),
  version: [null, 1, 42],
  range: ['all', '1', '28', '2026-10-01..2026-10-31'],
  segment: [null, 'device:phone', 'class:Größe 7 & 8'],
  view: [...VIEWS],
  columns: ['results', 'counts'],
  sort: COLUMN_GROUPS.results.map(({key}) => key).filter(
    (key) => COLUMN_GROUPS.counts.some((column) => column.key === key)),
  descending: [true, false],
  card: [null, 'A & B=?#/ü 100%', '+'],
  section: [null, ...keysOf(SECTIONS)],
  period: [...PERIODS],
  a: [null, 'v3', '2026-10-01..2026-10-31', 'class:7b'],
  b: [null, 'v12', '2026-11-01..2026-11-30'],
  figure: [null, 'left_here_rate', 'first_try'],
  by: keysOf(COMPARE_SORTS),
  task: [null, 'high_bounce_rate:A & B'],
  status: [...TASK_FILTERS],
  play: [null, 1, 7],
  print: [null, 'lesson'],
};

/**
 * @return {Generator<ViewState>} every pair of values of every two keys.
 */
function* pairedStates() {
  const keys = /** @type {(keyof ViewState)[]} */ (Object.keys(VALUES));
  for (const first of keys) {
    for (const second of keys) {
      for (const one of VALUES[first]) {
        for (const other of VALUES[second]) {
          yield {...INITIAL_VIEW_STATE, [first]: one, [second]: other};
        }
      }
    }
  }
}

describe('the state in the address', () => {
  it('is read back as it was written', () => {
    for (const state of pairedStates()) {
      assert.deepEqual(parseHash(formatHash(state)), state);
    }
  });

  it('opens a section under its former name, too', () => {
    assert.equal(parseHash('#/stats?section=todo').section, 'improvements');
  });

  it('is short where everything is at its default', () => {
    assert.equal(formatHash(INITIAL_VIEW_STATE), '#/stats');
    assert.equal(
      formatHash({...INITIAL_VIEW_STATE, tab: 'history'}), '#/history');
  });

  it('opens the statistics without a hash', () => {
    assert.deepEqual(parseHash(''), {
      tab: 'stats', version: null, range: 'all', segment: null, view: 'table',
      columns: 'results', sort: 'card', descending: false, card: null,
      section: null, period: '28', a: null, b: null, figure: null,
      by: 'difference', task: null, status: 'open', play: null, print: null,
    });
    assert.deepEqual(parseHash('#'), INITIAL_VIEW_STATE);
  });

  for (const hash of [
    '#/nothing', '#/stats?v=0', '#/stats?v=-1', '#/stats?v=1.5',
    '#/stats?v=99999999999', '#/stats?v=x', '#/stats?sort=__proto__',
    '#/stats?section=__proto__', '#/stats?period=0', '#/stats?a=3',
    '#/stats?b=2026-10-01', '#/stats?task=', '#/stats?status=lost',
    '#/stats?play=0', '#/stats?print=x', '#/stats?play=x', '#/stats?view=pie', '#/stats?card=',
    '#/stats?%E0%A4%A', '#stats?', '#/stats?figure=', '#/stats?figure=<b>',
    '#/stats?figure=__proto__', '#/stats?by=__proto__', '#/stats?by=card',
  ]) {
    it(`takes the default for unknown parts of ${hash}`, () => {
      assert.deepEqual(parseHash(hash), INITIAL_VIEW_STATE);
    });
  }

  it('shows the columns that the table is sorted by', () => {
    for (const [group, columns] of Object.entries(COLUMN_GROUPS)) {
      for (const {key} of columns) {
        const state = parseHash(`#/stats?sort=${key}`);
        assert.ok(COLUMN_GROUPS[state.columns].some(
          (column) => column.key === key), key);
        assert.equal(
          parseHash(`#/stats?sort=${key}&columns=${group}`).columns, group);
      }
    }
  });

  it('sorts counts with the largest first by default', () => {
    assert.equal(parseHash('#/stats?sort=left_here').descending, true);
    assert.equal(
      parseHash('#/stats?sort=left_here&order=asc').descending, false);
  });
});
