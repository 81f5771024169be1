/**
 * @file Schedules retries: exponential backoff with full jitter, the server's
 * Retry-After, both shared by all tabs and later pages through the storage.
 */

import {isObject, parseJson} from './outbox_records.js';

/** @typedef {import('./outbox_storage.js').OutboxStorage} OutboxStorage */

/** Milliseconds: the ceiling after the first failure, and the last ceiling. */
export const BACKOFF_BASE_MSECS = 1000;
export const BACKOFF_CAP_MSECS = 5 * 60 * 1000;

/** Milliseconds: a longer Retry-After is taken for an error. */
export const RETRY_AFTER_CAP_MSECS = 60 * 60 * 1000;

/** Milliseconds: the minimum between retries, to avoid a tight loop. */
const BACKOFF_FLOOR_MSECS = 200;

const PAUSE_KEY = 'pause';

/**
 * @param {string | null} header seconds or an HTTP date
 * @param {number} nowMsecs
 * @returns {number | null} milliseconds to wait; null when absent
 */
export function retryAfterMsecs(header, nowMsecs) {
  if (header === null || header.trim() === '') {
    return null;
  }
  const msecs = /^\s*\d+\s*$/.test(header) ?
    Number(header) * 1000 : Date.parse(header) - nowMsecs;
  if (Number.isNaN(msecs)) {
    return null;
  }
  return Math.min(Math.max(msecs, 0), RETRY_AFTER_CAP_MSECS);
}

/**
 * Milliseconds to wait after `failures` in a row: uniform between 0 and
 * a ceiling that doubles ("full jitter", AWS Architecture Blog, 2015).
 *
 * @param {number} failures at least 1
 * @param {() => number} random in [0, 1)
 * @returns {number}
 */
export function backoffMsecs(failures, random) {
  const ceiling = Math.min(
    BACKOFF_CAP_MSECS, BACKOFF_BASE_MSECS * 2 ** Math.min(failures - 1, 30));
  return Math.max(BACKOFF_FLOOR_MSECS, random() * ceiling);
}

/**
 * @typedef {object} Pause
 * @property {number} until_msecs
 * @property {number} failures in a row
 * @property {boolean} is_ordered whether the server asked for it
 */

/** The pause of all tabs of the origin after a failure. */
export class RetrySchedule {
  /**
   * @param {object} parts
   * @param {OutboxStorage} parts.storage
   * @param {() => number} parts.now
   * @param {() => number} parts.random
   */
  constructor({storage, now, random}) {
    this._storage = storage;
    this._now = now;
    this._random = random;
  }

  /** @returns {Pause} */
  _read() {
    const value = parseJson(this._storage.get(PAUSE_KEY));
    if (!isObject(value)) {
      return {until_msecs: 0, failures: 0, is_ordered: false};
    }
    return {
      until_msecs: Number(value.until_msecs) || 0,
      failures: Number(value.failures) || 0,
      is_ordered: value.is_ordered === true,
    };
  }

  /** Milliseconds until requests are allowed; 0: now. */
  get waitMsecs() {
    const wait = this._read().until_msecs - this._now();
    // Longer than any pause of ours: the clock was set back.
    const longest = Math.max(BACKOFF_CAP_MSECS, RETRY_AFTER_CAP_MSECS) * 2;
    return wait > longest ? 0 : Math.max(0, wait);
  }

  /** Whether the server asked for the current pause. */
  get isOrdered() {
    return this.waitMsecs > 0 && this._read().is_ordered;
  }

  /**
   * Begins a pause. Failures during a pause count as the same failure.
   *
   * @param {number | null} orderedMsecs from Retry-After
   */
  recordFailure(orderedMsecs) {
    if (orderedMsecs === null && this.waitMsecs > 0) {
      return;
    }
    const before = this._read();
    const failures = before.failures + 1;
    const jitter = backoffMsecs(failures, this._random);
    // Jitter is added so that clients with equal Retry-After do not collide.
    const wait = orderedMsecs === null ? jitter : orderedMsecs +
      Math.min(jitter, BACKOFF_BASE_MSECS);
    this._storage.set(PAUSE_KEY, JSON.stringify({
      until_msecs: this._now() + wait,
      failures,
      is_ordered: orderedMsecs !== null,
    }));
  }

  /** A request succeeded and none failed. */
  recordSuccess() {
    if (this._storage.get(PAUSE_KEY) !== null) {
      this._storage.remove(PAUSE_KEY);
    }
  }

  /** The network is back: ends a pause that waited for it. */
  networkIsBack() {
    if (!this.isOrdered) {
      this.recordSuccess();
    }
  }
}
