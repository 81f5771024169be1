/**
 * Counts by day. Days come from the processed plays; what the live counters
 * have beyond them is added to the last day, so that the days add up to the
 * totals. The days exceed the totals only where counts of processed plays
 * never arrived, until the next audit; the tiles show the difference.
 */

import {explorationCounts} from '../../domain/counts.js';
import {EXPLORATION_COUNTERS} from './figures.js';

/** @import {ExplorationCounts} from '../../domain/counts.js' */
/** @import {VersionMarker} from '../../domain/wire_types.js' */
/** @import {PageData} from './page_data.js' */
/** @import {Period} from './view_state.js' */

const MSECS_PER_DAY = 86_400_000;

/** @typedef {ExplorationCounts & {day: string}} Day */

/**
 * @typedef {object} DaySeries
 * @property {Day[]} days every day from the first play to today, or of the
 *     part of the plays that is shown.
 * @property {ExplorationCounts} live the unprocessed counts of the last day.
 * @property {string} timeZone in which a day begins.
 */

/**
 * @param {string} day such as "2026-11-01".
 * @return {number} days since the epoch.
 */
export function dayNumber(day) {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / MSECS_PER_DAY);
}

/**
 * @param {number} number days since the epoch.
 * @return {string}
 */
export function dayName(number) {
  return new Date(number * MSECS_PER_DAY).toISOString().slice(0, 10);
}

/**
 * @param {number} msecs since the epoch.
 * @param {string} timeZone
 * @return {string} the day at that time in the time zone.
 */
export function dayOf(msecs, timeZone) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    day: '2-digit', month: '2-digit', year: 'numeric', timeZone,
  }).formatToParts(msecs);
  const part = (/** @type {string} */ type) =>
    parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/**
 * Counts of the live counters that exceed the processed plays; 0 for a counter
 * that is lower, as it can be between two requests.
 *
 * @param {ExplorationCounts} total
 * @param {ExplorationCounts} processed
 * @return {ExplorationCounts}
 */
function beyond(total, processed) {
  const rest = explorationCounts();
  for (const {counter} of EXPLORATION_COUNTERS) {
    rest[counter] = Math.max(total[counter] - processed[counter], 0);
  }
  return rest;
}

/**
 * @param {PageData} data
 * @return {DaySeries|null} null where no day is known.
 */
export function daySeriesOf({answer, processed}) {
  if (!processed) return null;
  const processedDays = new Map(processed.days.map(
    (one) => [one.day, {day: one.day, ...explorationCounts(one)}]));
  const live = beyond(
    explorationCounts(answer), explorationCounts(...processedDays.values()));
  const numbers = [...processedDays.keys()].map(dayNumber);
  const today =
    dayNumber(dayOf(answer.generated_at_msecs, processed.time_zone));
  const {first_day: from, last_day: to} = answer.cut ?? {};
  const end = to ? Math.min(today, dayNumber(to)) : today;
  const last = Math.max(end, ...numbers);
  const first = Math.min(from ? dayNumber(from) : end, end, ...numbers);
  const days = Array.from({length: last - first + 1}, (_, index) => {
    const day = dayName(first + index);
    return processedDays.get(day) ?? {day, ...explorationCounts()};
  });
  const counts = explorationCounts(days[days.length - 1], live);
  days[days.length - 1] = {day: dayName(last), ...counts};
  return {days, live, timeZone: processed.time_zone};
}

/**
 * @param {Day} last
 * @param {number} back
 * @return {Day} a day without plays, `back` days before the last.
 */
function emptyDay(last, back) {
  return {day: dayName(dayNumber(last.day) - back), ...explorationCounts()};
}

/**
 * @param {DaySeries} series
 * @param {Period} period
 * @return {Day[]} its days; those before the first play are zeros.
 */
export function daysOfPeriod({days}, period) {
  if (period === 'all') return days;
  const length = Number(period);
  const last = days[days.length - 1];
  const missing = Math.max(length - days.length, 0);
  return [
    ...Array.from({length: missing}, (_, index) =>
      emptyDay(last, length - 1 - index)),
    ...days.slice(-length),
  ];
}

/**
 * @typedef {object} PeriodComparison
 * @property {number} length in days.
 * @property {ExplorationCounts} now of the last `length` days.
 * @property {ExplorationCounts} before of the `length` days before `now`.
 * @property {boolean} hasBefore whether the series has days before `now`.
 * @property {ExplorationCounts} all of all days: the totals, or more where the
 *     totals lack counts.
 */

/**
 * @param {DaySeries|null} series
 * @param {Period} period
 * @return {PeriodComparison|null} null where there is nothing to compare.
 */
export function comparisonOf(series, period) {
  if (!series || period === 'all') return null;
  const length = Number(period);
  const {days} = series;
  const split = Math.max(days.length - length, 0);
  return {
    length,
    now: explorationCounts(...days.slice(split)),
    before:
      explorationCounts(...days.slice(Math.max(split - length, 0), split)),
    hasBefore: split > 0,
    all: explorationCounts(...days),
  };
}

/**
 * @typedef {object} SavedDay
 * @property {string} day
 * @property {VersionMarker[]} versions saved on it, oldest first.
 * @property {string} label such as "v2" or "v2–v4".
 */

/**
 * @param {readonly VersionMarker[]} markers
 * @param {readonly Day[]} days
 * @return {SavedDay[]} the days among these on which a version was saved.
 */
export function savedDays(markers, days) {
  const shown = new Set(days.map(({day}) => day));
  /** @type {Map<string, VersionMarker[]>} */
  const byDay = new Map();
  for (const marker of markers) {
    if (!shown.has(marker.day)) continue;
    byDay.set(marker.day, [...(byDay.get(marker.day) ?? []), marker]);
  }
  return [...byDay].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([day, versions]) => {
      versions.sort((a, b) => a.version - b.version);
      const [first, last] = [versions[0], versions[versions.length - 1]];
      return {
        day, versions,
        label: first === last ? `v${first.version}` :
          `v${first.version}–v${last.version}`,
      };
    });
}
