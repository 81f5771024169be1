import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  leftLevelOf, thicknessOf, waysOf, waysTable,
} from '../../../../static/js/creator/domain/flow_model.js';
import {funnelOf} from '../../../../static/js/creator/domain/funnel.js';
import {cardRowsOf} from
  '../../../../static/js/creator/domain/statistics_model.js';
import {answer, counts} from './answers.js';

/** @import {Exploration} from '../../../../static/js/domain/wire_types.js' */

const NAMES = ['Start', 'Quiz', 'Help', 'End'];

/**
 * @param {Record<string, string[]>} ways
 * @return {Exploration}
 */
function exploration(ways) {
  return /** @type {any} */ ({
    title: 'Maps', init_state_name: 'Start',
    states: Object.fromEntries(Object.entries(ways).map(([name, to]) =>
      [name, {
        content: {html: ''},
        interaction: {
          id: 'Continue', default_outcome: null,
          answer_groups: to.map((dest) => ({outcome: {dest}})),
        },
      }])),
  });
}

const MAPS = exploration({
  Start: ['Quiz'], Quiz: ['Help', 'End', 'Quiz'], Help: ['Quiz'], End: [],
});

const MEASURED = [
  {from: 'Start', to: 'Quiz', count: 10}, {from: 'Quiz', to: 'Quiz', count: 9},
  {from: 'Quiz', to: 'End', count: 6}, {from: 'Start', to: 'End', count: 2},
  {from: 'Gone', to: 'End', count: 4},
];

/** @return {ReturnType<typeof cardRowsOf>} with a card beside the way. */
function rows() {
  return cardRowsOf(answer({
    state_order: NAMES,
    state_stats_mapping: {
      ...answer().state_stats_mapping,
      Help: counts({total_hit_count: 3, first_hit_count: 2,
        num_completions: 3}),
    },
  }));
}

describe('the transitions', () => {
  it('are those of the version and those that learners made in ' +
      'earlier ones', () => {
    const ways = waysOf(MAPS, MEASURED, NAMES);
    assert.deepEqual(
      ways.map(({from, to, count, isInVersion}) =>
        [from, to, count, isInVersion]), [
        ['Start', 'Quiz', 10, true], ['Quiz', 'Help', 0, true],
        ['Quiz', 'End', 6, true], ['Help', 'Quiz', 0, true],
        ['Start', 'End', 2, false],
      ]);
  });

  it('have no number where it is unknown', () => {
    assert.ok(waysOf(MAPS, null, NAMES).every(({count}) => count === null));
  });

  it('distinguish names with any characters', () => {
    const odd = exploration({'a","b': ['c'], 'a': ['b","c'], 'b","c': [],
      'c': []});
    assert.equal(waysOf(odd, [], Object.keys(odd.states)).length, 2);
  });

  it('are listed with the commonest first', () => {
    const {rows: listed} = waysTable(waysOf(MAPS, MEASURED, NAMES));
    assert.deepEqual(listed.map((row) => row[2]), [10, 6, 2, 0, 0]);
  });

  it('are thicker the more learners made them', () => {
    assert.equal(thicknessOf(0, 10), 1);
    assert.equal(thicknessOf(null, 0), 1);
    assert.equal(thicknessOf(10, 10), 8);
    assert.ok(thicknessOf(1, 100) > 1.5);
  });
});

describe('leftLevelOf', () => {
  it('has a step for each share, and one for too few learners', () => {
    const level = (/** @type {number} */ entered, /** @type {number} */ left) =>
      leftLevelOf(cardRowsOf(answer({state_stats_mapping: {
        Quiz: counts({
          total_hit_count: entered, num_completions: entered - left,
        }),
      }}))[1]);
    assert.deepEqual([
      level(100, 0), level(100, 5), level(100, 6), level(100, 20),
      level(100, 40), level(100, 100), level(9, 9),
    ], ['1', '1', '2', '3', '4', '5', 'few']);
    assert.equal(leftLevelOf(rows()[3]), 'end');
  });
});

describe('the funnel', () => {
  it('follows the most common transitions and says where other ' +
      'learners went', () => {
    const {steps, aside, isMeasured} = funnelOf(rows(), [
      ...MEASURED, {from: 'Quiz', to: 'Help', count: 3},
    ]);
    assert.equal(isMeasured, true);
    assert.deepEqual(
      steps.map(({row, next, toNext, change}) =>
        [row.stateName, next, toNext, change]), [
        ['Start', 'Quiz', 10, -2], ['Quiz', 'End', 6, -4],
        ['End', null, 0, 0],
      ]);
    assert.deepEqual(steps[0].elsewhere, [{to: 'End', count: 2}]);
    assert.deepEqual(steps[1].elsewhere, [{to: 'Help', count: 3}]);
    assert.deepEqual(aside.map(({stateName}) => stateName), ['Help']);
  });

  it('compares steps within the versions that have both cards', () => {
    // 88 learners played before the quiz was added; then 12 started.
    const partial = [
      {num_starts: 88, first_hit_counts: {Start: 88, End: 60}},
    ];
    const many = cardRowsOf(answer({
      num_starts: 100,
      state_stats_mapping: {
        Start: counts({first_hit_count: 100}),
        Quiz: counts({first_hit_count: 10}),
        End: counts({first_hit_count: 66}),
      },
    }), partial);
    const {steps} = funnelOf(many, MEASURED, partial);
    assert.deepEqual(
      steps.map(({row, change, isOfSomeVersions}) =>
        [row.stateName, change, isOfSomeVersions]),
      [['Start', -2, true], ['Quiz', -4, true], ['End', 0, false]]);
    assert.deepEqual(
      many.map(({rates: {firstEntered: {part, whole}}}) => [part, whole]),
      [[100, 100], [10, 12], [66, 100]]);
  });

  it('does not go round in circles', () => {
    const {steps} = funnelOf(rows(), [
      {from: 'Start', to: 'Quiz', count: 5}, {from: 'Quiz', to: 'Help', count: 9},
      {from: 'Help', to: 'Quiz', count: 9}, {from: 'Help', to: 'Start', count: 8},
      {from: 'Help', to: 'End', count: 1},
    ]);
    assert.deepEqual(steps.map(({row}) => row.stateName),
      ['Start', 'Quiz', 'Help', 'End']);
  });

  it('is in reading order if no transition was recorded', () => {
    for (const transitions of [null, []]) {
      const {steps, aside, isMeasured} = funnelOf(rows(), transitions);
      assert.equal(isMeasured, false);
      assert.deepEqual(steps.map(({row}) => row.stateName), NAMES);
      assert.deepEqual(aside, []);
    }
  });

  it('sums the rarest moves up', () => {
    const names = ['Start', 'a', 'b', 'c', 'd', 'e', 'f'];
    const many = cardRowsOf(answer({
      state_order: names, state_stats_mapping: {},
    }));
    const {steps} = funnelOf(many, names.slice(1).map((to, index) =>
      ({from: 'Start', to, count: 10 - index})));
    assert.deepEqual(steps[0].elsewhere.map(({to, count}) => [to, count]),
      [['b', 9], ['c', 8], ['d', 7], ['2 other cards', 11]]);
    const few = funnelOf(many, names.slice(1, 6).map((to, index) =>
      ({from: 'Start', to, count: 10 - index})));
    assert.deepEqual(few.steps[0].elsewhere.map(({to}) => to),
      ['b', 'c', 'd', 'e']);
  });
});
