import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {dayChartContent} from
  '../../../../static/js/creator/domain/charts/day_chart.js';
import {
  comparisonOf, daySeriesOf, daysOfPeriod, dayOf, savedDays,
} from '../../../../static/js/creator/domain/day_series.js';
import {formatHash, parseHash} from
  '../../../../static/js/creator/domain/view_state.js';
import {explorationCounts} from '../../../../static/js/domain/counts.js';
import {answer} from './answers.js';
import {dayCounts, pageData, processedView} from './processed.js';

/**
 * @import {
 *   DaySeries
 * } from '../../../../static/js/creator/domain/day_series.js'
 * @import {ExplorationCounts} from '../../../../static/js/domain/counts.js'
 */

/** @param {object} address */
const formatAddress = (address) => formatHash({...parseHash(''), ...address});

/** @type {any} */
const COLOURS = new Proxy({}, {get: (_, name) => `#${String(name)}`});

/**
 * @param {number} starts
 * @param {number} actualStarts
 * @param {number} completions
 * @return {ExplorationCounts}
 */
function threeCounts(starts, actualStarts, completions) {
  return explorationCounts({
    num_starts: starts, num_actual_starts: actualStarts,
    num_completions: completions,
  });
}

/**
 * @param {Parameters<typeof pageData>[0]} [changes]
 * @return {DaySeries}
 */
function series(changes) {
  const made = daySeriesOf(pageData(changes));
  assert.ok(made);
  return made;
}

describe('dayOf', () => {
  it('is the day in that time zone', () => {
    const at = Date.UTC(2025, 0, 31, 23, 30);
    assert.equal(dayOf(at, 'UTC'), '2025-01-31');
    assert.equal(dayOf(at, 'Asia/Tokyo'), '2025-02-01');
    assert.equal(dayOf(at, 'America/New_York'), '2025-01-31');
  });
});

describe('the days of an exploration', () => {
  it('are empty before the processed figures are loaded', () => {
    assert.equal(daySeriesOf(pageData({processed: null})), null);
  });

  it('have no gap until today', () => {
    assert.deepEqual(series().days.map((one) => [one.day, one.num_starts]), [
      ['2025-01-30', 4], ['2025-01-31', 0], ['2025-02-01', 6],
      ['2025-02-02', 0], ['2025-02-03', 2],
    ]);
  });

  it('sum up to the live totals whatever has been processed', () => {
    for (const days of [
      [], [dayCounts('2025-02-03', 12, 10, 6)],
      [dayCounts('2025-01-01', 3, 1, 0), dayCounts('2025-02-03', 1, 1, 1)],
      [dayCounts('2025-02-04', 1, 0, 0)],
    ]) {
      const {days: made} = series({processed: processedView({days})});
      assert.deepEqual(
        explorationCounts(...made), threeCounts(12, 10, 6));
    }
  });

  it('include the unprocessed counts of the last day', () => {
    assert.deepEqual(series().live, threeCounts(2, 1, 1));
  });

  it('subtract nothing where the processed figures are ahead', () => {
    const {days, live} = series({answer: answer({num_starts: 9})});
    assert.equal(live.num_starts, 0);
    assert.equal(explorationCounts(...days).num_starts, 10);
  });
});

describe('a period', () => {
  it('has all its days even before the first play', () => {
    const days = daysOfPeriod(series(), '7');
    assert.deepEqual(days.map(({day}) => day).slice(0, 3),
      ['2025-01-28', '2025-01-29', '2025-01-30']);
    assert.equal(days.length, 7);
    assert.equal(daysOfPeriod(series(), '90').length, 90);
    assert.equal(daysOfPeriod(series(), 'all').length, 5);
  });

  it('is compared with the one before it', () => {
    const long = processedView({days: [
      dayCounts('2025-01-20', 1, 0, 0), dayCounts('2025-01-24', 3, 2, 1),
      dayCounts('2025-02-02', 5, 5, 5),
    ]});
    const compared = comparisonOf(series({processed: long}), '7');
    assert.deepEqual(compared, {
      length: 7, hasBefore: true,
      now: threeCounts(8, 8, 5),
      before: threeCounts(3, 2, 1),
      all: threeCounts(12, 10, 6),
    });
  });

  it('has no period to compare with if there were no earlier plays', () => {
    assert.equal(comparisonOf(series(), '7')?.hasBefore, false);
    assert.equal(comparisonOf(series(), 'all'), null);
    assert.equal(comparisonOf(null, '7'), null);
  });
});

describe('the versions saved', () => {
  it('are grouped by day if there are several on one day', () => {
    const days = daysOfPeriod(series(), 'all');
    const saved = savedDays([
      {version: 3, day: '2025-02-01', commit_message: 'c'},
      {version: 2, day: '2025-02-01', commit_message: 'b'},
      {version: 1, day: '2024-01-01', commit_message: 'a'},
      {version: 4, day: '2025-02-03', commit_message: ''},
    ], days);
    assert.deepEqual(saved.map(({day, label}) => [day, label]),
      [['2025-02-01', 'v2–v3'], ['2025-02-03', 'v4']]);
  });
});

describe('the chart of days', () => {
  const made = series();
  const content = dayChartContent(
    made, daysOfPeriod(made, 'all'),
    [{version: 2, day: '2025-02-01', commit_message: 'b'}], 'maps-days');

  it('describes its contents and the unprocessed counts in words', () => {
    assert.equal(content.description,
      '30 Jan 2025 to 3 Feb 2025: 12 starts, 10 actual starts, ' +
      '6 completions. Most starts on 1 Feb 2025: 6. The last day includes ' +
      '2 starts, 1 actual start, 1 completion not processed yet.');
  });

  it('formats large numbers like the rest of the page', () => {
    const days = [
      {day: '2025-02-01', ...threeCounts(1200, 0, 0)},
      {day: '2025-02-02', ...threeCounts(3, 0, 0)},
    ];
    assert.match(dayChartContent(made, days, [], 'days').description,
      /1,203 starts, .* Most starts on 1 Feb 2025: 1,200\./);
  });

  it('draws the contents of its table', () => {
    const options = /** @type {any} */ (
      content.options?.(COLOURS, {isAnimated: false, width: 800}));
    assert.deepEqual(options.xAxis.data,
      content.table.rows.map(([day]) => day));
    options.series.forEach((/** @type {any} */ line, /** @type {any} */ i) =>
      assert.deepEqual(
        line.data, content.table.rows.map((row) => row[i + 1])));
    assert.equal(options.series[0].markLine.data[0].xAxis, '2025-02-01');
    assert.equal(content.table.rows[2][4], 'v2');
  });

  it('hides labels that would overlap others', () => {
    const options = /** @type {any} */ (dayChartContent(
      made, daysOfPeriod(made, '90'), [
        {version: 1, day: '2025-01-30', commit_message: ''},
        {version: 2, day: '2025-01-31', commit_message: ''},
        {version: 3, day: '2025-02-03', commit_message: ''},
      ], 'f').options?.(COLOURS, {isAnimated: false, width: 1000}));
    assert.deepEqual(
      options.series[0].markLine.data.map(
        (/** @type {any} */ {label}) => label.show),
      [true, false, true]);
  });

  it('links its markers to the changes of the versions of a day', () => {
    const {marks, options} = dayChartContent(made, daysOfPeriod(made, '90'), [
      {version: 1, day: '2025-01-30', commit_message: ''},
      {version: 2, day: '2025-02-03', commit_message: ''},
      {version: 3, day: '2025-02-03', commit_message: ''},
    ], 'f', formatAddress);
    assert.deepEqual(marks?.(1000), [{
      at: '2025-01-30', label: 'v1', href: '#/history?v=1',
      description: 'what changed on 30 Jan 2025',
    }, {
      at: '2025-02-03', label: 'v2–v3', href: '#/history?a=v1&b=v3',
      description: 'what changed on 3 Feb 2025',
    }]);
    // The links are the labels; a picture has its own.
    const drawn = /** @type {any} */ (options?.(COLOURS, {
      isAnimated: false, width: 1000, hasLinks: true,
    }));
    const {data} = drawn.series[0].markLine;
    assert.ok(data.every((/** @type {any} */ {label}) => !label.show));
  });
});
