/**
 * Formats numbers and times for readers. Free of the DOM.
 */

/** The pages are written in English, and so are their numbers. */
const LOCALE = 'en-GB';

const MISSING = '–';
const NO_BREAK_SPACE = '\u00a0';

const countFormat = new Intl.NumberFormat(LOCALE);
/** @type {Intl.DateTimeFormatOptions} */
const SHORT_DAY = {day: 'numeric', month: 'short'};

/** @type {Intl.DateTimeFormatOptions} */
const DAY = {...SHORT_DAY, year: 'numeric'};

/** @type {Intl.DateTimeFormatOptions} */
const TIME = {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'};

const dayFormat = new Intl.DateTimeFormat(LOCALE, {...DAY, timeZone: 'UTC'});
const shortDayFormat = new Intl.DateTimeFormat(
  LOCALE, {...SHORT_DAY, timeZone: 'UTC'});

const decimalFormat = new Intl.NumberFormat(
  LOCALE, {maximumFractionDigits: 1});
const percentFormat = new Intl.NumberFormat(
  LOCALE, {maximumFractionDigits: 0});

/**
 * @param {number|null|undefined} count
 * @return {string}
 */
export function formatCount(count) {
  if (count === null || count === undefined) return MISSING;
  return countFormat.format(count);
}

/**
 * Formats a share as a percentage. Only exactly 0 and 1 become 0 % and 100 %;
 * others are rounded to "<1 %" and ">99 %".
 *
 * @param {number|null} share from 0 to 1.
 * @return {string}
 */
export function formatShare(share) {
  if (share === null || Number.isNaN(share)) return MISSING;
  const percent = share * 100;
  const rounded = Math.round(percent);
  if (rounded === 0 && percent > 0) return `<1${NO_BREAK_SPACE}%`;
  if (rounded === 100 && percent < 100) return `>99${NO_BREAK_SPACE}%`;
  return percentFormat.format(rounded) + NO_BREAK_SPACE + '%';
}

/**
 * @param {{low: number, high: number}|null} interval
 * @return {string} such as "25–37 %".
 */
export function formatInterval(interval) {
  if (interval === null) return MISSING;
  const low = percentFormat.format(interval.low * 100);
  const high = percentFormat.format(interval.high * 100);
  return `${low}–${high}${NO_BREAK_SPACE}%`;
}

/**
 * @param {number} count
 * @param {string} one the noun for exactly one.
 * @param {string} [many] the noun for any other number.
 * @return {string} such as "1 start", "2,000 starts".
 */
export function formatQuantity(count, one, many = one + 's') {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * @param {number} part
 * @param {number} whole
 * @return {string} such as "61 of 127".
 */
export function formatPart(part, whole) {
  return `${formatCount(part)} of ${formatCount(whole)}`;
}

/**
 * @param {string} text as typed.
 * @param {number} limit the `maxlength` of the field.
 * @return {string} such as "12 of 500 characters".
 */
export function lengthText(text, limit) {
  return `${formatCount(text.length)} of ${formatQuantity(limit, 'character')}`;
}

/**
 * @param {number|null|undefined} value
 * @return {string} with at most one decimal: "2.5".
 */
export function formatDecimal(value) {
  if (value === null || value === undefined) return MISSING;
  return decimalFormat.format(value);
}

/**
 * @param {number|null} value from −1 to 1.
 * @return {string} two decimals, with a minus sign (U+2212) except before 0.
 */
export function formatCoefficient(value) {
  if (value === null) return MISSING;
  const text = value.toFixed(2);
  return text === '-0.00' ? '0.00' : text.replace('-', '\u2212');
}

/**
 * Formats a duration in its two largest units; below 10 s with a decimal.
 *
 * @param {number|null|undefined} msecs
 * @return {string} such as "0.4 s", "12 s", "3 min 5 s", "1 h 20 min".
 */
export function formatDuration(msecs) {
  if (msecs === null || msecs === undefined) return MISSING;
  if (msecs < 9_950) return join([decimalFormat.format(msecs / 1000), 's']);
  const secs = Math.round(msecs / 1000);
  const minutes = Math.floor(secs / 60);
  if (minutes === 0) return join([secs, 's']);
  if (minutes < 60) return join([minutes, 'min'], [secs % 60, 's']);
  const hours = Math.floor(minutes / 60);
  return join([countFormat.format(hours), 'h'], [minutes % 60, 'min']);
}

/**
 * @param {[number|string, string]} first
 * @param {[number, string]} [second] left out where it is 0.
 * @return {string}
 */
function join(first, second) {
  return [first, ...(second?.[0] ? [second] : [])]
    .flat().join(NO_BREAK_SPACE);
}

/**
 * @param {number} msecs since the epoch.
 * @param {Intl.DateTimeFormatOptions} parts
 * @param {string} [timeZone] the default is the reader's.
 * @return {string}
 */
function formatMsecs(msecs, parts, timeZone) {
  return new Intl.DateTimeFormat(LOCALE, {...parts, timeZone}).format(msecs);
}

/**
 * @param {number} msecs since the epoch.
 * @param {string} [timeZone] the default is the reader's.
 * @return {string} HH:MM:SS.
 */
export function formatTime(msecs, timeZone) {
  return formatMsecs(msecs, {...TIME, second: '2-digit'}, timeZone);
}

/**
 * @param {number} msecs since the epoch.
 * @param {string} [timeZone] the default is the reader's.
 * @return {string} such as "3 Feb 2025, 14:05".
 */
export function formatDateTime(msecs, timeZone) {
  return formatMsecs(msecs, {...DAY, ...TIME}, timeZone);
}

/**
 * @param {number} msecs since the epoch.
 * @param {string} [timeZone] the default is the reader's.
 * @return {string} such as "3 Feb 2025".
 */
export function formatDate(msecs, timeZone) {
  return formatMsecs(msecs, DAY, timeZone);
}

/**
 * @param {string} day such as "2026-11-01".
 * @param {boolean} [withYear]
 * @return {string} such as "1 Nov 2026"; an invalid day unchanged.
 */
export function formatDay(day, withYear = true) {
  const msecs = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(msecs)) return day;
  return (withYear ? dayFormat : shortDayFormat).format(msecs);
}

/**
 * @param {string} first day such as "2026-09-13".
 * @param {string} last
 * @return {string} such as "13 Sep – 10 Oct 2026".
 */
export function formatDays(first, last) {
  if (first === last) return formatDay(first);
  const isOneYear = first.slice(0, 4) === last.slice(0, 4);
  return `${formatDay(first, !isOneYear)} – ${formatDay(last)}`;
}

/**
 * @param {number} msecs since the epoch.
 * @param {number} now
 * @param {string} [timeZone] the default is the reader's.
 * @return {string} such as "14:05"; with the day unless that is today.
 */
export function formatMoment(msecs, now, timeZone) {
  if (formatDate(msecs, timeZone) !== formatDate(now, timeZone)) {
    return formatDateTime(msecs, timeZone);
  }
  return formatTime(msecs, timeZone).slice(0, 5);
}

/**
 * @param {number} msecs a moment, since the epoch.
 * @param {number} now
 * @return {string} how long ago that was, in words.
 */
export function formatAge(msecs, now) {
  const minutes = Math.floor((now - msecs) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${formatQuantity(Math.floor(hours / 24), 'day')} ago`;
}

/**
 * @param {string} text
 * @param {number} maxLength characters, the ellipsis included.
 * @return {string} the beginning, cut between words where there are any.
 */
export function excerptOf(text, maxLength) {
  const characters = [...text];
  if (characters.length <= maxLength) return text;
  const beginning = characters.slice(0, maxLength - 1).join('');
  const space = beginning.lastIndexOf(' ');
  return (space > 0 ? beginning.slice(0, space) : beginning).trimEnd() + '…';
}

/**
 * The e-mail address or account id within a user id.
 *
 * @param {string} userId such as "dev:creator@example.com".
 * @return {string}
 */
export function formatUser(userId) {
  return userId.replace(/^(dev|google):/, '');
}

/**
 * @param {string} text
 * @return {string}
 */
export function lowerFirst(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/**
 * @param {string} text
 * @return {string}
 */
export function upperFirst(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * @template {string} Word
 * @param {readonly Word[]} words
 * @return {{value: Word, label: string}[]} to choose from.
 */
export function wordChoices(words) {
  return words.map((value) => ({value, label: upperFirst(value)}));
}
