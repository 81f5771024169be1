/**
 * @file Refused records, set aside unchanged until a page with other code
 * tries them again, which may send them correctly; or any page a day later,
 * when there may be another server.
 */

import {isObject, parseJson} from './outbox_records.js';
import {GIVE_UP_AFTER_MSECS} from './postponements.js';

/** @typedef {import('./outbox_storage.js').OutboxStorage} OutboxStorage */

/**
 * @typedef {object} Refused
 * @property {string} key of the pending record
 * @property {string} record as it was stored
 * @property {string} reason
 * @property {number} at_msecs
 * @property {string} [code_version] of the page that sent it; absent in
 *     records of earlier code
 */

/** A few whole sessions; a quarter of the limits of pending records. */
export const MAX_SET_ASIDE = 500;
export const MAX_SET_ASIDE_CHARS = 500_000;

/** Records that one page retries: about as many requests as a session makes. */
export const MAX_TRIED_AGAIN = 50;

/** Milliseconds after which the same code tries again. */
const TRY_AGAIN_AFTER_MSECS = 24 * 3_600_000;

const ASIDE_KEYS = 'set_aside.';

/** Key of a list of truncated refusals, as stored by earlier code. */
const LIST_KEY = 'set_aside';

/**
 * @param {string} key of a record
 * @returns {string} of the refused record; no key of pending records has
 *     its form
 */
function asideKeyOf(key) {
  return ASIDE_KEYS + key.replace('.', ':');
}

/**
 * @param {unknown} value
 * @returns {Refused | null}
 */
function readRefused(value) {
  if (!isObject(value) || typeof value.key !== 'string' ||
      typeof value.record !== 'string') {
    return null;
  }
  const refused = /** @type {Refused} */ (/** @type {unknown} */ (value));
  return {...refused, at_msecs: Number(value.at_msecs) || 0};
}

/**
 * @param {Refused} refused
 * @returns {number} when the record was refused for the first time
 */
function firstRefusalMsecs({record, at_msecs: atMsecs}) {
  const value = parseJson(record);
  return isObject(value) ? Number(value.refused_at_msecs) || atMsecs : atMsecs;
}

/**
 * @param {string} record
 * @param {number} now
 * @returns {string} the record with the time of its first refusal
 */
function withRefusalTime(record, now) {
  const value = parseJson(record);
  return isObject(value) ?
    JSON.stringify({refused_at_msecs: now, ...value}) : record;
}

/** Bounded: the oldest is dropped. All methods are synchronous. */
export class SetAside {
  /**
   * @param {object} parts
   * @param {OutboxStorage} parts.storage
   * @param {() => number} parts.now
   * @param {string} parts.codeVersion of this page
   */
  constructor({storage, now, codeVersion}) {
    this._storage = storage;
    this._now = now;
    this._codeVersion = codeVersion;
  }

  /**
   * @param {string} key
   * @param {string} record
   * @param {string} reason
   * @returns {boolean} whether it outlives the page
   */
  add(key, record, reason) {
    const now = this._now();
    return this._write({
      key, record: withRefusalTime(record, now), reason, at_msecs: now,
      code_version: this._codeVersion,
    });
  }

  /**
   * @param {Refused} refused
   * @returns {boolean}
   */
  _write(refused) {
    const asideKey = asideKeyOf(refused.key);
    // An earlier value in memory would keep the new one in memory, too.
    this._storage.remove(asideKey);
    return this._storage.set(asideKey, JSON.stringify(refused));
  }

  /** @param {string} key of a record that was delivered, or is pending again */
  forget(key) {
    this._storage.remove(asideKeyOf(key));
  }

  /** @returns {number} how many of the oldest were dropped */
  trim() {
    const sizes = this._storage.keys(ASIDE_KEYS).map(
      key => this._storage.get(key)?.length ?? 0);
    let count = sizes.length;
    let chars = sizes.reduce((sum, size) => sum + size, 0);
    if (count <= MAX_SET_ASIDE && chars <= MAX_SET_ASIDE_CHARS) {
      return 0;
    }
    for (const {key} of this._oldestFirst()) {
      if (count <= MAX_SET_ASIDE && chars <= MAX_SET_ASIDE_CHARS) {
        break;
      }
      count -= 1;
      chars -= this._storage.get(asideKeyOf(key))?.length ?? 0;
      this.forget(key);
    }
    return sizes.length - count;
  }

  /**
   * Drops records so old that no server accepts their session any more.
   *
   * @returns {Refused[]} some of those sent by other code, and of those
   *     refused a day ago, since the server may have changed
   */
  toTryAgain() {
    this._takeList();
    const now = this._now();
    const refused = this._oldestFirst();
    refused.filter(one => now - firstRefusalMsecs(one) > GIVE_UP_AFTER_MSECS)
      .forEach(({key}) => this.forget(key));
    return refused.filter(one =>
      now - firstRefusalMsecs(one) <= GIVE_UP_AFTER_MSECS &&
      (one.code_version !== this._codeVersion ||
        now - one.at_msecs >= TRY_AGAIN_AFTER_MSECS))
      .slice(0, MAX_TRIED_AGAIN);
  }

  /** @returns {Refused[]} */
  _oldestFirst() {
    return this._storage.keys(ASIDE_KEYS).flatMap(asideKey => {
      const refused = readRefused(parseJson(this._storage.get(asideKey)));
      return refused && asideKeyOf(refused.key) === asideKey ? [refused] : [];
    }).sort((a, b) => a.at_msecs - b.at_msecs);
  }

  /** Migrates the list of earlier code. */
  _takeList() {
    const list = parseJson(this._storage.get(LIST_KEY));
    if (list === undefined) {
      return;
    }
    for (const entry of Array.isArray(list) ? list : []) {
      const refused = readRefused(entry);
      if (refused) {
        this._write({
          ...refused, record: withRefusalTime(refused.record, this._now()),
        });
      }
    }
    this._storage.remove(LIST_KEY);
  }
}
