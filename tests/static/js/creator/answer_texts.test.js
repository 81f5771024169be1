import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {answerItems, answerText, shortenedAnswerText} from
  '../../../../static/js/creator/domain/answer_texts.js';

const CHOICES = {choices: {value: ['<p>Moon &amp; Sun</p>', '<p>Mars</p>']}};

describe('answerText', () => {
  /** @type {[string, any, string, string][]} */
  const cases = [
    ['a text as it is', '<b>x</b>', 'TextInput', '<b>x</b>'],
    ['an empty text in words', '', 'TextInput', '(nothing)'],
    ['a negative number with a minus', -1.5, 'NumericInput', '−1.5'],
    ['a large number in few digits', 1e308, 'NumericInput', '1e+308'],
    ['a small number', -1e-9, 'NumericInput', '−1e−9'],
    ['a choice by its words', 0, 'MultipleChoiceInput', 'Moon & Sun'],
    ['a choice that the version lacks by its words', '<p>Sun &amp; Io</p>',
      'MultipleChoiceInput', 'Sun & Io (no longer there)'],
    ['a set with such a choice', [1, '<p>Io</p>'],
      'ItemSelectionInput', 'Mars + Io (no longer there)'],
    ['several choices', [0, 1], 'ItemSelectionInput', 'Moon & Sun + Mars'],
    ['no choice', [], 'ItemSelectionInput', '(nothing)'],
    ['going on', null, 'Continue', '(went on)'],
    ['a set', ['a', 'b'], 'SetInput', 'a, b'],
    ['an empty set', [], 'SetInput', '(nothing)'],
    ['a ratio', [1, 2, 3], 'RatioExpressionInput', '1 : 2 : 3'],
    ['a formula', 'x^2+1', 'AlgebraicExpressionInput', 'x^2+1'],
    ['a mixed fraction',
      {isNegative: true, wholeNumber: 1, numerator: 2, denominator: 3},
      'FractionInput', '−1 2/3'],
    ['a whole fraction',
      {isNegative: false, wholeNumber: 0, numerator: 0, denominator: 1},
      'FractionInput', '0'],
    ['a quantity',
      {type: 'real', real: -2.5, units: [
        {unit: 'm', exponent: 1}, {unit: 's', exponent: -2}]},
      'NumberWithUnits', '−2.5 m s^−2'],
    ['an order with a tie', [[0], ['<p>Io</p>', 1]], 'DragAndDropSortInput',
      '1. Moon & Sun  2. Io (no longer there) = Mars'],
    ['a click', {clickPosition: [0.5, 0.254], clickedRegions: ['Paris']},
      'ImageClickInput',
      'Paris (50\u00a0% from the left, 25\u00a0% from the top)'],
    ['a click without its position',
      {clickPosition: null, clickedRegions: ['Paris', 'Seine']},
      'ImageClickInput', 'Paris, Seine'],
    ['a click beside everything, without its position',
      {clickPosition: null, clickedRegions: []},
      'ImageClickInput', 'outside of all regions'],
    ['a place', [48.8566, -2.3522], 'InteractiveMap', '48.86° N, 2.35° W'],
    ['a graph', {
      vertices: [{label: 'A'}, {label: ''}], isDirected: true,
      edges: [{src: 0, dst: 1}],
    }, 'GraphInput', 'points A, 2; edges A → 2'],
    ['code with what it printed',
      {code: 'print(1)', output: '1', error: ''}, 'CodeRepl',
      'print(1)  ⇒  prints: 1'],
    ['notes', [{readableNoteName: 'C4'}, {readableNoteName: 'D4'}],
      'MusicNotesInput', 'C4, D4'],
    ['an unknown object by its parts', {a: 1, b: [true]}, 'New',
      'a: 1; b: yes'],
  ];
  for (const [name, answer, interactionId, expected] of cases) {
    it(`writes ${name}`, () => {
      assert.equal(answerText(answer, interactionId, CHOICES), expected);
    });
  }

  it('marks a choice that no longer exists', () => {
    assert.match(answerText(7, 'MultipleChoiceInput', CHOICES),
      /^choice 8, which this version does not have$/);
  });

  it('names the choices of an order', () => {
    const args = {choices: {value: ['<p>a</p>', '<p>b</p>', '<p>c</p>']}};
    const id = 'DragAndDropSortInput';
    assert.equal(answerText([[1], [0, 2]], id, args), '1. b  2. a = c');
    assert.deepEqual(answerItems([[1], [0, 2]], id, args), ['b', 'a = c']);
  });

  it('formats answers of another shape by their shape',
    () => {
      for (const id of ['GraphInput', 'FractionInput', 'ImageClickInput',
        'InteractiveMap', 'ItemSelectionInput', 'NumberWithUnits',
        'MusicNotesInput', 'CodeRepl', 'DragAndDropSortInput']) {
        for (const hostile of [null, 3, 'x', [], [null], {}, {units: 1}]) {
          const text = answerText(hostile, id);
          assert.equal(typeof text, 'string');
          assert.notEqual(text, '');
        }
      }
    });
});

describe('shortenedAnswerText', () => {
  it('reads the beginning of a text', () => {
    assert.equal(shortenedAnswerText('"caf\\u00e9 and mo…'), 'café and mo…');
  });

  it('drops the half of an escape at the end', () => {
    assert.equal(shortenedAnswerText('"caf\\u00…'), 'caf…');
    assert.equal(shortenedAnswerText('"a\\…'), 'a…');
  });

  it('leaves text without entities unchanged', () => {
    assert.equal(shortenedAnswerText('{"a": [1, 2…'), '{"a": [1, 2…');
  });
});

describe('answerItems', () => {
  it('lists the parts of an answer with several', () => {
    assert.deepEqual(
      answerItems([1, 0], 'ItemSelectionInput', CHOICES),
      ['Mars', 'Moon & Sun']);
  });

  it('formats any other answer as a single one', () => {
    assert.deepEqual(answerItems('a', 'TextInput'), ['a']);
    assert.deepEqual(answerItems([], 'SetInput'), ['(nothing)']);
  });
});
