import assert from 'node:assert/strict';
import fs from 'node:fs';
import {test} from 'node:test';

import {directionOf, quoted} from
  '../../../../static/js/domain/text_direction.js';

test('the direction is the one that the server finds', () => {
  const file = new URL('../../../text_directions.json', import.meta.url);
  const cases = JSON.parse(fs.readFileSync(file, 'utf-8'));
  assert.deepEqual(
    Object.fromEntries(
      Object.keys(cases).map((code) => [code, directionOf(code)])),
    cases);
});

test('only texts from the right are isolated', () => {
  assert.equal(quoted('Zürich 7 → 8'), '“Zürich 7 → 8”');
  for (const text of ['שלום', 'a ب', 'ﺏ', '𐤀', '𞤀', 'ہاں 3']) {
    assert.equal(quoted(text), `“\u2068${text}\u2069”`);
  }
});
