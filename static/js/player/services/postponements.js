/**
 * @file Records that a server cannot accept yet: an event of a
 * type that it does not know, a session of an exploration that is not
 * public at the moment. Such a record stays stored, with the time until which
 * it is postponed; all tabs and later pages keep to it.
 */

import {isObject} from './outbox_records.js';

/** @typedef {import('./outbox_records.js').Postponed} Postponed */
/** @typedef {import('./outbox_records.js').SessionRef} SessionRef */
/** @typedef {import('./record_store.js').RecordStore} RecordStore */

/** @typedef {{session: SessionRef, postponed?: Postponed}} Postponable */

/** Milliseconds to wait after the first answer: about as long as traffic
 * moves from one version of the server to the next. */
export const FIRST_WAIT_MSECS = 60_000;

/** Milliseconds: the longest wait, also for Retry-After; it means few
 * requests for a page that stays open for days. */
export const LONGEST_WAIT_MSECS = 3_600_000;

/** Milliseconds from the first answer until a record is dropped: the server
 * accepts session tokens for little longer (`SESSION_TOKEN_MAX_AGE_SECS`
 * in feconf.py). */
export const GIVE_UP_AFTER_MSECS = 30 * 24 * 3_600_000;

/** Sessions that a new page retries before their time: about as many
 * requests as a page makes while its first card is read. */
export const MAX_SESSIONS_AT_START = 5;

/**
 * @param {unknown} value
 * @returns {Postponed | null} null when nothing is postponed
 */
function readPostponed(value) {
  return isObject(value) ? {
    until_msecs: Number(value.until_msecs) || 0,
    asked_at_msecs: Number(value.asked_at_msecs) || 0,
    first_asked_at_msecs: Number(value.first_asked_at_msecs) ||
      Number(value.asked_at_msecs) || 0,
    times: Number(value.times) || 0,
    is_of_session: value.is_of_session === true,
  } : null;
}

/**
 * Milliseconds to wait after `times` such answers: between half of a doubling
 * ceiling and all of it, so that pages answered together retry apart.
 *
 * @param {number} times at least 1
 * @param {() => number} random in [0, 1)
 * @param {number | null} orderedMsecs from Retry-After
 * @returns {number}
 */
export function postponementMsecs(times, random, orderedMsecs = null) {
  const ceiling = Math.min(
    LONGEST_WAIT_MSECS, FIRST_WAIT_MSECS * 2 ** Math.min(times - 1, 30));
  const wait = ceiling * (1 + random()) / 2;
  return orderedMsecs === null ? wait :
    Math.max(wait, orderedMsecs + random() * FIRST_WAIT_MSECS);
}

/** Postpones records and tracks the delays. All methods are synchronous. */
export class Postponements {
  /**
   * @param {object} parts
   * @param {RecordStore} parts.records
   * @param {() => number} parts.now
   * @param {() => number} parts.random
   */
  constructor({records, now, random}) {
    this._records = records;
    this._now = now;
    this._random = random;
    /** @type {Map<string, number>} sessions that wait as a whole, by token */
    this._sessions = new Map();
  }

  /**
   * Postpones the records of one answer; those that are too old are dropped.
   *
   * @param {string[]} keys
   * @param {object} [answer]
   * @param {boolean} [answer.isAboutSession] the whole session is postponed
   * @param {number | null} [answer.retryAfterMsecs]
   */
  add(keys, {isAboutSession = false, retryAfterMsecs = null} = {}) {
    const now = this._now();
    const stored = keys.flatMap(key => {
      const record = this._records.read(key);
      return record ? [{key, record}] : [];
    });
    const times = 1 + Math.max(0, ...stored.map(
      ({record}) => readPostponed(record.postponed)?.times ?? 0));
    const postponed = {
      until_msecs: now + postponementMsecs(
        times, this._random, retryAfterMsecs),
      asked_at_msecs: now,
      times,
      is_of_session: isAboutSession,
    };
    for (const {key, record} of stored) {
      // Not the time of storing: the clock may have been corrected since.
      const firstAskedAt = isAboutSession ?
        this._firstAskMsecsOfSession(record.session, now) :
        readPostponed(record.postponed)?.first_asked_at_msecs || now;
      if (now - firstAskedAt >= GIVE_UP_AFTER_MSECS) {
        this._giveUp(key, isAboutSession ? record.session : null);
        continue;
      }
      this._records.write(key, {
        ...record,
        postponed: {...postponed, first_asked_at_msecs: firstAskedAt},
      });
      if (isAboutSession) {
        this._sessions.set(record.session.session_id, postponed.until_msecs);
      }
    }
  }

  /**
   * @param {string} key
   * @param {SessionRef | null} session to drop as a whole
   */
  _giveUp(key, session) {
    const others = this._records.all().filter(
      ({record}) => record.session.session_id === session?.session_id);
    const keys = new Set([key, ...others.map(other => other.key)]);
    for (const droppedKey of keys) {
      this._records.drop(droppedKey);
    }
  }

  /**
   * Records postponed with their session may not have been sent themselves.
   *
   * @param {SessionRef} session
   * @param {number} now
   * @returns {number}
   */
  _firstAskMsecsOfSession({session_id: id}, now) {
    return Math.min(now, ...this._records.all()
      .filter(({record}) => record.session.session_id === id)
      .map(({record}) => readPostponed(record.postponed))
      .map(postponed => postponed?.first_asked_at_msecs || now));
  }

  /**
   * @param {SessionRef} session
   * @returns {boolean} whether this page must not send its records
   */
  isSessionHeld({session_id: id}) {
    return this._sane(this._sessions.get(id) ?? 0) > this._now();
  }

  /**
   * @param {Postponable[]} records all stored ones
   * @returns {(record: Postponable) => number} the time until which a record
   *     is postponed, by itself or with its session; 0 when it is not
   */
  timesOf(records) {
    /** @type {Map<string, number>} */
    const sessions = new Map();
    for (const {session: {session_id: id}, postponed} of records) {
      if (readPostponed(postponed)?.is_of_session) {
        sessions.set(
          id, Math.max(this._untilOf(postponed), sessions.get(id) ?? 0));
      }
    }
    return ({session, postponed}) => Math.max(
      this._untilOf(postponed), sessions.get(session.session_id) ?? 0);
  }

  /**
   * @param {unknown} postponed
   * @returns {number}
   */
  _untilOf(postponed) {
    return this._sane(readPostponed(postponed)?.until_msecs ?? 0);
  }

  /**
   * @param {number} until
   * @returns {number} 0 when no wait is that long: the clock was set back
   */
  _sane(until) {
    return until - this._now() > 2 * LONGEST_WAIT_MSECS ? 0 : until;
  }

  /**
   * Makes postponed records due, since a new page may reach another server:
   * those of a few sessions, and none that was just retried, so that
   * many pages in a row do not repeat themselves.
   */
  hasten() {
    const candidates = this._records.all().flatMap(({key, record}) => {
      const postponed = readPostponed(record.postponed);
      return postponed && this._records.isOlder(
        postponed.asked_at_msecs, FIRST_WAIT_MSECS) ?
        [{key, record, postponed}] : [];
    }).sort((a, b) => a.postponed.asked_at_msecs - b.postponed.asked_at_msecs);
    const sessions = [...new Set(
      candidates.map(({record}) => record.session.session_id),
    )].slice(0, MAX_SESSIONS_AT_START);
    for (const {key, record, postponed} of candidates) {
      if (sessions.includes(record.session.session_id)) {
        this._records.write(key, {
          ...record, postponed: {...postponed, until_msecs: this._now()},
        });
      }
    }
    this._sessions.clear();
  }
}
