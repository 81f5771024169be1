import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  breadthFirstOrder, destinationsOf, edgesOf,
} from '../../../../static/js/creator/domain/exploration_graph.js';

/**
 * @import {
 *   Exploration, State as ExplorationState
 * } from '../../../../static/js/domain/wire_types.js'
 */

/**
 * @param {string[]} groups where the answer groups lead.
 * @param {string|null} otherwise where all other answers lead.
 * @return {ExplorationState}
 */
function state(groups, otherwise = null) {
  return /** @type {any} */ ({
    content: {html: ''},
    interaction: {
      id: null,
      answer_groups: groups.map((dest) => ({outcome: {dest}})),
      default_outcome: otherwise === null ? null : {dest: otherwise},
    },
  });
}

/**
 * @param {Record<string, ExplorationState>} states
 * @param {string} first
 * @return {Exploration}
 */
function exploration(states, first = 'A') {
  return /** @type {any} */ ({title: '', init_state_name: first, states});
}

describe('breadthFirstOrder', () => {
  it('goes layer by layer, in the order of the answer groups', () => {
    assert.deepEqual(breadthFirstOrder(exploration({
      D: state([]), C: state(['D']), B: state(['E'], 'B'), E: state(['A']),
      A: state(['C', 'B'], 'A'),
    })), ['A', 'C', 'B', 'D', 'E']);
  });

  it('puts unreachable cards last, by name', () => {
    assert.deepEqual(
      breadthFirstOrder(exploration(
        {Z: state([]), Y: state(['A']), A: state([])})),
      ['A', 'Y', 'Z']);
  });

  it('ignores transitions to missing cards', () => {
    assert.deepEqual(
      breadthFirstOrder(exploration({A: state(['Gone'], 'toString')})),
      ['A']);
    assert.deepEqual(
      breadthFirstOrder(exploration({A: state([])}, 'Gone')), ['A']);
  });
});

describe('edgesOf', () => {
  it('draws each transition once, and no self-loop', () => {
    assert.deepEqual(
      edgesOf(exploration({A: state(['B', 'B'], 'A'), B: state([], 'A')})),
      [{from: 'A', to: 'B'}, {from: 'B', to: 'A'}]);
  });
});

describe('destinationsOf', () => {
  it('lists the default outcome last', () => {
    assert.deepEqual(destinationsOf(state(['B', 'C'], 'A')), ['B', 'C', 'A']);
  });
});
