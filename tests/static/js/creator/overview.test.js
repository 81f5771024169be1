import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {processedStatusOf, waitingText} from
  '../../../../static/js/creator/domain/processed_status.js';
import {tilesOf} from '../../../../static/js/creator/domain/tiles.js';
import {differenceOf, rateOf} from
  '../../../../static/js/creator/domain/wilson.js';
import {explorationCounts} from '../../../../static/js/domain/counts.js';
import {answer} from './answers.js';
import {pageData, processedView} from './processed.js';

/**
 * @import {ExplorationCounts} from '../../../../static/js/domain/counts.js'
 * @import {Tile} from '../../../../static/js/creator/domain/tiles.js'
 */

/** What the live counters of `answer` say. */
const TOTALS = explorationCounts(answer());

/**
 * @param {string} stat
 * @param {Tile[]} tiles
 * @return {Tile}
 */
function tile(stat, tiles) {
  const tileOfStat = tiles.find((one) => one.stat === stat);
  assert.ok(tileOfStat);
  return tileOfStat;
}

/**
 * @param {ExplorationCounts} now
 * @param {ExplorationCounts} before
 * @return {string} what the tile of the completion rate says of a period.
 */
function ratePeriod(now, before) {
  const comparison = {
    length: 28, hasBefore: true, now, before, all: TOTALS,
  };
  return tile('completion_rate', tilesOf(pageData(), comparison)).period
    .replaceAll('\u00a0', ' ');
}

/**
 * @param {number} actualStarts
 * @param {number} completions
 * @return {ExplorationCounts}
 */
function counts(actualStarts, completions) {
  return explorationCounts({
    num_starts: actualStarts, num_actual_starts: actualStarts,
    num_completions: completions,
  });
}

describe('differenceOf', () => {
  it('is the interval of Newcombe (1998), table II, (a) method 10', () => {
    const difference = differenceOf(rateOf(56, 70), rateOf(48, 80));
    assert.equal(difference?.value.toFixed(4), '0.2000');
    assert.equal(difference?.low.toFixed(4), '0.0524');
    assert.equal(difference?.high.toFixed(4), '0.3339');
  });

  it('is unknown if one of the two has too few plays', () => {
    assert.equal(differenceOf(rateOf(5, 9), rateOf(48, 80)), null);
    assert.equal(differenceOf(rateOf(5, 10), rateOf(0, 0)), null);
  });
});

describe('the tiles', () => {
  it('are the live totals whatever period is chosen', () => {
    const period = {
      length: 28, hasBefore: true, now: counts(5, 1), before: counts(9, 9),
      all: TOTALS,
    };
    for (const tiles of [tilesOf(pageData(), null),
      tilesOf(pageData(), period)]) {
      const value = (/** @type {string} */ stat) =>
        tile(stat, tiles).value.replaceAll('\u00a0', ' ');
      assert.deepEqual(
        ['num_starts', 'num_actual_starts', 'num_completions'].map(value),
        ['12', '10', '6']);
      assert.deepEqual(
        ['completion_rate', 'num_passers_by', 'num_drop_outs',
          'median_completion_time'].map(value),
        ['60 %', '2', '4', '1 min 30 s']);
    }
  });

  it('give the difference from the period before', () => {
    const tiles = tilesOf(pageData(), {
      length: 7, hasBefore: true, now: counts(5, 2), before: counts(9, 2),
      all: TOTALS,
    });
    assert.equal(tile('num_starts', tiles).period,
      '5 in 7 days, ▼ 4 fewer than in the 7 before');
    assert.equal(tile('num_completions', tiles).period,
      '2 in 7 days, as many as in the 7 before');
    assert.equal(tile('num_drop_outs', tiles).period,
      '3 in 7 days, ▼ 4 fewer than in the 7 before');
  });

  it('state by how much the days and the totals differ', () => {
    const tiles = tilesOf(pageData(), {
      length: 7, hasBefore: false, now: counts(13, 2), before: counts(0, 0),
      all: explorationCounts({...TOTALS, num_starts: 13}),
    });
    assert.equal(tile('num_starts', tiles).period,
      '13 in 7 days; the days have 1 more than the total until the next audit');
    assert.match(tile('num_passers_by', tiles).period, /have 1 more than/);
    assert.equal(tile('num_completions', tiles).period, '2 in 7 days');
  });

  it('have no comparison if there were no earlier plays', () => {
    const tiles = tilesOf(pageData(), {
      length: 7, hasBefore: false, now: counts(20, 2), before: counts(0, 0),
      all: TOTALS,
    });
    assert.equal(tile('num_starts', tiles).period, '20 in 7 days');
    assert.doesNotMatch(tile('completion_rate', tiles).period, /before/);
  });

  it('call a rate higher only if chance is an unlikely explanation', () => {
    assert.match(ratePeriod(counts(200, 150), counts(200, 100)),
      /75 % of 200 in 28 days, ▲ higher than 50 % before/);
    assert.match(ratePeriod(counts(200, 100), counts(200, 150)), /▼ lower/);
    assert.match(ratePeriod(counts(20, 12), counts(20, 10)),
      /no clear change from 50 % before/);
    assert.match(ratePeriod(counts(20, 12), counts(9, 1)),
      /too few before to compare/);
    assert.match(ratePeriod(counts(9, 3), counts(20, 1)),
      /3 of 9 in 28 days: too few to say/);
  });

  it('allow completions of earlier plays', () => {
    assert.equal(ratePeriod(counts(1100, 1200), counts(1200, 400)),
      '1,200 completions in 28 days, some by plays that had begun before');
  });

  it('have no rate of fewer than ten plays or of contradictory counts', () => {
    const few = tile('completion_rate', tilesOf(
      pageData({answer: answer({num_actual_starts: 9})}), null));
    assert.deepEqual([few.value, few.hasValue, few.rate],
      ['Too few to say', false, null]);
    const odd = tile('completion_rate', tilesOf(
      pageData({answer: answer({num_completions: 11})}), null));
    assert.equal(odd.value, 'Does not add up');
  });

  it('warn that few completions do not show what is typical', () => {
    const data = pageData();
    const few = {...data.processed?.completion_time, n: 1, median: 900};
    const shown = tile('median_completion_time', tilesOf(pageData({
      processed: /** @type {any} */ (
        {...data.processed, completion_time: few}),
    }), null));
    assert.equal(shown.value, '0.9\u00a0s');
    assert.equal(shown.note,
      'of 1 processed completion: too few to say what is typical');
  });

  it('omit rates and times of completion if the first card is the end', () => {
    const stats = tilesOf(pageData({answer: answer(
      {init_state_name: 'End'})}), null).map(({stat}) => stat);
    assert.ok(stats.includes('num_completions'));
    for (const stat of ['completion_rate', 'median_completion_time']) {
      assert.ok(!stats.includes(stat), stat);
    }
  });

  it('have no time where no play was processed', () => {
    const missing = tile('median_completion_time',
      tilesOf(pageData({processed: null}), null));
    assert.deepEqual([missing.value, missing.note],
      ['–', 'not processed yet']);
  });

  it('say "not processed yet" if completions are counted but ' +
      'not processed', () => {
    const data = pageData();
    const processed = /** @type {any} */ ({
      ...data.processed, completion_time: {n: 0, median: null},
    });
    const note = (/** @type {number} */ completions) =>
      tile('median_completion_time', tilesOf(pageData({
        processed, answer: {...data.answer, num_completions: completions},
      }), null)).note;
    assert.equal(note(1), 'not processed yet');
    assert.equal(note(0), 'nobody has completed it yet');
  });
});

describe('the status of the processed figures', () => {
  const failure = {status: 500, message: 'x', path: null};

  it('is one of the possible ones, each with its reason', () => {
    const kinds = [
      pageData(), pageData({processed: null}),
      pageData({processed: null, processedFailure: failure}),
      pageData({processed: processedView({state: 'computing'})}),
      pageData({processed: processedView({state: 'failed'})}),
      pageData({
        processed: processedView({state: 'none'}),
        answer: answer({num_starts: 0}),
      }),
    ].map(processedStatusOf);
    assert.deepEqual(kinds.map(({kind}) => kind), [
      'ready', 'loading', 'unavailable', 'computing', 'failed', 'none',
    ]);
    kinds.slice(1).forEach(({reason}) => assert.ok(reason.length > 20));
  });

  it('does not claim that there are no plays if plays are counted', () => {
    const {kind} = processedStatusOf(
      pageData({processed: processedView({state: 'none'})}));
    assert.equal(kind, 'computing');
  });

  it('stays ready if newer figures cannot be fetched', () => {
    const {kind} = processedStatusOf(pageData({processedFailure: failure}));
    assert.equal(kind, 'ready');
  });

  it('includes the day of an older fold', () => {
    const {text} = processedStatusOf(pageData({processed: processedView({
      complete_through_msecs: Date.UTC(2025, 0, 31, 12),
    })}));
    assert.match(text, /^Complete through 31 Jan 2025, \d\d:\d\d$/);
  });

  it('counts the plays that are still to be processed', () => {
    assert.equal(waitingText(pageData()), '2 plays to process');
  });

  it('states that included plays may still continue', () => {
    const level = answer({
      num_starts: 10, num_actual_starts: 9, num_completions: 5,
    });
    const waitingTextOf = (/** @type {object} */ changes) => waitingText(
      pageData({answer: level, processed: processedView(changes)}));
    assert.equal(waitingTextOf({}), '');
    assert.equal(waitingTextOf({num_sessions_waiting: 1}), '1 play may go on');
    assert.equal(waitingTextOf({
      num_sessions_waiting: 1000, is_capped: true,
    }), 'more than 1,000 plays may go on');
  });
});
