import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  answerRows, answerTable, distractorRows, distractorTable, exactnessText,
  pageOf, PAGE_SIZE, showsAddressed, unlistedChoices,
} from '../../../../static/js/creator/domain/answer_tables.js';
import {tableAsCsv} from
  '../../../../static/js/creator/domain/charts/chart_content.js';

/**
 * @import {
 *   Answers as AnswersOfInteraction, FirstAnswer, Visualization
 * } from '../../../../static/js/domain/wire_types.js'
 */

const TEXT = {interactionId: 'TextInput', args: {}};

/**
 * @param {Partial<AnswersOfInteraction>} [changes]
 * @return {AnswersOfInteraction}
 */
function entry(changes = {}) {
  return {
    num_answers: 40, num_different: 3, num_withheld: 0, withheld: [],
    is_exact: true, max_error: 0, others: {count: 0}, visualizations: [], first_answers: [], ...changes,
  };
}

/**
 * @param {Visualization['data']} data
 * @param {Partial<Visualization>} [changes]
 * @return {Visualization}
 */
function visualization(data, changes = {}) {
  return {
    id: 'FrequencyTable', calculation_id: 'Top10AnswerFrequencies',
    options: {}, addressed_info_is_supported: true, data, ...changes,
  };
}

/**
 * @param {any} answer
 * @param {boolean} isRight
 * @param {number} successes
 * @param {number|null} rest
 * @return {FirstAnswer}
 */
function first(answer, isRight, successes, rest) {
  return {
    answer, is_right: isRight, num_times: successes, num_judged_otherwise: 0,
    mean_rest_score: rest,
    share: {value: successes / 40, successes, n: 40, low: 0.1, high: 0.6},
  };
}

describe('answerRows', () => {
  it('writes each spelling as a learner would', () => {
    const fraction = (/** @type {number} */ top, /** @type {number} */ below) =>
      ({isNegative: false, wholeNumber: 0, numerator: top, denominator: below});
    const spellings = [
      {answer: fraction(1, 2), count: 3}, {answer: fraction(2, 4), count: 1}];
    const shown = visualization([
      {answer: fraction(1, 2), frequency: 4, num_sessions: 4, spellings}]);
    const rows = answerRows(
      shown, entry(), {interactionId: 'FractionInput', args: {}});
    assert.deepEqual(rows[0].spellings.map(({text}) => text), ['1/2', '2/4']);
    const {columns, rows: [cells]} = answerTable(rows, shown);
    const at = columns.findIndex(({key}) => key === 'spellings');
    assert.equal(cells[at], JSON.stringify(spellings));
  });

  it('gives each answer its share of all answers', () => {
    const [row] = answerRows(visualization(
      [{answer: 'a', frequency: 10, num_sessions: 9, is_addressed: true}]),
    entry(), TEXT);
    assert.equal(row.share, 0.25);
    assert.equal(row.countAtMost, 10);
    assert.equal(row.numSessions, 9);
  });

  it('gives elements no share, as an answer has several of them', () => {
    const [row] = answerRows(visualization([{answer: 'a', frequency: 80}], {
      calculation_id: 'FrequencyCommonlySubmittedElements',
    }), entry(), {interactionId: 'SetInput', args: {}});
    assert.equal(row.share, null);
    assert.equal(row.text, 'a');
    assert.equal(row.isAddressed, null);
  });
});

describe('the elements of selections', () => {
  it('are shown as choices', () => {
    const [row] = answerRows(visualization([{answer: 1, frequency: 8}], {
      calculation_id: 'FrequencyCommonlySubmittedElements',
    }), entry(), {
      interactionId: 'ItemSelectionInput',
      args: {choices: {value: ['<p>A</p>', '<p>B</p>']}},
    });
    assert.equal(row.text, 'B');
  });
});

describe('answerTable', () => {
  it('keeps an answer both as text and as it was recorded', () => {
    const shown = visualization([{answer: '=1+1', frequency: 4}]);
    const csv = tableAsCsv(answerTable(
      answerRows(shown, entry(), TEXT), shown));
    assert.match(csv, /\r\n'=1\+1,"""=1\+1""",false,4,4,,0.1,,0,,\r\n/);
  });

  it('has a value for each column, with or without the ' +
      'column "Addressed"', () => {
    for (const isSupported of [true, false]) {
      const shown = visualization([{answer: 'a', frequency: 4}],
        {addressed_info_is_supported: isSupported});
      const table = answerTable(answerRows(shown, entry(), TEXT), shown);
      assert.equal(table.rows[0].length, table.columns.length);
    }
  });
});

describe('showsAddressed', () => {
  it('is false only where no row can be addressed', () => {
    assert.equal(showsAddressed(visualization([])), true);
    assert.equal(showsAddressed(visualization(
      [], {calculation_id: 'TopNUnresolvedAnswersByFrequency'})), false);
  });
});

describe('exactnessText', () => {
  it('states by how much counts can be too low', () => {
    assert.match(exactnessText(entry({is_exact: false, max_error: 7})), /7/);
    assert.equal(exactnessText(entry()), '');
  });
});

describe('unlistedChoices', () => {
  const args = {choices: {value: ['<p>A</p>', '<p>B</p>', '<p>C</p>']}};

  it('names the choices that nobody took', () => {
    const context = {interactionId: 'MultipleChoiceInput', args};
    const rows = answerRows(
      visualization([{answer: 1, frequency: 9}]), entry(), context);
    assert.deepEqual(unlistedChoices(rows, context), ['A', 'C']);
  });

  it('is empty where answers are not choices', () => {
    assert.deepEqual(unlistedChoices([], TEXT), []);
  });
});

describe('distractorRows', () => {
  const ANSWERS = [
    first('right', true, 20, 0.6), first('lure', false, 12, 0.8),
    first('slip', false, 6, 0.9), first('other', false, 12, 0.3),
  ];

  it('marks a wrong answer of many learners who do better elsewhere', () => {
    const rows = distractorRows(ANSWERS, TEXT);
    assert.deepEqual(rows.filter(({isSuspicious}) => isSuspicious)
      .map(({text}) => text), ['lure']);
  });

  it('marks no answer where nobody was right', () => {
    const rows = distractorRows(ANSWERS.slice(1), TEXT);
    assert.equal(rows.some(({isSuspicious}) => isSuspicious), false);
  });

  it('has a value for each column of its file', () => {
    const table = distractorTable(distractorRows(ANSWERS, TEXT));
    assert.equal(table.rows[0].length, table.columns.length);
    assert.equal(table.rows.length, 4);
  });
});

describe('pageOf', () => {
  const ROWS = Array.from({length: 2 * PAGE_SIZE + 1}, (_, index) => index);

  it('returns a page of rows with its position', () => {
    const page = pageOf(ROWS, 1);
    assert.equal(page.rows.length, PAGE_SIZE);
    assert.equal(page.first, PAGE_SIZE);
    assert.equal(page.numPages, 3);
  });

  it('returns the last page if there are fewer rows than before', () => {
    assert.deepEqual(pageOf(ROWS, 9).rows, [2 * PAGE_SIZE]);
    assert.equal(pageOf([], 3).page, 0);
    assert.equal(pageOf([], 3).numPages, 1);
  });
});
