import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {RATINGS_TABLE, fileOf} from
  '../../../../static/js/creator/domain/data_tables.js';
import {libraryText, ratingsOf} from
  '../../../../static/js/creator/domain/ratings.js';
import {LIMITS} from '../../../../static/js/domain/wire_contract.js';
import {answer} from './answers.js';
import {pageData} from './processed.js';

/** @param {number[]} numbers of ratings with 1, 2, 3, 4 and 5 stars. */
function buildRatings(...numbers) {
  return answer(Object.fromEntries(
    numbers.map((number, index) => [`num_ratings_${index + 1}`, number])));
}

describe('ratingsOf', () => {
  it('has a row for each number of stars, the best first', () => {
    const {rows, n, mean, meanText} = ratingsOf(buildRatings(1, 0, 0, 1, 2));
    assert.deepEqual(
      rows.map(({stars, numSessions}) => [stars, numSessions]),
      [[5, 2], [4, 1], [3, 0], [2, 0], [1, 1]]);
    assert.deepEqual(rows.map(({share}) => share), [0.5, 0.25, 0, 0, 0.25]);
    assert.equal(n, 4);
    assert.equal(mean, 3.75);
    assert.equal(meanText, '3.8');
  });

  it('shows percentages from the same minimum number as other rates', () => {
    const isShown = (/** @type {number} */ n) =>
      ratingsOf(buildRatings(0, 0, 0, 0, n)).rows
        .every((row) => row.isShareShown);
    assert.equal(isShown(LIMITS.MIN_N_FOR_RATE), true);
    assert.equal(isShown(LIMITS.MIN_N_FOR_RATE - 1), false);
  });

  it('has no mean and no shares without ratings', () => {
    const {rows, mean, meanText} = ratingsOf(answer());
    assert.equal(mean, null);
    assert.equal(meanText, '–');
    assert.ok(rows.every(({share}) => share === null));
  });

  it('rounds halves up, as the pages of the server do', () => {
    // Means of 4.25, 1.05 and 3.45; none of them is exact in binary but 4.25.
    assert.equal(ratingsOf(buildRatings(0, 0, 0, 3, 1)).meanText, '4.3');
    assert.equal(ratingsOf(buildRatings(19, 1)).meanText, '1.1');
    assert.equal(ratingsOf(buildRatings(0, 0, 11, 9)).meanText, '3.5');
    assert.equal(ratingsOf(buildRatings(0, 0, 0, 0, 3)).meanText, '5.0');
  });
});

describe('libraryText', () => {
  it('says how many ratings the library needs to show them', () => {
    assert.match(
      libraryText(ratingsOf(buildRatings(0, 0, 0, 0, 4))), /from 5 /);
    assert.equal(libraryText(ratingsOf(buildRatings(0, 0, 0, 0, 5))),
      'The library shows ★ 5.0.');
  });
});

describe('the file of the ratings', () => {
  it('has a row for each number of stars', () => {
    const data = pageData({answer: buildRatings(1, 0, 0, 0, 6)});
    const file = fileOf(RATINGS_TABLE, data);
    assert.equal(file?.fileName, 'maps-v3-ratings');
    assert.deepEqual(
      file?.table.rows, [[5, 6], [4, 0], [3, 0], [2, 0], [1, 1]]);
  });
});
