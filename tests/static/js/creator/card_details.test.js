import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  coefficientInterval, confusionParts, discriminationVerdict,
  rateNote, rateText,
} from '../../../../static/js/creator/domain/card_details.js';
import {GLOSSARY} from '../../../../static/js/creator/domain/glossary.js';

/**
 * @param {number} successes
 * @param {number} n
 */
function rate(successes, n) {
  return {value: n ? successes / n : null, successes, n, low: 0.2, high: 0.5};
}

describe('rateText', () => {
  it('is a percentage from ten observations upwards', () => {
    assert.equal(rateText(rate(4, 10)), '40\u00a0%');
    assert.match(rateText(rate(4, 9)), /^too few to say \(n = 9/);
  });

  it('is shown with its denominator and interval, or not at all', () => {
    assert.equal(rateNote(rate(4, 10), 'first answers'),
      'of 10 first answers, 95\u00a0% interval 20–50\u00a0%');
    assert.equal(rateNote(rate(4, 9), 'first answers'), '');
  });
});

describe('coefficientInterval', () => {
  it('is shown if both bounds are known', () => {
    assert.equal(coefficientInterval({low: -0.1, high: 0.5}),
      '95\u00a0% interval −0.10 to 0.50');
    assert.equal(coefficientInterval({low: null, high: null}), '');
  });
});

describe('discriminationVerdict', () => {
  /** @type {[number|null, number, number, number, RegExp][]} */
  const cases = [
    [0.5, 80, 0.3, 0.7, /very well/],
    [0.35, 80, 0.1, 0.5, /apart well/],
    [0.25, 80, 0.1, 0.4, /a little/],
    [0.1, 800, 0.05, 0.15, /Hardly/],
    [0.1, 20, -0.3, 0.5, /holds 0/],
    [-0.4, 80, -0.6, -0.2, /Negative/],
    [0.5, 9, 0.1, 0.8, /^$/],
    [null, 80, -1, 1, /^$/],
  ];
  for (const [value, n, low, high, expected] of cases) {
    it(`says of ${value} from ${n} (${low} to ${high}): ${expected}`, () => {
      assert.match(discriminationVerdict({value, n, low, high}), expected);
    });
  }
});

describe('confusionParts', () => {
  it('names the known signs, all of which have a definition', () => {
    const parts = confusionParts({
      index: 0.2, low: 0.1, high: 0.3, parts: {
        several_wrong_answers: {...rate(3, 20), weight: 0.3},
        took_long: {...rate(1, 20), weight: 0.1},
        of_a_newer_server: {...rate(1, 20), weight: 0.1},
      },
    });
    assert.deepEqual(parts.map(({term}) => term),
      ['severalWrongAnswers', 'tookLong']);
    for (const {term} of parts) assert.ok(GLOSSARY[term].definition);
  });
});
