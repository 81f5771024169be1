import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';

import {compose, foldCase} from '../../../../static/js/domain/text_forms.js';

/**
 * The table that the server's forms are checked against too.
 *
 * @type {{form: string, text: string, result: string, why: string}[]}
 */
const CASES = JSON.parse(readFileSync(
    new URL('../../../fixtures/text_forms.json', import.meta.url), 'utf8'));

describe('a form of a text', () => {
  for (const {form, text, result, why} of CASES) {
    it(`does not depend on ${why}`, () => {
      const convert = form === 'folded' ? foldCase : compose;
      assert.equal(convert(text), result);
      assert.equal(convert(result), result);
    });
  }
});
