/**
 * @file The records of the outbox: adding, summing counts into batches,
 * removing what arrived, setting aside what the server refuses, and the bound.
 *
 * When the outbox is full, the newest event gives way, and every later one of
 * the same session: what is kept is then the beginning of each session, and
 * the beginning of a session is consistent (no completion without a start),
 * whereas a session without its beginning is not. What was dropped is counted.
 */

import {
  BATCH_KEYS, ITEM_KEYS, parseJson, readBatch, readItem,
} from './outbox_records.js';
import {sumOfDeltas} from './aggregated_stats.js';

/** @typedef {import('./aggregated_stats.js').CountsDelta} CountsDelta */
/** @typedef {import('./outbox_records.js').Batch} Batch */
/** @typedef {import('./outbox_records.js').Item} Item */
/** @typedef {import('./outbox_records.js').SessionRef} SessionRef */
/** @typedef {import('./outbox_records.js').StatsEvent} StatsEvent */
/** @typedef {import('./outbox_storage.js').OutboxStorage} OutboxStorage */
/** @typedef {import('./event_requests.js').StoredItem} StoredItem */
/** @typedef {import('./event_requests.js').StoredBatch} StoredBatch */

/**
 * @typedef {object} Limits
 * @property {number} maxRecords
 * @property {number} maxChars UTF-16 units, which is what browsers count
 */

/** @type {Limits} far above a lesson, far below localStorage's 5 M units */
export const DEFAULT_LIMITS = {maxRecords: 2000, maxChars: 2_000_000};

/** Milliseconds after which counts of another page count as abandoned. It is
 * far longer than a living page takes to sum them (5 seconds). */
export const ABANDONED_AFTER_MSECS = 60_000;

/** What the server refused: how many are kept, and how much of each. */
export const MAX_SET_ASIDE = 20;
const MAX_SET_ASIDE_CHARS = 2000;

const DROPPED_KEY = 'dropped';
const ASIDE_KEY = 'set_aside';

/** The records, over an OutboxStorage. All methods are synchronous. */
export class OutboxStore {
  /**
   * @param {object} parts
   * @param {OutboxStorage} parts.storage
   * @param {() => number} parts.now
   * @param {() => string} parts.newId
   * @param {(message: string) => void} parts.warn
   * @param {Limits} [parts.limits]
   */
  constructor({storage, now, newId, warn, limits = DEFAULT_LIMITS}) {
    this._storage = storage;
    this._now = now;
    this._newId = newId;
    this._warn = warn;
    this._limits = limits;
    /** @type {{batchId: string, keys: string[]} | null} */
    this._open = null;
    /** @type {string | null} the session that lost its end */
    this._truncatedSession = null;
    this._records = 0;
    this._chars = 0;
    this._measure();
  }

  /** Events dropped because the outbox was full, ever, in this browser. */
  get droppedCount() {
    return Number(parseJson(this._storage.get(DROPPED_KEY))) || 0;
  }

  /** What the server refused, newest last. */
  get setAside() {
    const list = parseJson(this._storage.get(ASIDE_KEY));
    return Array.isArray(list) ? list : [];
  }

  /**
   * @param {SessionRef} session
   * @param {StatsEvent} event
   * @param {CountsDelta | null} delta
   * @returns {boolean} false: there is no room
   */
  add(session, event, delta) {
    if (this._isTruncated(session)) {
      this._storage.set(DROPPED_KEY, JSON.stringify(this.droppedCount + 1));
      return false;
    }
    const key = ITEM_KEYS + event.event_id;
    const counts = delta && {batch_id: this._openBatchId(), delta};
    this._write(key, {
      session, stored_at_msecs: this._now(), event, counts,
    });
    if (counts) {
      this._open?.keys.push(key);
    }
    return true;
  }

  /**
   * @param {SessionRef} session
   * @returns {boolean}
   */
  _isTruncated(session) {
    if (this._truncatedSession === session.session_id) {
      return true;
    }
    const isFull = this._records >= this._limits.maxRecords ||
      this._chars >= this._limits.maxChars;
    if (isFull) {
      this._truncatedSession = session.session_id;
      this._warn('The outbox of learner statistics is full.');
    }
    return isFull;
  }

  /**
   * The batch that new counts go to; another one when some other page took
   * this one for abandoned and summed it.
   *
   * @returns {string}
   */
  _openBatchId() {
    const first = this._open?.keys[0];
    const isOpen = this._open && (first === undefined ||
      this._storage.get(first)?.includes(this._open.batchId));
    if (!this._open || !isOpen) {
      this._open = {batchId: this._newId(), keys: []};
    }
    return this._open.batchId;
  }

  /** Freezes the counts of this page into a batch, when there are any. */
  sealOpen() {
    if (!this._open) {
      return;
    }
    const {batchId, keys} = this._open;
    this._open = null;
    this._seal(batchId, keys.flatMap(key => {
      const item = readItem(this._storage.get(key));
      return item?.counts?.batch_id === batchId ? [{key, item}] : [];
    }));
  }

  /** Freezes the counts of pages that are gone. */
  sealAbandoned() {
    for (const [batchId, items] of this._countsOfOthers()) {
      if (this.isOlder(latest(items), ABANDONED_AFTER_MSECS)) {
        this._seal(batchId, items);
      }
    }
  }

  /** @returns {number | null} when `sealAbandoned` will have work */
  nextAbandonedAt() {
    const times = [...this._countsOfOthers().values()].map(
      items => latest(items) + ABANDONED_AFTER_MSECS);
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** @returns {Map<string, StoredItem[]>} by batch id */
  _countsOfOthers() {
    /** @type {Map<string, StoredItem[]>} */
    const found = new Map();
    for (const stored of this.items()) {
      const batchId = stored.item.counts?.batch_id;
      if (batchId && batchId !== this._open?.batchId) {
        found.set(batchId, [...(found.get(batchId) ?? []), stored]);
      }
    }
    return found;
  }

  /**
   * Dying in the middle of this is harmless: what is left is summed again
   * under the same id, and the server takes an id once.
   *
   * @param {string} batchId
   * @param {StoredItem[]} items
   */
  _seal(batchId, items) {
    if (items.length === 0) {
      return;
    }
    const key = BATCH_KEYS + batchId;
    if (this._storage.get(key) === null) {
      this._write(key, {
        session: items[0].item.session,
        stored_at_msecs: this._now(),
        batch_id: batchId,
        aggregated_stats: sumOfDeltas(
          items.flatMap(({item}) => item.counts ? [item.counts.delta] : [])),
      });
    }
    for (const {key: itemKey, item} of items) {
      this._keep(itemKey, {...item, counts: null});
    }
  }

  /**
   * @param {number} storedAtMsecs
   * @param {number} ageMsecs
   * @returns {boolean} also when the clock was set back since
   */
  isOlder(storedAtMsecs, ageMsecs) {
    const age = this._now() - storedAtMsecs;
    return age >= ageMsecs || age < -ABANDONED_AFTER_MSECS;
  }

  /** @returns {StoredItem[]} */
  items() {
    return this._read(ITEM_KEYS, readItem)
      .map(([key, item]) => ({key, item}));
  }

  /** @returns {StoredBatch[]} */
  batches() {
    return this._read(BATCH_KEYS, readBatch)
      .map(([key, batch]) => ({key, batch}));
  }

  /**
   * @template T
   * @param {string} start
   * @param {(raw: string | null) => T | null} read
   * @returns {[string, T][]}
   */
  _read(start, read) {
    /** @type {[string, T][]} */
    const found = [];
    for (const key of this._storage.keys(start)) {
      const raw = this._storage.get(key);
      const record = read(raw);
      if (record) {
        found.push([key, record]);
      } else if (raw !== null) {
        this.reject(key, 'not readable');
      }
    }
    return found;
  }

  /**
   * @param {string} key
   * @returns {boolean}
   */
  has(key) {
    return this._storage.get(key) !== null;
  }

  /** @param {string} key an item or a batch that the server has */
  delivered(key) {
    const item = readItem(this._storage.get(key));
    if (item) {
      this._keep(key, {...item, event: null});
    } else {
      this._remove(key);
    }
  }

  /**
   * Takes out what will never be accepted. Counts that are not yet in a batch
   * go with their event: the log is the truth.
   *
   * @param {string} key
   * @param {string} reason
   */
  reject(key, reason) {
    const raw = this._storage.get(key) ?? '';
    const record = {
      reason, at_msecs: this._now(), key,
      record: raw.slice(0, MAX_SET_ASIDE_CHARS),
    };
    this._storage.set(ASIDE_KEY, JSON.stringify(
      [...this.setAside, record].slice(-MAX_SET_ASIDE)));
    this._remove(key);
    this._warn(`Learner statistics were refused (${reason}).`);
  }

  /**
   * @param {string} key
   * @param {Item} item removed when nothing of it is left to deliver
   */
  _keep(key, item) {
    if (item.event || item.counts) {
      this._write(key, item);
    } else {
      this._remove(key);
    }
  }

  /**
   * @param {string} key
   * @param {Item | Batch} record
   */
  _write(key, record) {
    const before = this._storage.get(key);
    const raw = JSON.stringify(record);
    this._storage.set(key, raw);
    this._records += before === null ? 1 : 0;
    this._chars += raw.length - (before?.length ?? 0);
  }

  /** @param {string} key */
  _remove(key) {
    const before = this._storage.get(key);
    if (before !== null) {
      this._storage.remove(key);
      this._records -= 1;
      this._chars -= before.length;
    }
  }

  /** Counts anew what is there, for other tabs write as well. */
  _measure() {
    const keys = [
      ...this._storage.keys(ITEM_KEYS), ...this._storage.keys(BATCH_KEYS),
    ];
    this._records = keys.length;
    this._chars = keys.reduce(
      (sum, key) => sum + (this._storage.get(key)?.length ?? 0), 0);
  }

  /** Call now and then: the bound holds for all tabs together. */
  refresh() {
    this._measure();
  }

  /** Forgets everything that waits. */
  clear() {
    this._open = null;
    this._storage.clear();
    this._measure();
  }
}

/**
 * @param {StoredItem[]} items at least one
 * @returns {number}
 */
function latest(items) {
  return Math.max(...items.map(({item}) => item.stored_at_msecs));
}
