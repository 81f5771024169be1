/**
 * A new counter needs only an entry in the contract and a row of figures.
 * These tests add both to a copy of the sources and check where it appears.
 */

import assert from 'node:assert/strict';
import {
  cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {pathToFileURL} from 'node:url';

import {answer, counts} from './answers.js';
import {pageData, processedView} from './processed.js';

const EXPLORATION_ROW = `{
  key: 'num_hints', term: 'hints', counter: 'num_hints', label: 'Hints',
  noun: 'hint', unit: 'times', definition: 'How many hints were taken.',
},`;

const CARD_ROW = `{
  key: 'hints_taken', term: 'hintsTaken', counter: 'num_hints_taken',
  label: 'Hints taken', unit: 'times', about: 'answers',
  definition: 'How many hints were taken here.',
},`;

const PAGE = pageData({
  answer: answer(/** @type {any} */ ({
    num_hints: 9,
    state_stats_mapping: {Quiz: {...counts(), num_hints_taken: 5}},
  })),
  processed: processedView({days: [
    /** @type {any} */ ({day: '2025-01-29', num_starts: 4}),
    /** @type {any} */ ({day: '2025-01-30', num_starts: 4, num_hints: 7}),
  ]}),
});

/** @type {string} */
let folder;

/**
 * @param {string} path
 * @param {string} place before which the text is inserted; occurs once.
 * @param {string} text
 */
function plant(path, place, text) {
  const source = readFileSync(join(folder, path), 'utf8');
  assert.equal(source.split(place).length, 2, `${place} in ${path}`);
  writeFileSync(join(folder, path), source.replace(place, place + text));
}

/**
 * @param {string} name
 * @return {Promise<any>} a module of the copy.
 */
function importFromCopy(name) {
  return import(pathToFileURL(
    join(folder, 'static/js/creator/domain', name)).href);
}

describe('a new counter', () => {
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'counter-'));
    cpSync('static/js', join(folder, 'static/js'), {recursive: true});
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    const contract = 'static/js/domain/wire_contract.js';
    plant(contract, 'ZERO_EXPLORATION_COUNTS = Object.freeze({',
      'num_hints: 0,');
    plant(contract, 'ZERO_STATE_COUNTS = Object.freeze({',
      'num_hints_taken: 0,');
    const figures = 'static/js/creator/domain/figures.js';
    const table = ' = /** @satisfies {readonly ';
    plant(figures, `OF_EXPLORATION${table}AnyExplorationFigure[]} */ (\n` +
      '  /** @type {const} */ ([', EXPLORATION_ROW);
    plant(figures, `OF_CARDS${table}AnyCardFigure[]} */ (\n` +
      '  /** @type {const} */ ([', CARD_ROW);
  });

  after(() => rmSync(folder, {recursive: true}));

  it('of the exploration has a tile with an explanation', async () => {
    const {tilesOf} = await importFromCopy('tiles.js');
    const tile = tilesOf(PAGE, null)
      .find((/** @type {{stat: string}} */ one) => one.stat === 'num_hints');
    assert.equal(tile.value, '9');
    const {GLOSSARY} = await importFromCopy('glossary.js');
    assert.equal(GLOSSARY[tile.term].name, 'Hints');
  });

  it('of the exploration has a column of days, with 0 for missing values',
    async () => {
      const {DATA_TABLES} = await importFromCopy('data_tables.js');
      const days = DATA_TABLES.find(
        (/** @type {{id: string}} */ {id}) => id === 'days');
      const place = days.columns.indexOf('num_hints');
      assert.deepEqual(
        days.rowsOf(PAGE).map((/** @type {number[]} */ row) => row[place]),
        [0, 7]);
    });

  it('sums up over the days to the live total', async () => {
    const {daySeriesOf} = await importFromCopy('day_series.js');
    const {days, live} = daySeriesOf(PAGE);
    assert.equal(live.num_hints, 2);
    assert.equal(days.reduce(
      (/** @type {number} */ sum, /** @type {any} */ day) =>
        sum + day.num_hints, 0), 9);
  });

  it('does not add to the number of plays to process', async () => {
    const {waitingText} = await importFromCopy('processed_status.js');
    const page = structuredClone(PAGE);
    Object.assign(page.answer, {num_starts: 9, num_hints: 50});
    assert.equal(waitingText({...page, answer: {
      ...page.answer, num_actual_starts: 0, num_completions: 0,
    }}), '1 play to process');
  });

  it('of a card has a column and is in its files', async () => {
    const {COLUMN_GROUPS} = await importFromCopy('card_table.js');
    assert.equal(COLUMN_GROUPS.counts[1].label, 'Hints taken');
    const {statisticsAsJson} = await importFromCopy('downloads.js');
    const {DATA_TABLES, fileOf} = await importFromCopy('data_tables.js');
    const {table} = fileOf(DATA_TABLES[0], PAGE);
    const column = table.columns.findIndex(
      (/** @type {{key: string}} */ {key}) => key === 'hints_taken');
    assert.deepEqual(
      table.rows.map((/** @type {any[]} */ row) => row[column]), [0, 5, 0]);
    const all = JSON.parse(statisticsAsJson(PAGE.answer));
    assert.equal(all.num_hints, 9);
    assert.deepEqual(
      all.cards.map((/** @type {any} */ card) => card.hints_taken), [0, 5, 0]);
  });

  it('has a plain name in reports of contradictory counts', async () => {
    const {inPlainWords} = await importFromCopy('violations.js');
    assert.equal(
      inPlainWords('num_hints_taken (1) is less than 2'),
      'hints taken (1) is less than 2');
  });

  it('makes a statistic non-empty even if all others are 0', async () => {
    const {changeSentence, isEmpty} =
      await importFromCopy('statistics_model.js');
    const nothing = {...PAGE.answer, num_starts: 0, num_actual_starts: 0,
      num_completions: 0, state_stats_mapping: {}};
    assert.equal(isEmpty(nothing), false);
    assert.equal(isEmpty({...nothing, num_hints: 0}), true);
    assert.equal(changeSentence({...nothing, num_hints: 8}, nothing),
      'Updated: 9 hints.');
  });
});
