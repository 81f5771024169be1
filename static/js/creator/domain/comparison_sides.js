/**
 * The two sides of a comparison: versions, ranges of days or segments of
 * learners, in the format of the address and of the server. Free of the DOM.
 */

import {parseSegment, segmentLabel} from './cut.js';
import {dayName, dayNumber} from './day_series.js';
import {excerptOf, formatCount} from './formats.js';

/**
 * @import {
 *   ListedVersion as VersionInfo, SegmentSize
 * } from '../../domain/wire_types.js'
 */

/** @typedef {{kind: 'version', version: number}} VersionSide */
/** @typedef {{kind: 'days', from: string, to: string}} DaysSide */
/** @typedef {{kind: 'segment', segment: string}} SegmentSide */
/** @typedef {VersionSide|DaysSide|SegmentSide} Side */

/**
 * @typedef {object} Surroundings the possible sides.
 * @property {number[]} versions all of them.
 * @property {string} today in the exploration's time zone, such as
 *     "2026-11-23".
 * @property {SegmentSize[]} segments of learners that may be shown.
 */

/** @typedef {{a: Side, b: Side}} Sides `b` is compared with `a`. */

/** @typedef {{name: string, sides: Sides}} Preset */

const LONGEST_MESSAGE = 40;
const DEFAULT_PERIOD_DAYS = 28;
const SHORT_PERIOD_DAYS = 7;

/**
 * @param {string} text
 * @return {boolean} whether it is a valid day, as YYYY-MM-DD.
 */
function isDay(text) {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const msecs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(msecs) &&
    new Date(msecs).toISOString().startsWith(text);
}

/**
 * @param {string} day
 * @param {number} count
 * @return {string}
 */
function addDays(day, count) {
  return dayName(dayNumber(day) + count);
}

/**
 * @param {string|null} text such as "v3", "2026-10-01..2026-10-31" or
 *     "class:7b".
 * @return {Side|null}
 */
export function parseSide(text) {
  const version = /^v([1-9]\d{0,8})$/.exec(text ?? '');
  if (version) return {kind: 'version', version: Number(version[1])};
  const segment = parseSegment(text);
  if (segment !== null) return {kind: 'segment', segment};
  const [from = '', to = '', ...more] = (text ?? '').split('..');
  if (more.length || !isDay(from) || !isDay(to)) return null;
  return {kind: 'days', from, to};
}

/**
 * @param {Side} side
 * @return {string}
 */
export function formatSide(side) {
  if (side.kind === 'segment') return side.segment;
  return side.kind === 'version' ?
    `v${side.version}` : `${side.from}..${side.to}`;
}

/**
 * @param {string} today
 * @param {number} length of each side.
 * @return {Sides} the last `length` days, and the `length` days before.
 */
function lastDays(today, length) {
  return {
    a: {
      kind: 'days', from: addDays(today, 1 - 2 * length),
      to: addDays(today, -length),
    },
    b: {kind: 'days', from: addDays(today, 1 - length), to: today},
  };
}

/**
 * @param {Surroundings} surroundings
 * @return {Sides} the latest version and the one before; if there is only one,
 *     the last four weeks and the four before.
 */
export function defaultSides({versions, today}) {
  const [latest, before] = [...versions].sort((x, y) => y - x);
  if (before === undefined) return lastDays(today, DEFAULT_PERIOD_DAYS);
  return {
    a: {kind: 'version', version: before},
    b: {kind: 'version', version: latest},
  };
}

/**
 * @param {Surroundings} surroundings
 * @return {Preset[]} frequent choices.
 */
export function presetsOf(surroundings) {
  const {segments, versions, today} = surroundings;
  const [one, other] = segments.filter(({trait}) => trait === 'class');
  const ofVersions = versions.length < 2 ? [] : [{
    name: 'Latest version against the one before',
    sides: defaultSides(surroundings),
  }];
  return [...ofVersions, {
    name: 'Last 28 days against the 28 before',
    sides: lastDays(today, DEFAULT_PERIOD_DAYS),
  }, {
    name: 'Last 7 days against the 7 before',
    sides: lastDays(today, SHORT_PERIOD_DAYS),
  }, ...(other ? [{
    name: `${segmentLabel(one.segment)} against ${segmentLabel(other.segment)}`,
    sides: {
      a: /** @type {Side} */ ({kind: 'segment', segment: one.segment}),
      b: /** @type {Side} */ ({kind: 'segment', segment: other.segment}),
    },
  }] : [])];
}

/**
 * @param {{a: string|null, b: string|null}} asked sides in the address.
 * @param {Surroundings} surroundings
 * @return {Sides} with defaults for what is missing or invalid.
 */
export function sidesOf(asked, surroundings) {
  const [a, b] = [parseSide(asked.a), parseSide(asked.b)];
  const usual = defaultSides(surroundings);
  return {a: a ?? usual.a, b: b ?? usual.b};
}

/**
 * @param {Side} side
 * @return {string|null} why it is invalid; null if it is valid.
 */
export function problemOf(side) {
  if (side.kind === 'version') return null;
  if (side.kind === 'segment') {
    return side.segment ? null : 'Choose some learners.';
  }
  if (!isDay(side.from)) return 'Choose the first day.';
  if (!isDay(side.to)) return 'Choose the last day.';
  return side.from > side.to ?
    'The first day must not be after the last.' : null;
}

/**
 * @param {VersionInfo} info
 * @param {number} latest
 * @return {string} such as "Version 3 (latest): Mend the second question".
 */
export function versionChoice(info, latest) {
  const name = `Version ${formatCount(info.version)}` +
    (info.version === latest ? ' (latest)' : '');
  return info.commit_message ?
    `${name}: ${excerptOf(info.commit_message, LONGEST_MESSAGE)}` : name;
}

/**
 * @param {Side} side
 * @return {string|null} such as "class"; null unless it is a segment.
 */
function traitOf(side) {
  return side.kind === 'segment' ? side.segment.split(':')[0] : null;
}

/**
 * @param {Sides} sides
 * @return {string|null} why they cannot be compared: plays that are on both
 *     sides would hide a difference.
 */
export function overlapProblem({a, b}) {
  if (formatSide(a) === formatSide(b)) {
    return 'Both sides are the same. Choose another one.';
  }
  if (traitOf(a) !== traitOf(b)) {
    return 'Learners are compared with others: two classes, two devices …';
  }
  if (a.kind === 'days' && b.kind === 'days' &&
      a.from <= b.to && b.from <= a.to) {
    return 'The two ranges share some days. Choose days of its own for ' +
      'each.';
  }
  return null;
}

/**
 * @param {Sides} sides
 * @return {string|null} a note about comparisons of days.
 */
export function daysHint({a, b}) {
  if (a.kind !== 'days' && b.kind !== 'days') return null;
  return 'Days count the plays of every version. Only the counters are ' +
    'known for each day, so cards have fewer figures than between versions.';
}
