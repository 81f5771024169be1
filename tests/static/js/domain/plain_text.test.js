import assert from 'node:assert/strict';
import {test} from 'node:test';

import {listText, withoutControl} from
  '../../../../static/js/domain/plain_text.js';

test('removes characters that the server would refuse', () => {
  assert.equal(withoutControl('a\u0000b\u001Bc\u007Fd\u0085e'), 'abcde');
});

test('keeps tabs, ends of lines and all other characters', () => {
  const text = 'one\ttwo\r\nthree — né ١٢ 🙂 \u200D';
  assert.equal(withoutControl(text), text);
});

test('lists texts, those with commas apart from each other', () => {
  assert.equal(listText(['2', '3']), '2, 3');
  assert.equal(listText(['red, bright', 'blue']), 'red, bright; blue');
  assert.equal(listText([]), '');
});
