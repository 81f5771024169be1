import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {InvalidAnswerError}
  from '../../../../static/js/interactions/interaction_spec.js';
import {imageClickInput}
  from '../../../../static/js/interactions/image_click_input.js';
import {itemSelectionInput, selectionLimits}
  from '../../../../static/js/interactions/item_selection_input.js';
import {displayOrder, multipleChoiceInput}
  from '../../../../static/js/interactions/multiple_choice_input.js';
import {numericInput, parseNumber}
  from '../../../../static/js/interactions/numeric_input.js';
import {isMisspelled, MAX_TEXT_ANSWER_LENGTH, textInput}
  from '../../../../static/js/interactions/text_input.js';

// An instance of its own: other tests of the process load interactions too.
const REGISTRY = '../../../../static/js/interactions/registry.js?another';
const {getInteraction, isLinear, loadInteractions} =
  /** @type {typeof import('../../../../static/js/interactions/registry.js')} */
  (await import(REGISTRY));

describe('a number', () => {
  /** @type {[string, number][]} */
  const numbers = [
    ['3.5', 3.5], ['3,5', 3.5], ['1e3', 1000], ['1E-2', 0.01], ['-4', -4],
    ['+4', 4], ['\u22124', -4], [' 7 ', 7], ['.5', 0.5], ['5.', 5],
    ['0,125', 0.125], ['-0', 0], ['1234,5', 1234.5], ['007', 7],
    ['\uff11\uff12', 12], ['\u0661\u0662', 12], ['\u0967\u0968', 12],
    ['\u0661\u0662\u066b\u0665', 12.5], ['1 000', 1000],
    ['1\u2019000', 1000], ['1\u202f000\u202f000,5', 1000000.5],
    ['\u0661\u066c\u0660\u0660\u0660', 1000], ['-1 000', -1000],
    ['\u200e12\u200f', 12], ['\u{1d7d7}', 9],
  ];
  for (const [typed, number] of numbers) {
    it(`can be typed as "${typed}"`, () => {
      assert.ok(Object.is(parseNumber(typed), number));
    });
  }

  /** @type {[string, RegExp][]} */
  const others = [
    ['', /type a number first/], ['   ', /type a number first/],
    ['ten', /not a number/], ['3 4', /not a number/], ['0x10', /not a number/],
    ['NaN', /not a number/], ['Infinity', /not a number/],
    ['1.2.3', /not a number/], ['1,2,3', /not a number/],
    ['1.234,5', /not a number/], ['50%', /alone, without “%”/], ['e3', /not a n/],
    ['5 km/h', /without “km\/h”/], ['$5', /without “\$”/],
    ['2\u00b3', /not a number/], ['2\u00bd', /not a fraction/],
    ['--1', /not a number/], ['1/2', /not a fraction/],
    ['3 / 4', /not a fraction/], ['\u00bd', /not a fraction/],
    ['1 00', /not a number/], ['1 0000', /not a number/],
    ['12 34', /not a number/], ['1e999', /too large/],
    ['1,000', /decimal point/], ['12,345,678', /decimal point/],
  ];
  for (const [typed, message] of others) {
    it(`is not "${typed}", with a reason for the learner`, () => {
      assert.throws(() => parseNumber(typed), (/** @type {any} */ error) =>
        error instanceof InvalidAnswerError && message.test(error.message));
    });
  }

  it('is never submitted when it is not finite', () => {
    for (const answer of [NaN, Infinity, -Infinity, null, undefined, {}]) {
      assert.throws(
          () => numericInput.normalizeAnswer(answer, {}), InvalidAnswerError);
    }
  });
});

describe('a card that requires a number of 0 or more', () => {
  const args = {requireNonnegativeInput: {value: true}};

  it('refuses negative numbers', () => {
    assert.equal(numericInput.normalizeAnswer('0', args), 0);
    assert.equal(numericInput.normalizeAnswer('-0', args), 0);
    assert.throws(
        () => numericInput.normalizeAnswer('-0.5', args), /0 or more/);
  });
});

describe('a slip in the spelling', () => {
  /**
   * @param {string} answer
   * @param {boolean} catches
   */
  const isSlip = (answer, catches = true) => isMisspelled(
      /** @type {any} */ ({
        customization_args: {catchMisspellings: {value: catches}},
        answer_groups: [
          {
            rule_specs: [
              {rule_type: 'Equals', inputs: {x: ['photosynthesis', 'sun']}},
            ],
            outcome: {labelled_as_correct: true},
          },
          {
            rule_specs: [{rule_type: 'Equals', inputs: {x: ['respiration']}}],
            outcome: {labelled_as_correct: false},
          },
        ],
      }), answer);

  it('differs from a right answer in at most two letters', () => {
    assert.ok(isSlip('Fotosynthesis') && isSlip('photosintesis'));
    assert.ok(!isSlip('fotosintesis'));
  });

  it('differs from a short word in one letter', () => {
    assert.ok(isSlip('son'));
    assert.ok(!isSlip('bon'));
  });

  it('is not recognised in wrong answers, or if the card does not ask ' +
      'for it', () => {
    assert.ok(!isSlip('respirasion'));
    assert.ok(!isSlip('son', false));
  });
});

describe('words', () => {
  it('lose spaces around them and line breaks between them', () => {
    assert.equal(textInput.normalizeAnswer('  a \n b ', {}), 'a b');
  });

  it('are refused if blank or too long', () => {
    const tooLong = 'x'.repeat(MAX_TEXT_ANSWER_LENGTH + 1);
    for (const answer of ['', ' \n', '\u200b\u00ad', null, 3, tooLong]) {
      assert.throws(
          () => textInput.normalizeAnswer(answer, {}), InvalidAnswerError);
    }
    assert.equal(
        textInput.normalizeAnswer(tooLong.slice(1), {}), tooLong.slice(1));
  });

  it('at their maximum length fit the 10 kB that the server accepts', () => {
    const longest = '\u00e9'.repeat(MAX_TEXT_ANSWER_LENGTH);
    const escaped = JSON.stringify(longest).replace(
        /[^ -~]/g, () => '\\u00e9');
    assert.ok(escaped.length < 10_000);
  });
});

describe('a choice', () => {
  const args = {
    choices: {value: ['<p>A &amp; B</p>', '<p>C</p>', '<p>D</p>']},
    showChoicesInShuffledOrder: {value: true},
  };

  it('is the index of an existing choice', () => {
    assert.equal(multipleChoiceInput.normalizeAnswer(2, args), 2);
    for (const answer of [-1, 3, 0.5, '1', null, NaN]) {
      assert.throws(() => multipleChoiceInput.normalizeAnswer(answer, args),
          InvalidAnswerError);
    }
  });

  it('reads as text', () => {
    assert.equal(multipleChoiceInput.answerToText(0, args), 'A & B');
  });

  it('is shown once, in a random order', () => {
    assert.deepEqual(displayOrder(args, () => 0), [1, 2, 0]);
    assert.deepEqual(displayOrder(args, () => 0.999), [0, 1, 2]);
    for (let seed = 0; seed < 1; seed += 0.01) {
      const order = displayOrder(args, () => seed);
      assert.deepEqual([...order].sort(), [0, 1, 2]);
    }
  });

  it('is in the creator’s order if shuffling is off', () => {
    const off = {...args, showChoicesInShuffledOrder: {value: false}};
    assert.deepEqual(displayOrder(off, () => 0), [0, 1, 2]);
  });
});

describe('a selection', () => {
  const args = {
    choices: {value: ['<p>A &amp; B</p>', '<p>C</p>', '<p>D</p>']},
    minAllowableSelectionCount: {value: 1},
    maxAllowableSelectionCount: {value: 2},
  };

  it('consists of the indices of existing choices, in order', () => {
    assert.deepEqual(itemSelectionInput.normalizeAnswer([2, 0], args), [0, 2]);
    assert.deepEqual(itemSelectionInput.normalizeAnswer([1, 1], args), [1]);
    for (const answer of [[3], [-1], ['1'], [0.5], 1, null, []]) {
      assert.throws(() => itemSelectionInput.normalizeAnswer(answer, args),
          InvalidAnswerError);
    }
  });

  it('states how many may be chosen', () => {
    assert.throws(() => itemSelectionInput.normalizeAnswer([0, 1, 2], args),
        /at most 2 answers/);
    const two = {...args, minAllowableSelectionCount: {value: 2}};
    assert.throws(() => itemSelectionInput.normalizeAnswer([0], two),
        /at least 2 answers/);
  });

  it('never asks for more choices than there are', () => {
    const many = {...args, maxAllowableSelectionCount: {value: 50}};
    assert.deepEqual(selectionLimits(many), {least: 1, most: 3});
  });

  it('reads as text', () => {
    assert.equal(itemSelectionInput.answerToText([0, 2], args), 'A & B, D');
  });
});

describe('a place on an image', () => {
  /**
   * @param {string} label
   * @param {number} left
   * @param {number} right
   */
  const region = (label, left, right) => ({
    label, region: {regionType: 'Rectangle', area: [[left, 0], [right, 0.5]]},
  });
  const args = {
    imageAndRegions: {value: {
      imagePath: '/static/images/sky.svg',
      labeledRegions: [region('Earth', 0, 0.5), region('Moon', 0.25, 1)],
    }},
    highlightRegionsOnHover: {value: false},
  };
  /**
   * @param {number} x
   * @param {number} y
   */
  const at = (x, y) =>
    imageClickInput.normalizeAnswer({clickPosition: [x, y]}, args);

  it('is in all regions that contain it, including their borders', () => {
    assert.deepEqual(at(0.1, 0.1).clickedRegions, ['Earth']);
    assert.deepEqual(at(0.5, 0.5).clickedRegions, ['Earth', 'Moon']);
    assert.deepEqual(at(0.5, 0.51).clickedRegions, []);
  });

  it('is rounded, and normalizing again changes nothing', () => {
    const answer = at(0.1234567, 1 / 3);
    assert.deepEqual(answer.clickPosition, [0.1235, 0.3333]);
    assert.deepEqual(imageClickInput.normalizeAnswer(answer, args), answer);
  });

  it('has its regions computed, whatever the learner sends', () => {
    assert.deepEqual(imageClickInput.normalizeAnswer(
        {clickPosition: [0.9, 0.9], clickedRegions: ['Earth']}, args),
    {clickPosition: [0.9, 0.9], clickedRegions: []});
  });

  it('is refused outside of the image', () => {
    for (const answer of [
      null, '', 5, {}, {clickPosition: [0.5]}, {clickPosition: [0.5, 1.01]},
      {clickPosition: [-0.01, 0.5]}, {clickPosition: ['0.5', 0.5]},
      {clickPosition: [NaN, 0.5]}, {clickPosition: [0.5, 0.5, 0.5]},
    ]) {
      assert.throws(() => imageClickInput.normalizeAnswer(answer, args),
          InvalidAnswerError);
    }
  });

  it('is displayed as its region, or as a position outside of ' +
      'all regions', () => {
    assert.equal(
        imageClickInput.answerToText(at(0.1, 0.2), args), 'Earth');
    assert.equal(
        imageClickInput.answerToText(
            {clickPosition: [0.1, 0.2], clickedRegions: []}, args),
        '10\u00a0% from the left, 20\u00a0% from the top');
  });
});

describe('the registry', () => {
  const IDS = [
    'AlgebraicExpressionInput', 'Continue', 'DragAndDropSortInput',
    'EndExploration', 'FractionInput', 'ImageClickInput',
    'ItemSelectionInput', 'MathEquationInput', 'MultipleChoiceInput',
    'NumberWithUnits', 'NumericExpressionInput', 'NumericInput',
    'RatioExpressionInput', 'SetInput', 'TextInput',
  ];

  it('knows the interactions by their ids, once they are loaded', async () => {
    assert.throws(() => getInteraction('FractionInput'), /does not know/);
    await loadInteractions([...IDS, 'constructor', null]);
    for (const id of IDS) assert.equal(getInteraction(id).id, id);
    assert.throws(() => getInteraction('constructor'), /does not know/);
  });

  it('ends lessons with EndExploration alone', () => {
    assert.deepEqual(
        IDS.filter((id) => getInteraction(id).isTerminal),
        ['EndExploration']);
  });

  it('knows which interactions need no answer, even before loading', () => {
    assert.deepEqual(IDS.filter(isLinear), ['Continue', 'EndExploration']);
    assert.equal(isLinear('Telepathy'), false);
  });
});

describe('control characters', () => {
  it('are removed from a typed answer, as the server refuses them', () => {
    const {normalizeAnswer} = textInput;
    assert.equal(normalizeAnswer('a\u0000b\u001b c\u009f', {}), 'ab c');
    assert.equal(normalizeAnswer('a\tb\r\nc\u000bd', {}), 'a b c d');
    assert.throws(() => normalizeAnswer('\u0007', {}), InvalidAnswerError);
  });
});
