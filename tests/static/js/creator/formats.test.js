import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  excerptOf, formatCoefficient, formatCount, formatDate, formatDateTime,
  formatDecimal, formatDuration, formatInterval, formatQuantity, formatShare,
  lengthText,
  formatTime, formatUser,
} from '../../../../static/js/creator/domain/formats.js';

const NBSP = '\u00a0';

describe('formatCount', () => {
  it('groups thousands', () => {
    assert.equal(formatCount(1234567), '1,234,567');
  });

  it('shows a dash where there is no number', () => {
    assert.equal(formatCount(null), '–');
    assert.equal(formatCount(0), '0');
  });
});

describe('formatCoefficient', () => {
  it('writes a true minus, and no minus before zero', () => {
    assert.equal(formatCoefficient(-0.256), '−0.26');
    assert.equal(formatCoefficient(-0.001), '0.00');
    assert.equal(formatCoefficient(1), '1.00');
    assert.equal(formatCoefficient(null), '–');
  });
});

describe('formatShare', () => {
  it('rounds to whole per cents', () => {
    assert.equal(formatShare(0.126), `13${NBSP}%`);
  });

  it('uses 0 % and 100 % only for none and all', () => {
    assert.equal(formatShare(0), `0${NBSP}%`);
    assert.equal(formatShare(0.0001), `<1${NBSP}%`);
    assert.equal(formatShare(0.9999), `>99${NBSP}%`);
    assert.equal(formatShare(1), `100${NBSP}%`);
  });

  it('shows a dash where there is no share', () => {
    assert.equal(formatShare(null), '–');
  });
});

describe('excerptOf', () => {
  it('cuts between words and never makes it longer than asked', () => {
    assert.equal(excerptOf('one two three', 10), 'one two…');
    assert.equal(excerptOf('one two', 7), 'one two');
    assert.equal(excerptOf('Donaudampfschiff', 6), 'Donau…');
  });

  it('does not split surrogate pairs', () => {
    assert.equal(excerptOf('😀😀😀', 2), '😀…');
  });
});

describe('other formats', () => {
  it('writes an interval with one per cent sign', () => {
    assert.equal(formatInterval({low: 0.2553, high: 0.3662}), `26–37${NBSP}%`);
    assert.equal(formatInterval(null), '–');
  });

  it('puts a noun into the right number', () => {
    assert.equal(formatQuantity(1, 'start'), '1 start');
    assert.equal(formatQuantity(0, 'start'), '0 starts');
    assert.equal(
      formatQuantity(2000, 'passer-by', 'passers-by'), '2,000 passers-by');
  });

  it('state how much of a field is filled', () => {
    assert.equal(lengthText('What changed', 500), '12 of 500 characters');
    assert.equal(lengthText('', 1), '0 of 1 character');
  });

  it('writes the time of day to the second, on 24 hours', () => {
    const afterMidnight = Date.UTC(2025, 1, 3, 0, 4, 5);
    assert.equal(formatTime(afterMidnight, 'UTC'), '00:04:05');
    assert.equal(formatTime(afterMidnight, 'Asia/Tokyo'), '09:04:05');
  });

  it('writes a day so that day and month are unambiguous', () => {
    assert.equal(
      formatDateTime(Date.UTC(2025, 1, 3, 14, 5), 'UTC'), '3 Feb 2025, 14:05');
    assert.equal(formatDate(Date.UTC(2025, 1, 3, 14, 5), 'UTC'), '3 Feb 2025');
  });

  it('leaves the kind of an account out of its name', () => {
    assert.equal(formatUser('dev:ann@example.com'), 'ann@example.com');
    assert.equal(formatUser('device'), 'device');
  });
});

describe('formatDuration', () => {
  for (const [msecs, text] of /** @type {[number|null, string][]} */ ([
    [null, '–'], [0, '0 s'], [420, '0.4 s'], [1000, '1 s'], [9940, '9.9 s'],
    [9960, '10 s'], [59_499, '59 s'], [60_000, '1 min'],
    [185_000, '3 min 5 s'], [3_600_000, '1 h'], [4_800_000, '1 h 20 min'],
  ])) {
    it(`writes ${msecs} as ${text}`, () => {
      assert.equal(formatDuration(msecs).replaceAll('\u00a0', ' '), text);
    });
  }
});

describe('formatDecimal', () => {
  it('has one decimal at most', () => {
    assert.deepEqual(
      [null, 2, 2.46, 1234.5].map(formatDecimal), ['–', '2', '2.5', '1,234.5']);
  });
});
