import assert from 'node:assert/strict';
import fs from 'node:fs';
import {describe, it} from 'node:test';

import {withoutUnused} from '../../../scripts/used_styles.js';

/**
 * @param {string} sheet
 * @param {...string} words
 * @return {string}
 */
const keepUsed = (sheet, ...words) => withoutUnused(sheet, new Set(words));

describe('a style sheet without unused rules', () => {
  it('has the rules whose classes are all used', () => {
    const sheet = '.a{x:1}.a .b{x:2}.b{x:3}.a.b>p{x:4}';
    assert.equal(keepUsed(sheet, 'a'), '.a{x:1}');
    assert.equal(keepUsed(sheet, 'b'), '.b{x:3}');
    assert.equal(keepUsed(sheet, 'a', 'b'), sheet);
  });

  it('has the rules that need no class', () => {
    const sheet = ':root{--x:1}[hidden]{x:1}a:hover{x:2}@keyframes k{to{x:3}}';
    assert.equal(keepUsed(sheet), sheet);
  });

  it('keeps only the used selectors of a list', () => {
    assert.equal(keepUsed('.a,.b,.c:is(p,.d){x:1}', 'a', 'c', 'd'),
      '.a,.c:is(p,.d){x:1}');
  });

  it('has rules for elements that lack an unused class', () => {
    const sheet = '.a:not(.b,.c)>p{x:1}';
    assert.equal(keepUsed(sheet, 'a'), sheet);
  });

  it('does not match parts of class names', () => {
    assert.equal(keepUsed('.btn-primary{x:1}.btn{x:2}', 'btn'), '.btn{x:2}');
  });

  it('removes unused rules within media queries', () => {
    assert.equal(keepUsed('@media (x){.a{x:1}.b{x:2}}.b{x:3}', 'a'),
      '@media (x){.a{x:1}}');
  });

  it('keeps the licence', () => {
    assert.equal(keepUsed('@charset "UTF-8";/*! by */.a{x:1}/* n */', 'a'),
      '/*! by */.a{x:1}');
  });

  it('is the whole of Bootstrap when everything is used', () => {
    const sheet = fs.readFileSync(
      'node_modules/bootstrap/dist/css/bootstrap.min.css', 'utf-8');
    const bare = sheet.replace(/\/\*.*?\*\/|@charset[^;]*;/gs, '').trim();
    const all = new Set(sheet.match(/[\w-]+/g));
    const result = withoutUnused(bare, all);
    assert.equal(result, bare);
  });
});
