import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  cardsAsCsv, statisticsAsJson,
} from '../../../../static/js/creator/domain/downloads.js';
import {answer, counts} from './answers.js';

describe('cardsAsCsv', () => {
  it('writes one line a card in reading order, with its figures', () => {
    const lines = cardsAsCsv(answer()).split('\r\n');
    assert.equal(lines.length, 5);
    assert.equal(lines[2],
      'maps,3,2025-02-03T14:05:06.000Z,2,Quiz,false,false,' +
      '11,10,20,12,2,7,4');
    assert.equal(lines[4], '');
  });

  it('has as many fields in each line as in its heading', () => {
    const lines = cardsAsCsv(answer()).trimEnd().split('\r\n');
    const sizes = new Set(lines.map((line) => line.split(',').length));
    assert.deepEqual([...sizes], [14]);
  });

  it('leaves "left here" of an end card empty rather than zero', () => {
    assert.match(cardsAsCsv(answer()), /,End,false,true,6,6,0,0,0,6,\r\n/);
  });

  it('does not let the name of a card become a formula', () => {
    const csv = cardsAsCsv(answer({
      state_order: ['=1+1'], state_stats_mapping: {'=1+1': counts()},
    }));
    assert.match(csv, /,'=1\+1,/);
  });
});

describe('statisticsAsJson', () => {
  it('holds the same figures as the page', () => {
    const parsed = JSON.parse(statisticsAsJson(answer()));
    assert.equal(parsed.num_passers_by, 2);
    assert.equal(parsed.num_drop_outs, 4);
    assert.equal(parsed.completion_rate_of_actual_starts, 0.6);
    assert.deepEqual(
      parsed.cards.map((/** @type {{left_here: number}} */ card) =>
        card.left_here), [2, 4, null]);
  });
});
