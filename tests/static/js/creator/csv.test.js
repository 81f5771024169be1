import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {csvField, toCsv} from '../../../../static/js/creator/domain/csv.js';

describe('csvField', () => {
  it('quotes characters that would break the line or the field', () => {
    assert.equal(csvField('a,b'), '"a,b"');
    assert.equal(csvField('a "b"'), '"a ""b"""');
    assert.equal(csvField('a\nb'), '"a\nb"');
    assert.equal(csvField('a\rb'), '"a\rb"');
    assert.equal(csvField('plain'), 'plain');
  });

  for (const start of ['=', '+', '-', '@', '\t', '\r']) {
    it(`disarms text that begins with ${JSON.stringify(start)}`, () => {
      const field = csvField(`${start}HYPERLINK("http://x")`);
      assert.match(field, /^"'/);
    });
  }

  for (const start of ['＝', '＋', '－', '＠', ' =', '\u200b=', '\n=']) {
    it(`disarms text that begins with ${JSON.stringify(start)}`, () => {
      assert.match(csvField(`${start}1+1`), /^"?'/);
    });
  }

  // A spreadsheet may split a line at another separator, so cells start there.
  for (const separator of [';', '\t', '\n']) {
    it(`disarms text after ${JSON.stringify(separator)}`, () => {
      for (const text of ['x|=1+1', 'x|＝1+1|-2', 'x| "=1', 'x||@SUM(A1)']) {
        const value = text.replaceAll('|', separator);
        const cells = toCsv([['card', value, 7]]).split(separator);
        for (const cell of cells) assert.doesNotMatch(cell, /^["\s]*[=＝@-]/);
      }
    });
  }

  it('leaves other text as it is', () => {
    for (const text of ['a - b', 'x=1', 'a; b', 'Paris (France)', '−5']) {
      assert.equal(csvField(text).replace(/^"|"$/g, ''), text);
    }
  });

  it('leaves numbers alone, negative ones too', () => {
    assert.equal(csvField(-1), '-1');
    assert.equal(csvField(0), '0');
  });

  it('writes nothing for a missing value, and words for booleans', () => {
    assert.equal(csvField(null), '');
    assert.equal(csvField(true), 'true');
  });
});

describe('toCsv', () => {
  it('ends every line with CRLF, as RFC 4180 says', () => {
    assert.equal(toCsv([['a', 'b'], [1, null]]), 'a,b\r\n1,\r\n');
  });
});
