import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';

import {
  escapeHtml, htmlToText, interpolateHtml, interpolateText, isBlankHtml,
} from '../../../../static/js/domain/html_text.js';

/** @type {[html: string, text: string][]} */
const CASES = JSON.parse(readFileSync(
    new URL('../../../fixtures/html_texts.json', import.meta.url), 'utf8'));

describe('filling in parameters', () => {
  it('escapes typed answers', () => {
    assert.equal(
        interpolateHtml('<p>{{ x }}</p>', {x: '<img src=x onerror="1">&\''}),
        '<p>&lt;img src=x onerror=&quot;1&quot;&gt;&amp;&#39;</p>');
  });

  it('leaves tags unchanged', () => {
    const html = '<a href="{{x}}" title=\'>{{x}}\'>{{x}}</a>';
    assert.equal(interpolateHtml(html, {x: 'javascript:1'}),
        '<a href="{{x}}" title=\'>{{x}}\'>javascript:1</a>');
  });

  it('leaves unset names unchanged, also inherited ones', () => {
    assert.equal(interpolateText('{{a}} {{toString}} {{ b c }} {{}}', {}),
        '{{a}} {{toString}} {{ b c }} {{}}');
  });

  it('fills in each occurrence once, and not within values', () => {
    assert.equal(
        interpolateText('{{a}}-{{a}}', {a: '{{b}}', b: 'B'}), '{{b}}-{{b}}');
    assert.equal(interpolateText('{{a}}', {a: '$&'}), '$&');
  });
});

describe('reading HTML as text', () => {
  it('gives the same text as the server', () => {
    for (const [html, text] of CASES) assert.equal(htmlToText(html), text);
  });

  it('drops tags, decodes entities and joins lines', () => {
    assert.equal(
        htmlToText('<p>a&nbsp;&lt;b&gt;\n c</p><p>d &#233;&#x1F600;</p>'),
        'a <b> c d é😀');
  });

  it('leaves invalid entities unchanged', () => {
    assert.equal(htmlToText('R&D; &bogus; &#x110000;'), 'R&D; &bogus; &#x110000;');
  });

  it('undoes escaping', () => {
    const text = 'a < b & "c" > \'d\'';
    assert.equal(htmlToText(escapeHtml(text)), text);
  });
});

describe('isBlankHtml', () => {
  for (const html of ['', ' \n', '<p></p>', '<p>&nbsp;</p>', '<p><br></p>']) {
    it(`is true if nothing is visible: ${JSON.stringify(html)}`, () => {
      assert.equal(isBlankHtml(html), true);
    });
  }
  for (const html of ['a', '<p>0</p>', '<img src="/a.png">']) {
    it(`is false if something is visible: ${html}`, () => {
      assert.equal(isBlankHtml(html), false);
    });
  }
});
