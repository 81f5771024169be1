import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';

import {escapeHtml, interpolateHtml, interpolateText}
  from '../../../../static/js/domain/html_text.js';

/**
 * The table that the server's check of expressions is compared with too;
 * `result` is null where it refuses the expression.
 *
 * @type {{
 *   expression: string, values: Record<string, string>, result: string | null,
 * }[]}
 */
const CASES = JSON.parse(readFileSync(
    new URL('../../../fixtures/param_expressions.json', import.meta.url),
    'utf8'));

describe('an expression', () => {
  for (const {expression, values, result} of CASES) {
    const text = `{{${expression}}}`;
    const expected = result ?? text;
    it(`${JSON.stringify(text.slice(0, 60))} reads ${expected.slice(0, 60)}`,
        () => {
          assert.equal(interpolateText(text, values), expected);
          assert.equal(interpolateHtml(escapeHtml(text), values),
              escapeHtml(expected));
        });
  }

  it('has access only to parameters', () => {
    for (const text of ['{{constructor}}', '{{toString + 1}}',
      '{{__proto__ == 1}}', '{{globalThis}}']) {
      assert.equal(interpolateText(text, {a: '1'}), text);
    }
  });

  it('is escaped in HTML, and not evaluated within tags', () => {
    assert.equal(
        interpolateHtml('<p title="{{1+1}}">{{if 1 &lt; 2 then a else 1}}</p>',
            {a: '<b>'}),
        '<p title="{{1+1}}">&lt;b&gt;</p>');
  });

  it('keeps leading zeros except in calculations', () => {
    assert.equal(interpolateText('{{a}} {{a+1}}', {a: '007'}), '007 8');
  });
});
