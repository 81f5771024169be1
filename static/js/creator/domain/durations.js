/**
 * Durations in words. Free of the DOM.
 */

import {formatCount, formatQuantity} from './formats.js';

const SECS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;

/** Durations from here on are without seconds. */
const MINUTES_WITHOUT_SECONDS = 10;

/**
 * @param {number} secs
 * @return {string} below ten seconds with one decimal, unless it is zero.
 */
function secondsInWords(secs) {
  if (secs >= 10) return formatQuantity(Math.round(secs), 'second');
  const tenths = Math.round(secs * 10) / 10;
  return tenths === 1 ? '1 second' : `${formatCount(tenths)} seconds`;
}

/**
 * @param {number} msecs
 * @return {string} such as "4.2 seconds", "1 minute 5 seconds", "2 hours".
 */
export function durationInWords(msecs) {
  const secs = Math.max(msecs, 0) / 1000;
  if (secs > 0 && secs < 0.1) return 'less than 0.1 seconds';
  if (Math.round(secs) < SECS_PER_MINUTE) return secondsInWords(secs);
  const whole = Math.round(secs);
  const minutes = Math.floor(whole / SECS_PER_MINUTE);
  if (minutes < MINUTES_WITHOUT_SECONDS) {
    return join(formatQuantity(minutes, 'minute'),
      whole % SECS_PER_MINUTE, 'second');
  }
  const rounded = Math.round(whole / SECS_PER_MINUTE);
  if (rounded < MINUTES_PER_HOUR) return formatQuantity(rounded, 'minute');
  return join(
    formatQuantity(Math.floor(rounded / MINUTES_PER_HOUR), 'hour'),
    rounded % MINUTES_PER_HOUR, 'minute');
}

/**
 * @param {string} large
 * @param {number} count of the smaller unit; zero is left out.
 * @param {string} unit
 * @return {string}
 */
function join(large, count, unit) {
  return count === 0 ? large : `${large} ${formatQuantity(count, unit)}`;
}
