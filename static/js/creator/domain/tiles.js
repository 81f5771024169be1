/**
 * The tiles of the overview: each a number over all plays, and what it was
 * in the period chosen against the one before. Free of the DOM.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {
  formatCount, formatDuration, formatInterval, formatQuantity, formatShare,
} from './formats.js';
import {overviewOf} from './statistics_model.js';
import {differenceOf, rateOf} from './wilson.js';

/** @import {Counts, PeriodComparison} from './day_series.js' */
/** @import {PageData} from './page_data.js' */
/** @import {Overview} from './statistics_model.js' */
/** @import {Rate} from './wilson.js' */

/**
 * @typedef {object} Tile
 * @property {string} term key of the glossary.
 * @property {string} stat the name by which tests and scripts find it.
 * @property {string} value
 * @property {boolean} isSaid whether the value is a number.
 * @property {string} note what it is of.
 * @property {Rate|null} rate whose interval is shown.
 * @property {string} period what it was lately; empty where that is unknown.
 */

/**
 * @typedef {object} CountTile
 * @property {string} term
 * @property {string} stat
 * @property {(counts: Counts) => number} count
 * @property {(overview: Overview) => {rate: Rate, of: string}|null} share
 */

/** @type {readonly CountTile[]} */
const COUNT_TILES = Object.freeze([
  {
    term: 'starts', stat: 'num_starts', count: (c) => c.starts,
    share: () => null,
  },
  {
    term: 'actualStarts', stat: 'num_actual_starts',
    count: (c) => c.actualStarts,
    share: (o) => ({rate: o.actualStartRate, of: 'start'}),
  },
  {
    term: 'completions', stat: 'num_completions',
    count: (c) => c.completions,
    share: (o) => ({rate: o.completionRate, of: 'actual start'}),
  },
  {
    term: 'passersBy', stat: 'num_passers_by',
    count: (c) => Math.max(c.starts - c.actualStarts, 0),
    share: (o) => ({rate: o.passerByRate, of: 'start'}),
  },
  {
    term: 'dropOuts', stat: 'num_drop_outs',
    count: (c) => Math.max(c.actualStarts - c.completions, 0),
    share: (o) => ({rate: o.dropOutRate, of: 'actual start'}),
  },
]);

/** Of fewer times than this, nine in ten are all of them. */
const MIN_TIMES = 10;

/**
 * @param {{rate: Rate, of: string}|null} share
 * @return {string} a percentage with its denominator, or that alone.
 */
function shareText(share) {
  if (share === null) return 'opened the first card';
  const {rate, of} = share;
  const whole = `of ${formatQuantity(rate.whole, of)}`;
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
 * @param {(counts: Counts) => number} count
 * @param {PeriodComparison|null} comparison
 * @return {string}
 */
function countPeriod(count, comparison) {
  if (!comparison) return '';
  const {length, now, before, hasBefore} = comparison;
  const lately = `${formatCount(count(now))} in ${length} days`;
  if (!hasBefore) return lately;
  return `${lately}, ${countChange(count(now), count(before))} in the ` +
    `${length} before`;
}

/**
 * @param {PeriodComparison|null} comparison
 * @return {string} with a verdict only where chance alone would not do it.
 */
function ratePeriod(comparison) {
  if (!comparison) return '';
  const {length, now, before, hasBefore} = comparison;
  const is = rateOf(now.completions, now.actualStarts);
  if (!is.isSound) {
    // Plays count on the day of each step, and go on from day to day.
    return `${formatQuantity(is.part, 'completion')} in ${length} days, ` +
      'some by plays that had begun before';
  }
  if (!is.isEnough) {
    return `${is.part} of ${is.whole} in ${length} days: too few to say`;
  }
  const lately = `${formatShare(is.share)} of ${formatCount(is.whole)} in ` +
    `${length} days`;
  if (!hasBefore) return lately;
  const was = rateOf(before.completions, before.actualStarts);
  const difference = differenceOf(is, was);
  if (!difference) return `${lately}; too few before to compare`;
  const verdict = difference.low > 0 ? '▲ higher than' :
    difference.high < 0 ? '▼ lower than' : 'no clear change from';
  return `${lately}, ${verdict} ${formatShare(was.share)} before`;
}

/**
 * @param {Overview} overview
 * @param {PeriodComparison|null} comparison
 * @return {Tile}
 */
function rateTile({completionRate: rate}, comparison) {
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
    isSaid: rate.isEnough, rate: rate.isEnough ? rate : null,
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
      ...tile, value: '–', isSaid: false,
      note: answer.num_completions === 0 ? 'nobody has completed it yet' :
        'not processed yet',
    };
  }
  const of = `of ${formatQuantity(time.n, 'processed completion')}`;
  return {
    ...tile, value: formatDuration(time.median), isSaid: true,
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
  const counts = COUNT_TILES.map(({term, stat, count, share}) => ({
    term, stat, value: formatCount(count(overview)), isSaid: true,
    note: shareText(share(overview)), rate: null,
    period: countPeriod(count, comparison),
  }));
  const [starts, actual, completions, passersBy, dropOuts] = counts;
  return [
    starts, actual, completions, rateTile(overview, comparison),
    passersBy, dropOuts, timeTile(data),
  ];
}

/**
 * @param {Rate} rate
 * @return {string}
 */
export function intervalText(rate) {
  return `95 % interval ${formatInterval(rate.interval)}`;
}
