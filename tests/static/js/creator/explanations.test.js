import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {cardsCutOff, renamesOf} from
  '../../../../static/js/creator/domain/edit_model.js';
import {emptyStateOf} from
  '../../../../static/js/creator/domain/empty_state.js';
import {inPlainWords} from
  '../../../../static/js/creator/domain/violations.js';
import {explorationCounts} from '../../../../static/js/domain/counts.js';
import {answer} from './answers.js';

const NOTHING = {...explorationCounts(), state_stats_mapping: {}};

describe('emptyStateOf', () => {
  it('is null as soon as anything was counted', () => {
    assert.equal(emptyStateOf(answer({...NOTHING, num_starts: 1})), null);
  });

  it('offers the link before the first play', () => {
    const empty = emptyStateOf(answer(NOTHING));
    assert.equal(empty?.action, 'share');
    assert.match(empty?.reasons.join(' ') ?? '', /own plays.*not counted/);
  });

  it('omits the note on own plays where they are counted', () => {
    const empty = emptyStateOf(answer({...NOTHING, own_plays_counted: true}));
    assert.doesNotMatch(empty?.reasons.join(' ') ?? '', /not counted/);
  });

  it('says how many automated visits were not counted', () => {
    const reasons = (/** @type {number} */ visits) => emptyStateOf(answer({
      ...NOTHING, num_automated_visits: visits,
    }))?.reasons.join(' ') ?? '';
    assert.match(reasons(1), /1 automated visit, not counted/);
    assert.match(reasons(1_200), /1,200 automated visits, not counted/);
    assert.doesNotMatch(reasons(0), /automated/);
  });

  it('says that a private exploration cannot be played', () => {
    const empty = emptyStateOf(answer({...NOTHING, status: 'private'}));
    assert.equal(empty?.action, 'publish');
    assert.match(empty?.heading ?? '', /private/);
  });

  it('leads to the latest version if an older one is shown', () => {
    const empty = emptyStateOf(answer({...NOTHING, exp_version: 1}));
    assert.equal(empty?.action, 'latest');
  });
});

describe('inPlainWords', () => {
  it('replaces names of counters with those on the page', () => {
    assert.equal(
      inPlainWords('num_actual_starts (1) is less than num_completions (2)'),
      'actual starts (1) is less than completions (2)');
    assert.equal(
      inPlainWords('Quiz: total_hit_count (1) is less than 2'),
      'Quiz: entered (1) is less than 2');
  });

  it('replaces "state" with "card"', () => {
    assert.equal(
      inPlainWords(
        'Quiz: first_hit_count (1) of the first state differs from ' +
        'num_starts (2)'),
      'Quiz: first entered (1) of the first card differs from starts (2)');
  });

  it('leaves other words alone', () => {
    assert.equal(inPlainWords('my_card: is odd'), 'my_card: is odd');
  });
});

describe('renamesOf', () => {
  it('sends the renames and omits unchanged names', () => {
    assert.deepEqual(
      renamesOf([{from: 'A', to: ' B '}, {from: 'C', to: 'C'}]),
      {renames: {A: 'B'}, problem: null});
  });

  it('allows two cards to swap names', () => {
    assert.deepEqual(
      renamesOf([{from: 'A', to: 'B'}, {from: 'B', to: 'A'}]).renames,
      {A: 'B', B: 'A'});
  });

  it('refuses one card renamed twice, two to one name, and no name', () => {
    for (const rows of [
      [{from: 'A', to: 'B'}, {from: 'A', to: 'C'}],
      [{from: 'A', to: 'C'}, {from: 'B', to: 'C'}],
      [{from: 'A', to: '  '}],
    ]) {
      assert.ok(renamesOf(rows).problem);
      assert.deepEqual(renamesOf(rows).renames, {});
    }
  });
});

describe('cardsCutOff', () => {
  it('names a removed card if a new card was added', () => {
    assert.deepEqual(cardsCutOff(['A', 'B'], ['A', 'C'], {}), ['B']);
  });

  it('omits states that were declared as renamed', () => {
    assert.deepEqual(cardsCutOff(['A', 'B'], ['A', 'C'], {B: 'C'}), []);
    assert.deepEqual(
      cardsCutOff(['A', 'B'], ['A', 'B'], {A: 'B', B: 'A'}), []);
  });

  it('assumes that cards were removed on purpose if no card is new', () => {
    assert.deepEqual(cardsCutOff(['A', 'B'], ['A'], {}), []);
    assert.deepEqual(cardsCutOff(['A', 'B'], ['C'], {A: 'C'}), []);
  });
});
