/** The part of the plays in the address, in requests and in words. */

import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  cutQueryOf, cutText, parseRange, parseSegment, segmentLabel, segmentOptions,
  sharedState,
} from '../../../../static/js/creator/domain/cut.js';
import {daySeriesOf} from '../../../../static/js/creator/domain/day_series.js';
import {emptyStateOf} from '../../../../static/js/creator/domain/empty_state.js';
import {parseHash} from '../../../../static/js/creator/domain/view_state.js';
import {answer} from './answers.js';
import {dayCounts, pageData, processedView} from './processed.js';

/** @import {CutShown} from '../../../../static/js/domain/wire_types.js' */

/** @type {CutShown} */
const WEEK = {
  first_day: '2025-01-26', last_day: '2025-02-01', segment: null,
  num_sessions: 6, is_withheld: false,
};
const NOTHING = {
  num_starts: 0, num_actual_starts: 0, num_completions: 0,
  state_stats_mapping: {},
};

describe('the part of the plays', () => {
  it('is read from the address', () => {
    for (const range of ['all', '1', '7', '28', '90',
      '2026-10-01..2026-10-31']) {
      assert.equal(parseRange(range), range);
    }
    for (const wrong of [null, '', '2', '7x', '2026-10-01', '..', 'x..y']) {
      assert.equal(parseRange(wrong), 'all');
    }
    assert.equal(parseSegment('class:Größe 7'), 'class:Größe 7');
    for (const wrong of [null, '', 'class:', 'name:ada', 'device']) {
      assert.equal(parseSegment(wrong), null);
    }
  });

  it('becomes the parameters of requests', () => {
    assert.deepEqual(cutQueryOf(null), {});
    assert.deepEqual(cutQueryOf({range: 'all', segment: null}), {});
    assert.deepEqual(cutQueryOf({range: '7', segment: 'device:phone'}),
      {days: '7', segment: 'device:phone'});
    assert.deepEqual(
      cutQueryOf({range: '2026-10-01..2026-10-31', segment: null}),
      {from: '2026-10-01', to: '2026-10-31'});
  });

  it('is described in a sentence', () => {
    assert.equal(cutText(answer()), '');
    assert.equal(cutText(answer({cut: WEEK})),
      '6 processed plays that began from 26 Jan 2025 to 1 Feb 2025.');
    assert.equal(cutText(answer({cut: {
      ...WEEK, first_day: null, last_day: null, segment: 'class:7b',
    }})), '6 processed plays of “7b” of all time.');
    assert.match(cutText(answer({cut: {...WEEK, is_withheld: true}})),
      /^Too few plays/);
  });

  it('offers the segments by trait, and the chosen one always', () => {
    const segments = [
      {segment: 'language:de', trait: /** @type {const} */ ('language'),
        value: 'de', num_sessions: 1234},
    ];
    assert.deepEqual(segmentOptions([], null), []);
    assert.deepEqual(segmentOptions(segments, 'class:7b'), [
      {label: 'Class', options: [{value: 'class:7b', label: '7b'}]},
      {label: 'Language of the browser', options: [
        {value: 'language:de', label: 'German (1,234)'},
      ]},
    ]);
    assert.equal(segmentLabel('language:other'), 'Other language');
    assert.equal(segmentLabel('visitor:returning'), 'Returning');
  });

  it('has only the days of its period', () => {
    const series = daySeriesOf(pageData({
      answer: answer({
        cut: WEEK, num_starts: 6, num_actual_starts: 5, num_completions: 3,
      }),
      processed: processedView({days: [dayCounts('2025-02-01', 6, 5, 3)]}),
    }));
    assert.equal(series?.days.length, 7);
    assert.equal(series?.days[0].day, '2025-01-26');
    assert.equal(series?.days[6].num_starts, 6);
  });

  it('says why it is empty', () => {
    const none = emptyStateOf(answer({...NOTHING, cut: WEEK}));
    const few = emptyStateOf(
      answer({...NOTHING, cut: {...WEEK, is_withheld: true}}));
    assert.equal(none?.heading, 'No plays in this part');
    assert.equal(few?.heading, 'Too few plays to show them by themselves');
    assert.equal(none?.action, 'all');
  });
});

describe('the choice of a reader of a shared link', () => {
  const choiceIn = (/** @type {string} */ hash) => {
    const {version, range, segment} = sharedState(parseHash(hash));
    return {version, range, segment};
  };

  it('is a version or days of the latest version, but no learners', () => {
    assert.deepEqual(choiceIn('#/stats?range=7&segment=device:phone'),
      {version: null, range: '7', segment: null});
    assert.deepEqual(choiceIn('#/stats?v=2&range=7'),
      {version: 2, range: 'all', segment: null});
    for (const range of ['1', '2026-10-01..2026-10-02']) {
      assert.equal(choiceIn(`#/stats?range=${range}`).range, 'all');
    }
  });
});
