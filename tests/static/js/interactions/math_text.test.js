import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';

import {InvalidAnswerError}
  from '../../../../static/js/interactions/interaction_spec.js';
import {checkNames, readEquation, readExpression}
  from '../../../../static/js/interactions/math_text.js';

/**
 * The table that the server's reading of arithmetic is checked against too.
 *
 * @type {{text: string, expression: string | null}[]}
 */
const CASES = JSON.parse(readFileSync(
    new URL('../../../fixtures/math_texts.json', import.meta.url), 'utf8'));

describe('arithmetic', () => {
  for (const {text, expression} of CASES) {
    const name = JSON.stringify(text.slice(0, 40));
    it(`${name} ${expression === null ? 'is refused' : 'is read'}`, () => {
      if (expression === null) {
        assert.throws(() => readExpression(text), InvalidAnswerError);
        return;
      }
      assert.equal(readExpression(text).expression, expression);
      assert.equal(readExpression(expression).expression, expression);
    });
  }

  /** @type {[string, RegExp][]} */
  const reasons = [
    ['', /type an answer first/], ['2+', /missing after “\+”/],
    ['*2', /missing before “\*”/], ['()', /nothing between the brackets/],
    ['(x', /not closed/], ['x)', /not open/], ['2 3', /between 2 and 3/],
    ['x2', /x\*2 or x\^2/], ['sqrt 2', /brackets after “sqrt”/],
    ['x=2', /without =/], ['x;y', /“;” has no meaning/],
    ['1'.repeat(301), /at most 300/],
  ];
  for (const [text, reason] of reasons) {
    it(`is refused with a reason: ${text.slice(0, 10)}`, () => {
      assert.throws(() => readExpression(text), reason);
    });
  }
});

describe('an equation', () => {
  it('has exactly two sides', () => {
    assert.deepEqual(readEquation(' y = 2x² '),
        {equation: 'y=2*x^2', names: ['x', 'y']});
    for (const text of ['', 'x', 'x=', '=x', 'x=1=2', 'x<2', 'x>=2', 'x≤2=1']) {
      assert.throws(() => readEquation(text), InvalidAnswerError, text);
    }
  });
});

describe('the letters of an answer', () => {
  it('must be those of the question', () => {
    checkNames(['x'], []);
    checkNames(['pi', 'r'], ['r', 'π']);
    assert.throws(() => checkNames([], []), /use the letters/);
    assert.throws(() => checkNames(['x'], ['r', 'π']), /use r, pi/);
  });
});
