import assert from 'node:assert/strict';
import {it} from 'node:test';

import {mathMlOf} from '../../../../static/js/lib/formulas.js';

it('draws a formula as MathML that keeps its LaTeX', () => {
  const mathMl = mathMlOf('\\frac{1}{2}');
  assert.match(mathMl, /<math [^>]*>.*<mfrac><mn>1<\/mn><mn>2<\/mn><\/mfrac>/);
  assert.match(mathMl, /<annotation [^>]*>\\frac\{1\}\{2\}<\/annotation>/);
});

it('has no inline styles, but shows text that looks like one', () => {
  assert.doesNotMatch(mathMlOf('\\fcolorbox{red}{blue}{x}\\pmb{y}'), / style=/);
  assert.match(mathMlOf('\\text{ style="x"}'), /style=&quot;x&quot;/);
});

it('leaves invalid formulas alone', () => {
  for (const latex of [
    '\\frac{1}{', '\\unknown{', '\\def\\a{\\a\\a}\\a', '{'.repeat(20_000), 'x}',
  ]) {
    assert.equal(mathMlOf(latex), '', latex.slice(0, 40));
  }
});

it('contains no links and loads nothing', () => {
  for (const latex of [
    '\\href{javascript:alert(1)}{x}', '\\url{https://a.example/}',
    '\\includegraphics{/a.png}', '\\htmlStyle{color: red}{x}',
    '\\htmlData{a=b}{x}',
  ]) {
    assert.doesNotMatch(mathMlOf(latex), /<(a|img)\b|(href|src|style|data-a)=/);
  }
});

it('escapes markup', () => {
  const mathMl = mathMlOf('\\text{<img src=x onerror=alert(1)>}');
  assert.doesNotMatch(mathMl, /<img/);
});
