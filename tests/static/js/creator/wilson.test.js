import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {rateOf, wilsonInterval} from
  '../../../../static/js/creator/domain/wilson.js';

/**
 * @param {number} successes
 * @param {number} n
 * @return {[number, number]} to four decimals, as published tables are.
 */
function roundedInterval(successes, n) {
  const interval = wilsonInterval(successes, n);
  assert.ok(interval);
  return [Number(interval.low.toFixed(4)), Number(interval.high.toFixed(4))];
}

describe('wilsonInterval', () => {
  // R. G. Newcombe (1998), Two-sided confidence intervals for the single
  // proportion, Statistics in Medicine 17, 857-872, table I, method 3.
  const NEWCOMBE = [
    {successes: 81, n: 263, low: 0.2553, high: 0.3662},
    {successes: 15, n: 148, low: 0.0624, high: 0.1605},
    {successes: 0, n: 20, low: 0, high: 0.1611},
    {successes: 1, n: 29, low: 0.0061, high: 0.1718},
  ];
  for (const {successes, n, low, high} of NEWCOMBE) {
    it(`agrees with Newcombe for ${successes} of ${n}`, () => {
      assert.deepEqual(roundedInterval(successes, n), [low, high]);
    });
  }

  it('has no interval without observations', () => {
    assert.equal(wilsonInterval(0, 0), null);
  });

  it('is exactly 0 and 1 at its ends', () => {
    assert.equal(wilsonInterval(0, 7)?.low, 0);
    assert.equal(wilsonInterval(7, 7)?.high, 1);
  });

  it('contains the rate, stays in 0..1 and mirrors for failures', () => {
    for (let n = 1; n <= 60; n++) {
      for (let k = 0; k <= n; k++) {
        const interval = wilsonInterval(k, n);
        const mirrored = wilsonInterval(n - k, n);
        assert.ok(interval && mirrored);
        assert.ok(0 <= interval.low && interval.low <= k / n);
        assert.ok(k / n <= interval.high && interval.high <= 1);
        assert.ok(Math.abs(interval.low - (1 - mirrored.high)) < 1e-12);
      }
    }
  });

  it('narrows as observations grow', () => {
    const width = (/** @type {number} */ n) => {
      const interval = wilsonInterval(n / 2, n);
      return interval ? interval.high - interval.low : NaN;
    };
    assert.ok(width(10) > width(100) && width(100) > width(1000));
  });
});

describe('rateOf', () => {
  it('refuses a percentage below ten observations', () => {
    assert.equal(rateOf(9, 9).isEnough, false);
    assert.equal(rateOf(9, 10).isEnough, true);
  });

  it('has no share of zero observations', () => {
    assert.equal(rateOf(0, 0).share, null);
  });

  it('shows no percentage of counts that contradict each other', () => {
    const rate = rateOf(12, 11);
    assert.equal(rate.isSound, false);
    assert.equal(rate.isEnough, false);
  });
});
