import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import * as dagre from '@dagrejs/dagre';

import {
  labelPlaceOf, layOutFlow, MIN_NODE_WIDTH, neighbourOf, NODE_HEIGHT, NODE_WIDTH,
  pathThrough, widthOf, wrapLabel,
} from '../../../../static/js/creator/domain/flow_layout.js';

/**
 * @param {number} seed
 * @return {import('../../../../static/js/creator/domain/flow_layout.js')
 *     .FlowLayout} of eight cards with sixteen ways between them.
 */
function randomLayout(seed) {
  let state = seed;
  // Numerical Recipes' linear congruential generator: the same every time.
  const below = (/** @type {number} */ limit) => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor(state / 2 ** 32 * limit);
  };
  const names = [...'ABCDEFGH'];
  const edges = Array.from({length: 16}, () =>
    ({from: names[below(8)], to: names[below(8)]}));
  return layOutFlow(dagre, names, edges.filter(({from, to}) => from !== to));
}

describe('layOutFlow', () => {
  const names = ['A', 'B', 'C', 'D', 'Alone'];
  const edges = [
    {from: 'A', to: 'B'}, {from: 'A', to: 'C'}, {from: 'B', to: 'D'},
    {from: 'C', to: 'D'}, {from: 'D', to: 'B'}, {from: 'A', to: 'D'},
    {from: 'A', to: 'Gone'},
  ];
  const layout = layOutFlow(dagre, names, edges);

  it('places every card inside the drawing without overlap', () => {
    assert.deepEqual(layout.nodes.map(({name}) => name), names);
    for (const a of layout.nodes) {
      assert.ok(a.x >= 0 && a.x + NODE_WIDTH <= layout.width);
      assert.ok(a.y >= 0 && a.y + NODE_HEIGHT <= layout.height);
      for (const b of layout.nodes.filter((other) => other !== a)) {
        assert.ok(Math.abs(a.x - b.x) >= NODE_WIDTH ||
          Math.abs(a.y - b.y) >= NODE_HEIGHT, `${a.name} over ${b.name}`);
      }
    }
  });

  it('draws every transition between existing cards', () => {
    assert.equal(layout.edges.length, 6);
    for (const {points} of layout.edges) {
      assert.ok(points.length >= 2);
      assert.ok(points.every(({x, y}) =>
        x >= 0 && x <= layout.width && y >= 0 && y <= layout.height));
    }
  });

  it('keeps edges that run outside all cards within the drawing', () => {
    let outside = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const {nodes, edges: ways, width, height} = randomLayout(seed);
      const points = ways.flatMap((way) => way.points);
      assert.ok(points.every(({x, y}) =>
        x >= 0 && x <= width && y >= 0 && y <= height), `seed ${seed}`);
      const right = Math.max(...nodes.map(({x}) => x + NODE_WIDTH));
      outside += Number(points.some(({x}) => x > right));
    }
    assert.ok(outside > 0, 'no layout put the promise to the test');
  });

  it('marks the edges that lead back', () => {
    assert.deepEqual(
      layout.edges.filter(({isBack}) => isBack).map(({from, to}) => from + to),
      ['DB']);
  });

  it('lays out an exploration of one card', () => {
    const {nodes, width} = layOutFlow(dagre, ['Only'], []);
    assert.equal(nodes.length, 1);
    assert.ok(width >= NODE_WIDTH);
  });
});

describe('pathThrough', () => {
  it('begins at the first point and ends at the last', () => {
    const path = pathThrough([{x: 0, y: 0}, {x: 10, y: 20}, {x: 5, y: 40}]);
    assert.match(path, /^M0\.0,0\.0C/);
    assert.match(path, /5\.0,40\.0$/);
  });

  it('draws nothing through fewer than two points', () => {
    assert.equal(pathThrough([{x: 0, y: 0}]), '');
  });
});

describe('wrapLabel', () => {
  it('breaks between words and keeps short names whole', () => {
    assert.deepEqual(wrapLabel('Short', 10, 2), ['Short']);
    assert.deepEqual(wrapLabel('two short words', 9, 2), ['two short', 'words']);
  });

  it('never makes a line too long or one line too many', () => {
    for (const text of [
      'Donaudampfschifffahrtsgesellschaft', 'a b c d e f g h i j k l m n o p',
      'Which map would you choose for a school atlas?', '', '   ', 'ääääääää',
    ]) {
      const lines = wrapLabel(text, 8, 2);
      assert.ok(lines.length <= 2);
      assert.ok(lines.every((line) => line.length <= 8), lines.join('|'));
    }
  });

  it('shortens long words with an ellipsis', () => {
    assert.match(wrapLabel('one two three four five', 8, 2)[1], /…$/);
  });
});

describe('neighbourOf', () => {
  const nodes = [
    {name: 'Top', x: 200, y: 0}, {name: 'Left', x: 0, y: 150},
    {name: 'Middle', x: 210, y: 150}, {name: 'Right', x: 450, y: 150},
    {name: 'Bottom', x: 220, y: 300},
  ];

  it('leads to the nearest card of the next layer, or beside the card', () => {
    for (const [from, key, to] of [
      ['Top', 'ArrowDown', 'Middle'], ['Bottom', 'ArrowUp', 'Middle'],
      ['Middle', 'ArrowLeft', 'Left'], ['Middle', 'ArrowRight', 'Right'],
      ['Left', 'ArrowRight', 'Middle'], ['Right', 'ArrowUp', 'Top'],
    ]) {
      assert.equal(neighbourOf(nodes, from, key), to, `${from} ${key}`);
    }
  });

  it('returns null if there is no card', () => {
    assert.equal(neighbourOf(nodes, 'Top', 'ArrowUp'), null);
    assert.equal(neighbourOf(nodes, 'Right', 'ArrowRight'), null);
    assert.equal(neighbourOf(nodes, 'Gone', 'ArrowUp'), null);
  });
});

describe('widthOf', () => {
  it('grows with the share and never leaves its bounds', () => {
    assert.equal(widthOf(1), NODE_WIDTH);
    assert.equal(widthOf(null), MIN_NODE_WIDTH);
    assert.equal(widthOf(7), NODE_WIDTH);
    assert.ok(widthOf(0.3) < widthOf(0.6));
  });
});

describe('the label of an edge', () => {
  const points = [{x: 0, y: 0}, {x: 4, y: 8}];

  it('is placed halfway along the edge', () => {
    assert.deepEqual(
      labelPlaceOf({points, isBack: false, hasTwin: false}), {x: 2, y: 4});
    assert.deepEqual(
      labelPlaceOf({points: [{x: 3, y: 3}], isBack: true, hasTwin: false}),
      {x: 3, y: 3});
  });

  it('does not overlap the label of the opposite edge', () => {
    const there = labelPlaceOf({points, isBack: false, hasTwin: true});
    const back = labelPlaceOf({points, isBack: true, hasTwin: true});
    assert.ok(back.y - there.y >= 16);
  });
});
