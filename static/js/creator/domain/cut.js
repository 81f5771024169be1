/**
 * The part of the plays that the page shows: those that began on some days,
 * and those of some learners. Free of the DOM.
 */

import {formatCount, formatDay, formatQuantity} from './formats.js';

/**
 * @import {
 *   CutShown, SegmentSize, StatisticsResponse
 * } from '../../domain/wire_types.js'
 */
/** @import {ViewState} from './view_state.js' */

/** @typedef {Record<string, string>} CutQuery parameters of a request. */

/** @type {readonly {value: string, label: string}[]} days up to today. */
export const RANGES = Object.freeze([
  {value: 'all', label: 'All time'},
  {value: '1', label: 'Today'},
  {value: '7', label: 'Last 7 days'},
  {value: '28', label: 'Last 28 days'},
  {value: '90', label: 'Last 90 days'},
]);

/** Ranges that readers of a shared link may choose. */
export const SHARED_RANGES = Object.freeze(
  RANGES.filter(({value}) => value !== '1'));

/** @type {Readonly<Record<string, string>>} */
export const TRAIT_NAMES = Object.freeze({
  class: 'Class', visitor: 'New or returning', device: 'Device',
  language: 'Language of the browser',
});

/** @type {Readonly<Record<string, string>>} */
const SEGMENT_NAMES = Object.freeze({
  'visitor:new': 'New here', 'visitor:returning': 'Returning',
  'device:phone': 'Phone', 'device:tablet': 'Tablet',
  'device:computer': 'Computer', 'language:other': 'Other language',
});

const DAYS = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/;
const SEGMENT = /^(?:visitor|device|language|class):[^|]{1,30}$/;

/**
 * @param {string|null} text
 * @return {string} the text if it is a range of days, else 'all'.
 */
export function parseRange(text) {
  const isKnown = text !== null &&
    (RANGES.some(({value}) => value === text) || DAYS.test(text));
  return isKnown ? text : 'all';
}

/**
 * The part of an address that readers of a shared link may choose: days of the
 * latest version, but no learners.
 *
 * @param {ViewState} state
 * @return {ViewState}
 */
export function sharedState(state) {
  const isShared = state.version === null &&
    SHARED_RANGES.some(({value}) => value === state.range);
  return {...state, range: isShared ? state.range : 'all', segment: null};
}

/**
 * @param {string|null} text
 * @return {string|null} null unless it has the form of a segment.
 */
export function parseSegment(text) {
  return text !== null && SEGMENT.test(text) ? text : null;
}

/**
 * @param {string} range
 * @return {{from: string, to: string}|null} null for a range without a first
 *     and a last day.
 */
export function ownDays(range) {
  const match = DAYS.exec(range);
  return match && {from: match[1], to: match[2]};
}

/**
 * @param {Pick<ViewState, 'range'|'segment'>|null} state
 * @return {CutQuery} empty for all plays.
 */
export function cutQueryOf(state) {
  const {range = 'all', segment = null} = state ?? {};
  return {
    ...(ownDays(range) ?? (range === 'all' ? {} : {days: range})),
    ...(segment === null ? {} : {segment}),
  };
}

/**
 * @param {CutQuery} one
 * @param {CutQuery} other
 * @return {boolean}
 */
export function isSameCut(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * @param {string} language such as "de".
 * @return {string}
 */
function languageName(language) {
  try {
    return new Intl.DisplayNames('en', {type: 'language'})
      .of(language) ?? language;
  } catch {
    return language;
  }
}

/**
 * @param {string} segment such as "device:phone".
 * @return {string}
 */
export function segmentLabel(segment) {
  const split = segment.indexOf(':');
  const [trait, value] = [segment.slice(0, split), segment.slice(split + 1)];
  return SEGMENT_NAMES[segment] ??
    (trait === 'language' ? languageName(value) : value);
}

/**
 * @param {readonly SegmentSize[]} segments
 * @param {string|null} chosen is an option even where it has no plays.
 * @return {{label: string, options: {value: string, label: string}[]}[]}
 *     groups of options, one for each trait.
 */
export function segmentOptions(segments, chosen) {
  const isListed = segments.some(({segment}) => segment === chosen);
  return Object.entries(TRAIT_NAMES).map(([trait, label]) => ({
    label,
    options: [
      ...(!isListed && chosen?.startsWith(`${trait}:`) ?
        [{value: chosen, label: segmentLabel(chosen)}] : []),
      ...segments.filter((size) => size.trait === trait).map((size) => ({
        value: size.segment,
        label: `${segmentLabel(size.segment)} (${
          formatCount(size.num_sessions)})`,
      })),
    ],
  })).filter(({options}) => options.length > 0);
}

/**
 * @param {CutShown} cut
 * @return {string} its days.
 */
function daysText({first_day: first, last_day: last}) {
  if (first === null && last === null) return 'of all time';
  if (first === last) return `that began on ${formatDay(first ?? '')}`;
  if (last === null) return `that began since ${formatDay(first ?? '')}`;
  if (first === null) return `that began until ${formatDay(last)}`;
  return `that began from ${formatDay(first)} to ${formatDay(last)}`;
}

/**
 * @param {StatisticsResponse} answer
 * @return {string} which plays the figures are of; '' for all of them.
 */
export function cutText({cut}) {
  if (!cut) return '';
  const learners = cut.segment === null ? '' :
    ` of “${segmentLabel(cut.segment)}”`;
  const plays = formatQuantity(cut.num_sessions, 'processed play');
  return cut.is_withheld ?
    `Too few plays${learners} ${daysText(cut)}: they are withheld.` :
    `${plays}${learners} ${daysText(cut)}.`;
}
