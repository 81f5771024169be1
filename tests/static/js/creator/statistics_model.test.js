import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  cardRowsOf, changeSentence, isEmpty, overviewOf, versionsOf,
} from '../../../../static/js/creator/domain/statistics_model.js';
import {explorationCounts} from
  '../../../../static/js/domain/counts.js';
import {answer, counts, listedVersion} from './answers.js';

describe('overviewOf', () => {
  it('derives passers-by and drop-outs', () => {
    const overview = overviewOf(answer());
    assert.equal(overview.passersBy, 2);
    assert.equal(overview.dropOuts, 4);
  });

  it('names the right denominator for each rate', () => {
    const overview = overviewOf(answer());
    assert.deepEqual(
      [overview.rates.completions.part, overview.rates.completions.whole],
      [6, 10]);
    assert.equal(overview.rates.dropOuts.whole, 10);
    assert.equal(overview.rates.passersBy.whole, 12);
    assert.equal(overview.rates.actualStarts.whole, 12);
  });

  it('splits all starts into passers-by, drop-outs and completions', () => {
    const {starts, passersBy, dropOuts, completions} = overviewOf(answer());
    assert.equal(passersBy + dropOuts + completions, starts);
  });

  it('shows no negative number even for broken counts', () => {
    const overview = overviewOf(answer({num_completions: 11}));
    assert.equal(overview.dropOuts, 0);
    assert.equal(overview.rates.completions.isSound, false);
  });
});

describe('cardRowsOf', () => {
  it('follows the order of the server, not that of the mapping', () => {
    assert.deepEqual(
      cardRowsOf(answer()).map((row) => row.stateName),
      ['Start', 'Quiz', 'End']);
  });

  it('counts learners who left, except on end cards', () => {
    assert.deepEqual(
      cardRowsOf(answer()).map((row) => row.leftHere), [2, 4, null]);
  });

  it('marks the first card and the end cards', () => {
    const [first, quiz, end] = cardRowsOf(answer());
    assert.ok(first.isFirst && !first.isTerminal);
    assert.ok(!quiz.isFirst && !quiz.isTerminal);
    assert.ok(end.isTerminal);
  });

  it('keeps a card that was counted but is missing in the order', () => {
    const rows = cardRowsOf(answer({state_order: ['Start', 'Quiz']}));
    assert.equal(rows[2].stateName, 'End');
    assert.equal(rows[2].entered, 6);
  });

  it('shows zeros for a card without counts', () => {
    const rows = cardRowsOf(answer({state_stats_mapping: {}}));
    assert.deepEqual(rows.map((row) => row.entered), [0, 0, 0]);
  });

  it('accepts names of Object.prototype as names of cards', () => {
    const [row] = cardRowsOf(answer({
      state_order: ['constructor'], state_stats_mapping: {},
    }));
    assert.equal(row.entered, 0);
  });

  it('has no negative number for broken counts', () => {
    const [row] = cardRowsOf(answer({state_stats_mapping: {
      Start: counts({total_hit_count: 1, num_completions: 2}),
    }}));
    assert.equal(row.leftHere, 0);
  });
});

describe('versionsOf', () => {
  it('lists the newest first', () => {
    const versions = [1, 2, 10].map(listedVersion);
    assert.deepEqual(
      versionsOf(answer({versions})).map(({version}) => version), [10, 2, 1]);
  });
});

describe('isEmpty', () => {
  it('holds only when nothing at all was counted', () => {
    const nothing = explorationCounts();
    assert.ok(isEmpty(answer({...nothing, state_stats_mapping: {}})));
    assert.ok(isEmpty(answer({
      ...nothing, state_stats_mapping: {Start: counts()},
    })));
    assert.ok(!isEmpty(answer({...nothing})));
    assert.ok(!isEmpty(answer({state_stats_mapping: {}})));
  });
});

describe('changeSentence', () => {
  it('lists the totals that changed and no others', () => {
    assert.equal(
      changeSentence(answer(), answer({num_starts: 13})),
      'Updated: 13 starts.');
  });

  it('is empty without changes, at first, and between versions', () => {
    assert.equal(changeSentence(answer(), answer()), '');
    assert.equal(changeSentence(null, answer()), '');
    assert.equal(
      changeSentence(answer(), answer({exp_version: 2, num_starts: 1})), '');
  });
});
