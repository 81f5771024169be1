import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {durationInWords} from
  '../../../../static/js/creator/domain/durations.js';

const SAID = /** @type {[number, string][]} */ ([
  [0, '0 seconds'],
  [40, 'less than 0.1 seconds'],
  [1_000, '1 second'],
  [4_240, '4.2 seconds'],
  [9_960, '10 seconds'],
  [12_400, '12 seconds'],
  [59_700, '1 minute'],
  [65_000, '1 minute 5 seconds'],
  [599_700, '10 minutes'],
  [754_000, '13 minutes'],
  [3_600_000, '1 hour'],
  [7_860_000, '2 hours 11 minutes'],
]);

describe('durationInWords', () => {
  for (const [msecs, words] of SAID) {
    it(`says ${msecs} ms as ${words}`, () => {
      assert.equal(durationInWords(msecs), words);
    });
  }
});
