/**
 * The tiles of the overview: each a number over all plays, and its change from
 * the period before to the period chosen. Free of the DOM.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {
  EXPLORATION_COUNTERS, EXPLORATION_FIGURES, explorationValue,
  figureOfCounter,
} from './figures.js';
import {
  formatCount, formatDuration, formatInterval, formatQuantity, formatShare,
} from './formats.js';
import {endsAtOnce, overviewOf} from './statistics_model.js';
import {differenceOf, rateOf} from './wilson.js';

/** @import {PeriodComparison} from './day_series.js' */
/** @import {ExplorationFigure} from './figures.js' */
/** @import {PageData} from './page_data.js' */
/** @import {Overview} from './statistics_model.js' */
/** @import {Rate} from './wilson.js' */

/**
 * @typedef {object} Tile
 * @property {string} term key of the glossary.
 * @property {string} stat the name by which tests and scripts find it.
 * @property {string} value
 * @property {boolean} hasValue whether the value is a number.
 * @property {string} note such as its denominator.
 * @property {Rate|null} rate whose interval is shown.
 * @property {string} period its value in the period; empty where unknown.
 */

/** With fewer times than this, the 90th percentile is their maximum. */
const MIN_TIMES = 10;

/**
 * @param {ExplorationFigure} figure
 * @param {Overview} overview
 * @return {string} a percentage with its denominator, or the latter alone.
 */
function noteOf({term, shareOf, note}, {rates}) {
  const rate = rates[term];
  if (!shareOf || !rate) return note ?? '';
  const whole =
    `of ${formatQuantity(rate.whole, figureOfCounter(shareOf).noun)}`;
  return rate.isEnough ? `${formatShare(rate.share)} ${whole}` : whole;
}

/**
 * @param {number} now
 * @param {number} before
 * @return {string} such as "▲ 12 more than in the 28 days before".
 */
function countChange(now, before) {
  if (now === before) return 'as many as';
  return now > before ? `▲ ${formatCount(now - before)} more than` :
    `▼ ${formatCount(before - now)} fewer than`;
}

/**
 * @param {number} inDays sum of all days.
 * @param {number} total
 * @return {string} their difference in words; empty if there is none.
 */
function gapText(inDays, total) {
  if (inDays === total) return '';
  const gap = formatCount(Math.abs(inDays - total));
  return `; the days have ${gap} ${inDays > total ? 'more' : 'fewer'} than ` +
    'the total until the next audit';
}

/**
 * @param {ExplorationFigure} figure
 * @param {Overview} overview
 * @param {PeriodComparison|null} comparison
 * @return {string} its value in the period; empty where unknown.
 */
export function countPeriod(figure, overview, comparison) {
  if (!comparison) return '';
  const {length, hasBefore, all} = comparison;
  const gap = gapText(explorationValue(figure, all), overview[figure.term]);
  const now = explorationValue(figure, comparison.now);
  const lately = `${formatCount(now)} in ${length} days`;
  if (!hasBefore) return lately + gap;
  const before = explorationValue(figure, comparison.before);
  return `${lately}, ${countChange(now, before)} in the ${length} before${gap}`;
}

/**
 * @param {ExplorationFigure} figure
 * @param {Overview} overview
 * @param {PeriodComparison|null} comparison
 * @return {Tile}
 */
function countTile(figure, overview, comparison) {
  const {term, key} = figure;
  return {
    term, stat: key, value: formatCount(overview[term]), hasValue: true,
    note: noteOf(figure, overview), rate: null,
    period: countPeriod(figure, overview, comparison),
  };
}

/**
 * @param {PeriodComparison|null} comparison
 * @return {string} with a verdict only if the difference is significant.
 */
export function ratePeriod(comparison) {
  if (!comparison) return '';
  const {length, now, before, hasBefore} = comparison;
  const rate = rateOf(now.num_completions, now.num_actual_starts);
  if (!rate.isSound) {
    // Each step counts on its own day, and plays can last several days.
    return `${formatQuantity(rate.part, 'completion')} in ${length} days, ` +
      'some by plays that had begun before';
  }
  if (!rate.isEnough) {
    return `${rate.part} of ${rate.whole} in ${length} days: too few to say`;
  }
  const lately = `${formatShare(rate.share)} of ` +
    `${formatCount(rate.whole)} in ${length} days`;
  if (!hasBefore) return lately;
  const rateBefore = rateOf(before.num_completions, before.num_actual_starts);
  const difference = differenceOf(rate, rateBefore);
  if (!difference) return `${lately}; too few before to compare`;
  const verdict = difference.low > 0 ? '▲ higher than' :
    difference.high < 0 ? '▼ lower than' : 'no clear change from';
  return `${lately}, ${verdict} ${formatShare(rateBefore.share)} before`;
}

/**
 * @param {Overview} overview
 * @param {PeriodComparison|null} comparison
 * @return {Tile}
 */
function rateTile({rates: {completions: rate}}, comparison) {
  const of = `${formatCount(rate.part)} of ` +
    formatQuantity(rate.whole, 'actual start');
  const [value, note] = rate.isEnough ? [formatShare(rate.share), of] :
    rate.isSound ?
      [
        'Too few to say',
        `${of}; a percentage needs at least ${LIMITS.MIN_N_FOR_RATE}`,
      ] :
      ['Does not add up', of];
  return {
    term: 'completionRate', stat: 'completion_rate', value, note,
    hasValue: rate.isEnough, rate: rate.isEnough ? rate : null,
    period: ratePeriod(comparison),
  };
}

/**
 * @param {PageData} data
 * @return {Tile}
 */
function timeTile({answer, processed}) {
  const time = processed?.completion_time;
  const tile = {
    term: 'medianTime', stat: 'median_completion_time', rate: null,
    period: '',
  };
  if (!time || time.n === 0 || time.median === null) {
    return {
      ...tile, value: '–', hasValue: false,
      note: answer.num_completions === 0 ? 'nobody has completed it yet' :
        'not processed yet',
    };
  }
  const of = `of ${formatQuantity(time.n, 'processed completion')}`;
  return {
    ...tile, value: formatDuration(time.median), hasValue: true,
    note: time.n < MIN_TIMES ? `${of}: too few to say what is typical` :
      `${of}, nine in ten up to ${formatDuration(time.p90)}`,
  };
}

/**
 * @param {PageData} data
 * @param {PeriodComparison|null} comparison
 * @return {Tile[]} in the order of the page.
 */
export function tilesOf(data, comparison) {
  const overview = overviewOf(data.answer);
  const tilesFor = (/** @type {readonly ExplorationFigure[]} */ figures) =>
    figures.map((figure) => countTile(figure, overview, comparison));
  const counted = tilesFor(EXPLORATION_COUNTERS);
  // The other tiles are meaningless if the first card is the end.
  return endsAtOnce(data.answer) ? counted : [
    ...counted, rateTile(overview, comparison),
    ...tilesFor(EXPLORATION_FIGURES.filter(({counter}) => counter === null)),
    timeTile(data),
  ];
}

/**
 * @param {Rate} rate
 * @return {string}
 */
export function intervalText(rate) {
  return `95 % interval ${formatInterval(rate.interval)}`;
}
