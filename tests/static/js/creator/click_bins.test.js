import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {withheldText} from
  '../../../../static/js/creator/domain/answer_notes.js';
import {answerRows} from
  '../../../../static/js/creator/domain/answer_tables.js';
import {
  clicksTable, cornersOf, drawingText, hexagonsOf, hexagonText, hiddenTexts,
  legendOf, NUM_SHADES, regionAddressedText, regionRows,
} from '../../../../static/js/creator/domain/click_bins.js';

/** @import {Occurrence} from '../../../../static/js/domain/wire_types.js' */

/**
 * @param {[number, number]|null} position
 * @param {string[]} regions
 * @param {number} frequency
 * @param {boolean} [isAddressed]
 * @return {Occurrence}
 */
function buildOccurrence(position, regions, frequency, isAddressed = true) {
  return {
    answer: {clickPosition: position, clickedRegions: regions},
    frequency, num_sessions: frequency, is_addressed: isAddressed,
  };
}

const DATA = [
  buildOccurrence([0.25, 0.5], ['Venus'], 30),
  buildOccurrence(null, ['Venus'], 6),
  buildOccurrence([0.25, 0.5], [], 4, false),
  buildOccurrence([0.5, 0.25], ['Venus'], 10),
];

const VISUALIZATION = {
  id: 'ClickHexbins', calculation_id: 'AnswerFrequencies',
  options: {columns: 10, rows: 5}, addressed_info_is_supported: true,
  data: DATA,
};

const ENTRY = {
  num_answers: 52, num_different: 9, num_withheld: 0, withheld: [], is_exact: true, max_error: 0,
  others: {count: 2}, visualizations: [VISUALIZATION], first_answers: [],
};

const ROWS = answerRows(
  VISUALIZATION, ENTRY, {interactionId: 'ImageClickInput', args: {}});

describe('hexagons', () => {
  it('contain the clicks of all regions that overlap them', () => {
    assert.deepEqual(hexagonsOf(ROWS), [
      {position: [0.5, 0.25], count: 10, regions: ['Venus'], shade: 1},
      {
        position: [0.25, 0.5], count: 34, shade: 4,
        regions: ['Venus', 'outside of all regions'],
      },
    ]);
  });

  it('are at least as wide as a column and 1.5 times as high as a row',
    () => {
      assert.equal(cornersOf([0.25, 0.5], {columns: 10, rows: 5}),
        '25.00,36.67 30.00,43.33 30.00,56.67 25.00,63.33 ' +
        '20.00,56.67 20.00,43.33');
    });

  it('describe themselves', () => {
    assert.equal(hexagonText(hexagonsOf(ROWS)[0]),
      '10 clicks: Venus (50\u00a0% from the left, 25\u00a0% from the top)');
    assert.equal(drawingText(hexagonsOf(ROWS), ENTRY),
      'Out of 52 clicks. 2 hexagons; most clicks, 34 (65\u00a0%), in one ' +
      '25\u00a0% from the left, 50\u00a0% from the top: Venus, outside of ' +
      'all regions.');
    assert.match(drawingText([], ENTRY), /No hexagon has enough learners/);
  });

  it('are empty for answers that are not clicks', () => {
    const rows = answerRows({...VISUALIZATION, data: [
      ...[null, 5, 'x', {}, {clickPosition: 'here'}].map((answer) =>
        ({answer, frequency: 3})),
    ]}, ENTRY, {interactionId: 'ImageClickInput', args: {}});
    assert.deepEqual(hexagonsOf(rows), []);
    assert.equal(clicksTable(rows).rows.length, 5);
  });
});

describe('the legend', () => {
  it('lists each count in the shade in which it is drawn', () => {
    for (const most of [1, 3, 5, 7, 34, 1000]) {
      const all = Array.from({length: most}, (_, index) => index + 1);
      const hexagons = hexagonsOf(answerRows({
        ...VISUALIZATION,
        data: all.map(
          (count) => buildOccurrence([count / 2000, 0.5], [], count)),
      }, ENTRY, {interactionId: 'ImageClickInput', args: {}}));
      const legend = legendOf(hexagons);
      assert.ok(legend.length <= NUM_SHADES);
      for (const {count, shade} of hexagons) {
        const steps = legend.filter(
          ({from, to}) => from <= count && count <= to);
        assert.deepEqual(steps.map((step) => step.shade), [shade]);
      }
    }
  });

  it('is empty if there are no hexagons', () => {
    assert.deepEqual(legendOf([]), []);
  });
});

describe('the regions', () => {
  it('include all their clicks, even those without a hexagon', () => {
    assert.deepEqual(regionRows(ROWS).map(
      ({name, count, numHidden, isAddressed}) =>
        [name, count, numHidden, isAddressed]), [
      ['Venus', 46, 6, true], ['outside of all regions', 4, 0, false],
    ]);
  });

  it('say when only some of their clicks are addressed', () => {
    const [row] = regionRows(answerRows({...VISUALIZATION, data: [
      buildOccurrence([0, 0.5], ['Venus'], 5),
      buildOccurrence([1, 0.5], ['Venus'], 5, false),
    ]}, ENTRY, {interactionId: 'ImageClickInput', args: {}}));
    assert.equal(regionAddressedText(row.isAddressed), 'Partly');
    assert.equal(regionAddressedText(true), 'Yes');
    assert.equal(regionAddressedText(false), 'No');
  });

  it('explain in one place what is withheld', () => {
    assert.deepEqual(hiddenTexts(regionRows(ROWS), ENTRY, 3), [
      '6 clicks of these are in no hexagon, because fewer than 3 learners ' +
      'clicked in the same one.',
      '2 clicks more are not listed at all: too few learners clicked there.',
    ]);
    assert.equal(withheldText({...ENTRY, num_withheld: 2}, 3), '');
    assert.deepEqual(hiddenTexts([], {...ENTRY, others: {}}, 3), []);
  });
});

describe('the file', () => {
  it('has a row for each region of a hexagon, without sessions for ' +
      'other clicks', () => {
    const {columns, rows} = clicksTable(ROWS);
    assert.deepEqual(columns.map(({key}) => key), [
      'regions', 'from_left', 'from_top', 'count', 'count_at_most',
      'num_sessions', 'share_of_answers', 'is_addressed',
    ]);
    assert.deepEqual(rows[0],
      ['Venus', 0.25, 0.5, 30, 30, 30, 30 / 52, true]);
    assert.deepEqual(rows[1],
      ['Venus', null, null, 6, 6, null, 6 / 52, true]);
  });
});
