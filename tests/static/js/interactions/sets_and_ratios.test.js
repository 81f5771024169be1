import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {spec as ratioInput}
  from '../../../../static/js/interactions/ratio_expression_input.js';
import {elementsIn, spec as setInput}
  from '../../../../static/js/interactions/set_input.js';

describe('a set of texts', () => {
  it('has each text once, in one order, without blank ones', () => {
    assert.deepEqual(setInput.normalizeAnswer(
        ['b', ' a  c ', '', 'b\u200b', '\u0000', '\u200b'], {}), ['a c', 'b']);
    assert.equal(setInput.answerToText(['a c', 'b'], {}), 'a c, b');
  });

  it('is refused where it is empty or too long', () => {
    for (const answer of [null, 'a', [], [''], ['\u200b'], [3]]) {
      assert.throws(() => setInput.normalizeAnswer(answer, {}),
          /type an answer first/);
    }
    for (const answer of [
      ['x'.repeat(501)], Array.from({length: 101}, (_, n) => `${n}`),
      ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(400)),
    ]) {
      assert.throws(() => setInput.normalizeAnswer(answer, {}), /too long/);
    }
  });
});

describe('a field of a set', () => {
  /** @type {[string, string[]][]} */
  const texts = [
    ['2, 3, 4', ['2', '3', '4']], ['2,3,4', ['2', '3', '4']],
    [' 2\r\n3\n\n', ['2', '3']], ['red; blue', ['red', 'blue']],
    ['a\tb', ['a', 'b']], ['２、３', ['２', '３']], ['أ، ب', ['أ', 'ب']],
    ['a, b\nc', ['a, b', 'c']],
    ['2,5', ['2,5']], ['1,000,000', ['1,000,000']], ['New York', ['New York']],
    ['', []], [',', [',']], [', ,', []],
  ];
  for (const [text, elements] of texts) {
    it(`lists ${elements.length} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(elementsIn(text), elements);
    });
  }

  it('lists no more than an answer can have', () => {
    assert.equal(elementsIn('a\n'.repeat(5000)).length, 100);
  });
});

describe('a ratio', () => {
  /** @type {[string, number[]][]} */
  const typed = [
    ['1:2', [1, 2]], [' 1 : 2 : 3 ', [1, 2, 3]], ['\uff11\uff1a\uff12', [1, 2]],
    ['\u0661:\u0662', [1, 2]], ['1\u22362', [1, 2]], ['01:2', [1, 2]],
    ['1\u00a0000 : 2', [1000, 2]],
  ];
  for (const [text, terms] of typed) {
    it(`can be typed as "${text}"`, () => {
      assert.deepEqual(ratioInput.normalizeAnswer(text, {}), terms);
      assert.deepEqual(ratioInput.normalizeAnswer(terms, {}), terms);
    });
  }

  /** @type {[unknown, RegExp][]} */
  const others = [
    ['', /type a ratio first/], ['1', /not a ratio/], ['1:', /not a ratio/],
    [':1', /not a ratio/], ['1::2', /not a ratio/], ['a:b', /not a ratio/],
    ['-1:2', /not a ratio/], ['1/2', /a colon between/],
    ['0.5:1', /whole numbers/], ['1:0', /no 0/], [[1], /not a ratio/],
    [null, /not a ratio/], [[1, -2], /not a ratio/],
    ['1:1234567890123456', /at most 15 digits/],
    ['1:1:1:1:1:1:1:1:1:1:1', /not a ratio/],
  ];
  for (const [answer, message] of others) {
    it(`is not ${JSON.stringify(answer)}, with a reason`, () => {
      assert.throws(() => ratioInput.normalizeAnswer(answer, {}), message);
    });
  }

  it('has as many numbers as the card asks for', () => {
    const args = {numberOfTerms: {value: 3}};
    assert.throws(
        () => ratioInput.normalizeAnswer('1:2', args), /of 3 numbers/);
    assert.deepEqual(ratioInput.normalizeAnswer('1:2:3', args), [1, 2, 3]);
  });
});
