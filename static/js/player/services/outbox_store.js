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

/** Items whose counts go into one batch. */
const MAX_ITEMS_PER_BATCH = 50;

/** What the server refused: how many are kept, and how much of each. */
export const MAX_SET_ASIDE = 20;
const MAX_SET_ASIDE_CHARS = 2000;

const DROPPED_KEY = 'dropped';
const ASIDE_KEY = 'set_aside';

/**
 * A batch that this page still adds to. Its items are either all durable or
 * all in memory, so that every page that sees one of them sees all.
 *
 * @typedef {{batchId: string, isDurable: boolean, keys: string[]}} OpenBatch
 */

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
    /** @type {OpenBatch[]} the last one takes new counts */
    this._open = [];
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
    const item = {session, stored_at_msecs: this._now(), event, counts: null};
    if (delta) {
      this._addCounting(key, item, delta);
    } else {
      this._write(key, item);
    }
    return true;
  }

  /**
   * @param {string} key
   * @param {Item} item
   * @param {CountsDelta} delta
   */
  _addCounting(key, item, delta) {
    let open = this._openBatch();
    const write = () => this._write(
      key, {...item, counts: {batch_id: open.batchId, delta}});
    const isDurable = write();
    if (open.keys.length > 0 && open.isDurable !== isDurable) {
      open = this._openAnother();
      open.isDurable = write();
    } else {
      open.isDurable = isDurable;
    }
    open.keys.push(key);
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
   * @returns {OpenBatch}
   */
  _openBatch() {
    const open = this._open.at(-1);
    const isOpen = open && open.keys.length < MAX_ITEMS_PER_BATCH &&
      !this.has(BATCH_KEYS + open.batchId) &&
      open.keys.every(key => this._isIn(key, open));
    return isOpen ? open : this._openAnother();
  }

  /**
   * @param {string} key
   * @param {OpenBatch} open
   * @returns {boolean} as other pages see it, where they can
   */
  _isIn(key, {batchId, isDurable}) {
    const raw = isDurable ?
      this._storage.durable(key) : this._storage.get(key);
    return raw !== null && raw.includes(batchId);
  }

  /**
   * @param {string} key
   * @returns {boolean}
   */
  _isDurable(key) {
    return this._storage.durable(key) !== null;
  }

  /** @returns {OpenBatch} */
  _openAnother() {
    const open = {batchId: this._newId(), isDurable: true, keys: []};
    this._open.push(open);
    return open;
  }

  /**
   * Freezes the counts of this page into batches, when there are any.
   *
   * @returns {boolean} false: there was no room, try again later
   */
  sealOpen() {
    this._open = this._open.filter(({batchId, keys}) => {
      const items = keys.flatMap(key => {
        const item = readItem(this._storage.get(key));
        return item?.counts?.batch_id === batchId ? [{key, item}] : [];
      });
      return !this._seal(batchId, items);
    });
    return this._open.length === 0;
  }

  /** Freezes the counts of pages that are gone. */
  sealAbandoned() {
    for (const [batchId, items] of this._countsOfOthers()) {
      if (this.has(BATCH_KEYS + batchId) ||
          this.isOlder(latest(items), ABANDONED_AFTER_MSECS)) {
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
    const own = new Set(this._open.map(open => open.batchId));
    for (const stored of this.items()) {
      const batchId = stored.item.counts?.batch_id;
      if (batchId && !own.has(batchId)) {
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
   * @returns {boolean} false: no room for the sum now, the items stay as is
   */
  _seal(batchId, items) {
    if (items.length === 0) {
      return true;
    }
    const key = BATCH_KEYS + batchId;
    if (!this.has(key) && !this._writeBatch(key, batchId, items)) {
      return false;
    }
    for (const {key: itemKey, item} of items) {
      this._keep(itemKey, {...item, counts: null});
    }
    return true;
  }

  /**
   * @param {string} key
   * @param {string} batchId
   * @param {StoredItem[]} items
   * @returns {boolean} false: items that outlive the page are not exchanged
   *     for a sum that does not
   */
  _writeBatch(key, batchId, items) {
    const isDurable = this._write(key, {
      session: items[0].item.session,
      stored_at_msecs: this._now(),
      batch_id: batchId,
      aggregated_stats: sumOfDeltas(
        items.flatMap(({item}) => item.counts ? [item.counts.delta] : [])),
    });
    if (!isDurable && items.some(item => this._isDurable(item.key))) {
      this._remove(key);
      return false;
    }
    return true;
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
    for (const open of this._open) {
      open.keys = open.keys.filter(each => each !== key);
    }
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
   * @returns {boolean} whether it outlives the page
   */
  _write(key, record) {
    const before = this._storage.get(key);
    const raw = JSON.stringify(record);
    const isDurable = this._storage.set(key, raw);
    this._records += before === null ? 1 : 0;
    this._chars += raw.length - (before?.length ?? 0);
    return isDurable;
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
    this._open = [];
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
