import assert from 'node:assert/strict';
import fs from 'node:fs';
import {test} from 'node:test';

import {directionOf, quote} from
  '../../../../static/js/domain/text_direction.js';

test('the direction of a language is the same as on the server', () => {
  const file = new URL('../../../text_directions.json', import.meta.url);
  const cases = JSON.parse(fs.readFileSync(file, 'utf-8'));
  assert.deepEqual(
    Object.fromEntries(
      Object.keys(cases).map((code) => [code, directionOf(code)])),
    cases);
});

test('only texts with right-to-left letters are isolated', () => {
  assert.equal(quote('Zürich 7 → 8'), '“Zürich 7 → 8”');
  for (const text of ['שלום', 'a ب', 'ﺏ', '𐤀', '𞤀', 'ہاں 3']) {
    assert.equal(quote(text), `“\u2068${text}\u2069”`);
  }
});
