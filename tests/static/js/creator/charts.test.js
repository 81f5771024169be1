import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {barsContent} from
  '../../../../static/js/creator/domain/charts/bars.js';
import {tableAsCsv, tableAsJson} from
  '../../../../static/js/creator/domain/charts/chart_content.js';
import {
  axisLabelOf, binLabel, histogramContent, positionAmong, trimEmptyBins,
} from '../../../../static/js/creator/domain/charts/histogram.js';

/** @import {Bin} from '../../../../static/js/domain/wire_types.js' */

/** @type {any} */
const COLOURS = new Proxy({}, {get: (_, name) => `#${String(name)}`});
const SETTINGS = {isAnimated: false, width: 600};

/** @type {Bin[]} */
const TIMES = [
  {from: 0, to: 1000, count: 0}, {from: 1000, to: 2000, count: 4},
  {from: 2000, to: 5000, count: 0}, {from: 5000, to: 10_000, count: 6},
  {from: 3_600_000, to: null, count: 0},
];

const TIMES_TAKEN = {
  n: 10, mean: 4000, median: 5000, standard_deviation: 2500, p90: 9000,
  histogram: TIMES,
};

describe('a histogram', () => {
  it('keeps the empty bars between others and drops those at the ends', () => {
    assert.deepEqual(trimEmptyBins(TIMES).map(({count}) => count), [4, 0, 6]);
    assert.deepEqual(trimEmptyBins([{from: 0, to: 1, count: 0}]), []);
  });

  it('names its bars in words', () => {
    assert.deepEqual(
      TIMES.map((bin) => binLabel(bin, 'msecs').replaceAll('\u00a0', ' ')),
      ['under 1 s', '1 s to 2 s', '2 s to 5 s', '5 s to 10 s',
        '1 h or more']);
    assert.equal(binLabel({from: 3, to: 3, count: 1}, 'number'), '3');
    assert.equal(
      binLabel({from: 21, to: null, count: 1}, 'number'), 'more than 20');
    assert.equal(
      binLabel({from: 2001, to: null, count: 1}, 'number'),
      'more than 2,000');
  });

  it('abbreviates the names below the bars', () => {
    const label = (/** @type {number} */ from, /** @type {number|null} */ to) =>
      axisLabelOf({from, to, count: 1}, 'msecs').replaceAll('\u00a0', ' ');
    assert.equal(label(0, 1000), '<1 s');
    assert.equal(label(500, 1500), '0.5–1.5 s');
    assert.equal(label(60_000, 90_000), '60–90 s');
    assert.equal(label(120_000, 180_000), '2–3 min');
    assert.equal(label(7_200_000, 14_400_000), '2–4 h');
    assert.equal(label(3_600_000, null), '≥1 h');
    assert.equal(axisLabelOf({from: 3, to: 3, count: 1}, 'number'), '3');
  });

  it('marks a value inside its bar', () => {
    const bins = trimEmptyBins(TIMES);
    assert.equal(positionAmong(bins, 1000), -0.5);
    assert.equal(positionAmong(bins, 1500), 0);
    assert.equal(positionAmong(bins, 5000), 1.5);
    assert.equal(positionAmong(bins, 10_000), 2.5);
    const numbers = [1, 2, 3].map((value) =>
      ({from: value, to: value, count: 1}));
    assert.equal(positionAmong(numbers, 2), 1);
    assert.equal(positionAmong(numbers, 2.5), 1.5);
  });

  it('describes its median, mean and number of measurements', () => {
    const {description} = histogramContent(
      TIMES_TAKEN, {unit: 'msecs', fileName: 'time'});
    assert.match(description, /Median 5\u00a0s, mean 4\u00a0s/);
    assert.match(description, /10 measurements/);
  });

  it('draws nothing without measurements', () => {
    const content = histogramContent({
      n: 0, mean: null, median: null, standard_deviation: null, p90: null,
      histogram: [],
    }, {unit: 'number', fileName: 'tries'});
    assert.equal(content.options, null);
    assert.equal(content.description, 'Nothing was measured yet.');
  });

  it('has a bar for each row of its table', () => {
    const content = histogramContent(
      TIMES_TAKEN, {unit: 'msecs', fileName: 'time'});
    const options = /** @type {any} */ (content.options?.(COLOURS, SETTINGS));
    assert.deepEqual(
      options.series[0].data, content.table.rows.map((row) => row[2]));
    const marks = options.series[1].markLine.data;
    assert.equal(marks.length, 2);
    // Between bars, where an axis of categories has no place.
    assert.equal(options.xAxis[options.series[1].xAxisIndex].type, 'value');
    assert.equal(options.animation, false);
  });
});

describe('bars', () => {
  const SETTINGS_OF_BARS = {
    description: 'What was answered.', fileName: 'answers',
    labelName: 'Answer', valueName: 'Times',
  };

  it('have a table with only the columns that have content', () => {
    const {table} = barsContent(
      [{label: '=1', value: 3, share: 0.75}, {label: 'b', value: 1}],
      SETTINGS_OF_BARS);
    assert.equal(tableAsCsv(table),
      'label,value,share\r\n\'=1,3,0.75\r\nb,1,\r\n');
    const plain = barsContent([{label: 'b', value: 1}], SETTINGS_OF_BARS);
    assert.equal(tableAsCsv(plain.table), 'label,value\r\nb,1\r\n');
  });

  it('are objects in JSON', () => {
    const {table} = barsContent([{label: 'b', value: 1}], SETTINGS_OF_BARS);
    assert.deepEqual(JSON.parse(tableAsJson(table, 'What.')), {
      description: 'What.',
      rows: [{label: 'b', value: 1}],
    });
  });

  it('draw the values of the table, with the number at the end of each', () => {
    const content = barsContent(
      [{label: 'a', value: 1000, share: 0.5}, {label: 'b', value: 2}],
      SETTINGS_OF_BARS);
    const options = /** @type {any} */ (content.options?.(COLOURS, SETTINGS));
    const [{data, label}] = options.series;
    assert.deepEqual(data, [1000, 2]);
    assert.equal(label.formatter({dataIndex: 0}), '1,000 (50\u00a0%)');
    assert.equal(label.formatter({dataIndex: 1}), '2');
  });

  it('are empty without data', () => {
    assert.equal(barsContent([], SETTINGS_OF_BARS).options, null);
  });
});
