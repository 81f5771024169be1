/** The most common paths, and the reliability, in words. */

import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {commonestWays, reliabilityText} from
  '../../../../static/js/creator/domain/ways.js';

const ORDER = ['A', 'B', 'C', 'D', 'E', 'End'];

/**
 * @param {string} way such as "ABC".
 * @param {object} [changes]
 * @return {string}
 */
function textOf(way, changes = {}) {
  const path = /** @type {any} */ ({
    state_names: [...way].map((name) => name === '.' ? 'End' : name),
    end: 'completed', is_cut: false, num_sessions: 4, ...changes,
  });
  return commonestWays(
    {most_common: [path], num_sessions: 40, is_exact: true, max_error: 0},
    ORDER)[0].text;
}

describe('the most common paths', () => {
  it('abbreviate consecutive cards in reading order to their number', () => {
    assert.equal(textOf('ABCDE.'), '“A” → 4 cards → “End”: finished');
    assert.equal(textOf('ABC', {end: 'left'}), '“A” → “B” → “C”: left there');
  });

  it('name every card where learners went back', () => {
    assert.equal(textOf('ABAB.'),
      '“A” → “B” → “A” → “B” → “End”: finished');
  });

  it('end with "…" if the rest was not recorded', () => {
    assert.equal(textOf('AC', {is_cut: true, end: 'open'}),
      '“A” → “C” → …: still there, or left without notice');
  });

  it('include the five most common ones, each with its share', () => {
    const path = /** @type {any} */ (
      {state_names: ['A'], end: 'left', is_cut: false, num_sessions: 4});
    const ways = commonestWays({
      most_common: Array(9).fill(path), num_sessions: 40, is_exact: true,
      max_error: 0,
    }, ORDER);
    assert.equal(ways.length, 5);
    assert.equal(ways[0].share, '4 of 40 (10\u00a0%)');
  });

  it('include cards that the version does not have', () => {
    assert.equal(textOf('AXB.'), '“A” → “X” → “B” → “End”: finished');
  });
});

describe('the reliability', () => {
  it('states its n and the usual value', () => {
    assert.match(reliabilityText({alpha: 0.712, n: 45, items: ['A', 'B']}),
      /^Reliability 0\.71 \(n = 45, .* all 2 questions\)\. 0\.70 is usual/);
  });

  it('is not given for few learners, and omitted for one question', () => {
    assert.match(reliabilityText({alpha: 0.9, n: 9, items: ['A', 'B']}),
      /too few .* \(n = 9\)/);
    assert.match(reliabilityText({alpha: null, n: 99, items: ['A', 'B']}),
      /too few/);
    assert.equal(reliabilityText({alpha: 0.9, n: 99, items: ['A']}), '');
  });
});
