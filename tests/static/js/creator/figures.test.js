import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {COLUMN_GROUPS} from
  '../../../../static/js/creator/domain/card_table.js';
import {DATA_TABLES} from
  '../../../../static/js/creator/domain/data_tables.js';
import {
  CARD_FIGURES, EXPLORATION_COUNTERS, EXPLORATION_FIGURES, figureOfCounter,
} from '../../../../static/js/creator/domain/figures.js';
import {GLOSSARY} from '../../../../static/js/creator/domain/glossary.js';
import {cardRowsOf, overviewOf} from
  '../../../../static/js/creator/domain/statistics_model.js';
import {tilesOf} from '../../../../static/js/creator/domain/tiles.js';
import {inPlainWords} from
  '../../../../static/js/creator/domain/violations.js';
import {ZERO_EXPLORATION_COUNTS, ZERO_STATE_COUNTS} from
  '../../../../static/js/domain/wire_contract.js';
import {answer} from './answers.js';
import {pageData} from './processed.js';

const ALL = [...EXPLORATION_FIGURES, ...CARD_FIGURES];

/**
 * @param {string} id
 * @return {readonly string[]}
 */
function columnsOf(id) {
  return DATA_TABLES.find((table) => table.id === id)?.columns ?? [];
}

/**
 * @param {readonly {counter: string|null}[]} figures
 * @return {(string|null)[]} the counters that they show.
 */
function countersOf(figures) {
  return figures.map(({counter}) => counter)
    .filter((counter) => counter !== null).sort();
}

describe('the figures', () => {
  it('show every counter of the contract, each once', () => {
    assert.deepEqual(countersOf(EXPLORATION_FIGURES),
      Object.keys(ZERO_EXPLORATION_COUNTS).sort());
    assert.deepEqual(
      countersOf(CARD_FIGURES), Object.keys(ZERO_STATE_COUNTS).sort());
  });

  it('are either a counter or derived from counters', () => {
    for (const {counter, derive, key} of ALL) {
      assert.equal(counter === null, derive !== undefined, key);
    }
  });

  it('have unique keys, terms and labels', () => {
    for (const names of [
      ALL.map(({key}) => key), ALL.map(({term}) => term),
      ALL.map(({label}) => label),
    ]) {
      assert.equal(new Set(names).size, names.length);
    }
  });

  it('are explained in the glossary', () => {
    for (const {term, label, definition} of ALL) {
      assert.equal(GLOSSARY[term].name, label);
      assert.equal(GLOSSARY[term].definition, definition);
      assert.ok(definition, term);
    }
  });

  it('have a plain name for reports of contradictory counts', () => {
    for (const {counter} of ALL) {
      if (counter === null) continue;
      assert.doesNotMatch(inPlainWords(`${counter} (1) is odd`), /_/);
    }
  });

  it('are shares only of counters with a noun', () => {
    for (const {shareOf} of EXPLORATION_FIGURES) {
      if (shareOf) assert.ok(figureOfCounter(shareOf).noun);
    }
  });
});

describe('the figures of the exploration', () => {
  it('are tiles, counters first', () => {
    const stats = tilesOf(pageData(), null).map(({stat}) => stat);
    assert.deepEqual(
      stats.slice(0, EXPLORATION_COUNTERS.length),
      EXPLORATION_COUNTERS.map(({key}) => key));
    for (const {key} of EXPLORATION_FIGURES) assert.ok(stats.includes(key));
  });

  it('have a column of the days where they are counters', () => {
    assert.deepEqual(columnsOf('days'),
      ['day', ...EXPLORATION_COUNTERS.map(({key}) => key)]);
  });

  it('are 0 where an older server does not know the counter', () => {
    const older = /** @type {any} */ (answer());
    const processed = /** @type {any} */ (pageData().processed);
    for (const counter of Object.keys(ZERO_EXPLORATION_COUNTS)) {
      delete older[counter];
    }
    const overview = overviewOf(older);
    for (const {term} of EXPLORATION_FIGURES) assert.equal(overview[term], 0);
    const days = DATA_TABLES.find(({id}) => id === 'days')?.rowsOf(
      pageData({processed: {...processed, days: [{day: '2025-01-30'}]}}));
    assert.deepEqual(
      days, [['2025-01-30', ...EXPLORATION_COUNTERS.map(() => 0)]]);
  });
});

describe('the figures of a card', () => {
  it('are columns of its table and of its file, in the same order', () => {
    const keys = CARD_FIGURES.map(({key}) => key);
    assert.deepEqual(
      COLUMN_GROUPS.counts.slice(1).map(({key}) => key), keys);
    assert.deepEqual(columnsOf('cards').slice(-keys.length), keys);
  });

  it('are 0 where an older server does not know the counter', () => {
    const [row] = cardRowsOf(answer({
      state_stats_mapping: {Start: /** @type {any} */ ({})},
      linear_state_names: [], state_names_with_hints: ['Start'],
      state_names_with_solution: ['Start'],
    }));
    for (const {term} of CARD_FIGURES) assert.equal(row[term], 0);
  });

  it('are missing on cards to which they do not apply', () => {
    const missingFigures = (/** @type {object} */ changes = {}) =>
      Object.fromEntries(cardRowsOf(answer(changes)).map((row) => [
        row.stateName, CARD_FIGURES.filter(({term}) => row[term] === null)
          .map(({key}) => key),
      ]));
    assert.deepEqual(missingFigures(), {
      Start: ['useful_feedback', 'solution_views', 'hint_views'],
      Quiz: ['hint_views'],
      End: [
        'answers', 'useful_feedback', 'solution_views', 'hint_views',
        'left_here',
      ],
    });
    // Its solution was opened in an earlier version.
    assert.deepEqual(
      missingFigures({state_names_with_solution: []}).Quiz, ['hint_views']);
  });
});
