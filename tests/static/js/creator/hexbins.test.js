import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {hexagonPoints, hexbinsOf} from
  '../../../../static/js/creator/domain/hexbins.js';

/** @param {number} x @param {number} y @param {number} [count] */
const at = (x, y, count = 1) => ({x, y, count});

describe('hexbinsOf', () => {
  it('sums what lies in one hexagon, fullest first', () => {
    const bins = hexbinsOf([at(100, 100), at(0, 0, 3), at(1, 1, 2)], 16);
    assert.deepEqual(bins.map(({count}) => count), [5, 1]);
    assert.deepEqual([bins[0].x, bins[0].y], [0, 0]);
  });

  it('puts every point into the hexagon whose centre is nearest', () => {
    const radius = 10;
    const width = Math.sqrt(3) * radius;
    const centres = [];
    for (let row = -2; row < 12; row++) {
      for (let column = -2; column < 12; column++) {
        centres.push([(column + (row % 2 ? 0.5 : 0)) * width,
          row * 1.5 * radius]);
      }
    }
    for (let step = 0; step < 400; step++) {
      const x = (step * 37) % 100;
      const y = (step * 53) % 100;
      const [bin] = hexbinsOf([at(x, y)], radius);
      /** @type {number[]} */
      const distances = centres.map(([cx, cy]) => Math.hypot(cx - x, cy - y));
      assert.ok(Math.hypot(bin.x - x, bin.y - y) <=
        Math.min(...distances) + 1e-9, `${x}, ${y}`);
    }
  });

  it('has nothing of nothing', () => {
    assert.deepEqual(hexbinsOf([], 16), []);
  });
});

describe('hexagonPoints', () => {
  it('has six corners, each a radius away', () => {
    const corners = hexagonPoints({x: 5, y: 7, count: 1}, 10).split(' ')
      .map((corner) => corner.split(',').map(Number));
    assert.equal(corners.length, 6);
    for (const [x, y] of corners) {
      assert.ok(Math.abs(Math.hypot(x - 5, y - 7) - 10) < 0.01);
    }
  });
});
