import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {spec as fractionInput}
  from '../../../../static/js/interactions/fraction_input.js';
import {InvalidAnswerError}
  from '../../../../static/js/interactions/interaction_spec.js';

describe('a fraction', () => {
  /** @type {[string, string][]} */
  const typed = [
    ['2/3', '2/3'], ['1 2/3', '1 2/3'], [' 1  2 / 3 ', '1 2/3'], ['2', '2'],
    ['-5/3', '-5/3'], ['\u22125/3', '-5/3'], ['- 1 1/2', '-1 1/2'],
    ['+1/2', '1/2'], ['\u00bd', '1/2'], ['1\u00bd', '1 1/2'],
    ['3\u20444', '3/4'], ['\uff11\uff0f\uff12', '1/2'],
    ['\u0661 \u0662/\u0663', '1 2/3'], ['\u200e1/2', '1/2'], ['-0', '0'],
    ['-0/3', '0'], ['4/2', '4/2'], ['007/8', '7/8'], ['1\u00b9\u2044\u2082',
      '1 1/2'], ['\u00b9\u2044\u2082', '1/2'], ['1 000/3', '1000/3'],
    ['-2 050/3', '-2050/3'], ['1 250/300', '1 250/300'],
  ];
  for (const [text, written] of typed) {
    it(`can be typed as "${text}"`, () => {
      const answer = fractionInput.normalizeAnswer(text, {});
      assert.equal(fractionInput.answerToText(answer, {}), written);
      assert.deepEqual(fractionInput.normalizeAnswer(answer, {}), answer);
    });
  }

  /** @type {[unknown, RegExp][]} */
  const others = [
    ['', /type a fraction first/], ['\u200b', /type a fraction first/],
    ['a/b', /not a fraction/], ['1/2/3', /not a fraction/],
    ['1 2', /not a fraction/], ['1/-2', /not a fraction/],
    ['0.5', /not a decimal/], ['0,5', /not a decimal/],
    ['.5', /not a decimal/], ['50 %', /not a percentage/],
    ['12,5%', /not a percentage/], ['1:1', /not a ratio/],
    ['1/0', /divided by 0/], ['12345678/2', /at most 7 digits/],
    [null, /not a fraction/], [0.5, /not a fraction/], [{}, /not a fraction/],
    [{isNegative: false, wholeNumber: 0, numerator: 0.5, denominator: 1},
      /not a fraction/],
  ];
  for (const [answer, message] of others) {
    it(`is not ${JSON.stringify(answer)}, with a reason`, () => {
      assert.throws(
          () => fractionInput.normalizeAnswer(answer, {}),
          (/** @type {any} */ error) =>
            error instanceof InvalidAnswerError && message.test(error.message));
    });
  }

  /** @type {[string, string, RegExp][]} */
  const refused = [
    ['allowNonzeroIntegerPart', '1 2/3', /such as 5\/3 and not 1 2\/3/],
    ['allowImproperFraction', '5/3', /such as 1 2\/3 and not 5\/3/],
    ['allowImproperFraction', '3/3', /such as 1 2\/3 and not 5\/3/],
    ['requireSimplestForm', '2/6', /reduce the fraction/],
    ['requireSimplestForm', '0/6', /reduce the fraction/],
  ];
  for (const [name, text, message] of refused) {
    it(`is refused as "${text}" where the card has ${name}`, () => {
      const args = {[name]: {value: name.startsWith('require')}};
      assert.throws(() => fractionInput.normalizeAnswer(text, args), message);
      fractionInput.normalizeAnswer('1/3', args);
    });
  }
});
