import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {tableAsCsv} from
  '../../../../static/js/creator/domain/charts/chart_content.js';
import {DATA_TABLES, fileOf} from
  '../../../../static/js/creator/domain/data_tables.js';
import {statisticsAsJson} from
  '../../../../static/js/creator/domain/downloads.js';
import {answer, counts} from './answers.js';
import {pageData} from './processed.js';

/**
 * @param {ReturnType<typeof answer>} counted
 * @return {string} the file of the cards.
 */
function cardsAsCsv(counted) {
  const file = fileOf(DATA_TABLES[0], pageData({answer: counted}));
  return file ? tableAsCsv(file.table) : '';
}

/**
 * @param {string} name
 * @return {Record<string, string>} what the file says of a card, by heading.
 */
function cardInFile(name) {
  const [heading, ...lines] = cardsAsCsv(answer()).split('\r\n')
    .map((line) => line.split(','));
  const line = lines.find((fields) => fields.includes(name)) ?? [];
  return Object.fromEntries(heading.map((key, index) => [key, line[index]]));
}

describe('the file of the cards', () => {
  it('writes one line a card in reading order, with its figures', () => {
    const lines = cardsAsCsv(answer()).split('\r\n');
    assert.equal(lines.length, 5);
    assert.match(
      lines[2], /^maps,3,2025-02-03T14:05:06.000Z,2,Quiz,false,false,11,/);
    assert.equal(lines[4], '');
    const card = cardInFile('Quiz');
    assert.deepEqual({
      ...card, entered: '11', first_entered: '10', answers: '20',
      useful_feedback: '12', solution_views: '2', completed: '7',
      left_here: '4',
    }, card);
  });

  it('has as many fields in each line as in its heading', () => {
    const lines = cardsAsCsv(answer()).trimEnd().split('\r\n');
    const sizes = new Set(lines.map((line) => line.split(',').length));
    assert.deepEqual([...sizes], [DATA_TABLES[0].columns.length]);
  });

  it('leaves "left here" of an end card empty rather than zero', () => {
    assert.equal(cardInFile('End').completed, '6');
    assert.equal(cardInFile('End').left_here, '');
  });

  it('does not let the name of a card become a formula', () => {
    const csv = cardsAsCsv(answer({
      state_order: ['=1+1'], state_stats_mapping: {'=1+1': counts()},
    }));
    assert.match(csv, /,'=1\+1,/);
  });
});

describe('statisticsAsJson', () => {
  it('has the mean of the ratings, or null without ratings', () => {
    const mean = (/** @type {any} */ changes) =>
      JSON.parse(statisticsAsJson(answer(changes))).mean_rating;
    assert.equal(mean({num_ratings_5: 3, num_ratings_2: 1}), 4.25);
    assert.equal(mean({}), null);
  });

  it('keeps counters of a later version of the program', () => {
    const all = JSON.parse(statisticsAsJson(
      answer({unrecognised_counters: {num_sighs: 3}})));
    assert.deepEqual(all.unrecognised_counters, {num_sighs: 3});
  });

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
