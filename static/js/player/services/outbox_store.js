/**
 * @file Adds events to the outbox, sums their counts into batches, and keeps
 * its bounds.
 *
 * When the outbox is full, the newest event is dropped, and every later one of
 * the same session: the stored events are then the beginning of each session,
 * which is consistent (no completion without a start),
 * whereas a session without its beginning is not. Dropped events are counted.
 */

import {sumOfDeltas} from './aggregated_stats.js';
import {BATCH_KEYS, ITEM_KEYS, readItem} from './outbox_records.js';

/** @typedef {import('./aggregated_stats.js').CountsDelta} CountsDelta */
/** @typedef {import('./outbox_records.js').Item} Item */
/** @typedef {import('./outbox_records.js').SessionRef} SessionRef */
/** @typedef {import('./outbox_records.js').StatsEvent} StatsEvent */
/** @typedef {import('./outbox_storage.js').OutboxStorage} OutboxStorage */
/** @typedef {import('./outbox_records.js').StoredItem} StoredItem */
/** @typedef {import('./record_store.js').RecordStore} RecordStore */

/**
 * @typedef {object} Limits
 * @property {number} maxRecords
 * @property {number} maxChars UTF-16 units, which is what browsers count
 */

/** @type {Limits} far above a lesson, far below localStorage's 5 M units */
export const DEFAULT_LIMITS = {maxRecords: 2000, maxChars: 2_000_000};

/** Milliseconds after which counts of another page count as abandoned; longer
 * than a living page takes to sum them (45 seconds at most). */
const ABANDONED_AFTER_MSECS = 60_000;

/** Items whose counts go into one batch. */
const MAX_ITEMS_PER_BATCH = 50;

/**
 * A batch that this page still adds to. Its items are either all durable or
 * all in memory, so that every page that sees one of them sees all.
 *
 * @typedef {{batchId: string, isDurable: boolean, keys: string[]}} OpenBatch
 */

/** Stores the records of the page. All methods are synchronous. */
export class OutboxStore {
  /**
   * @param {object} parts
   * @param {RecordStore} parts.records
   * @param {OutboxStorage} parts.storage beneath the records
   * @param {() => number} parts.now
   * @param {() => string} parts.newId
   * @param {(message: string) => void} parts.warn
   * @param {Limits} [parts.limits]
   */
  constructor({
    records, storage, now, newId, warn, limits = DEFAULT_LIMITS,
  }) {
    this._records = records;
    this._storage = storage;
    this._now = now;
    this._newId = newId;
    this._warn = warn;
    this._limits = limits;
    /** @type {OpenBatch[]} the last one takes new counts */
    this._open = [];
    /** @type {string | null} the session whose further events are dropped */
    this._truncatedSession = null;
  }

  /**
   * @param {SessionRef} session
   * @param {StatsEvent} event
   * @param {CountsDelta | null} delta
   * @returns {boolean} false: the outbox is full
   */
  add(session, event, delta) {
    if (this._isTruncated(session)) {
      this._records.countDropped();
      return false;
    }
    const key = ITEM_KEYS + event.event_id;
    const item = {session, stored_at_msecs: this._now(), event, counts: null};
    if (delta) {
      this._addCounting(key, item, delta);
    } else {
      this._records.write(key, item);
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
    const write = () => this._records.write(
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
    const isFull = this._isFilled(1);
    if (isFull) {
      this._truncatedSession = session.session_id;
      this._warn('The outbox of learner statistics is full.');
    }
    return isFull;
  }

  /**
   * @param {number} share of the limits
   * @returns {boolean}
   */
  _isFilled(share) {
    const {numRecords, numChars} = this._records;
    return numRecords >= share * this._limits.maxRecords ||
      numChars >= share * this._limits.maxChars;
  }

  /** Retries records that other code sent and the server refused; half of the
   * outbox is reserved for new records. */
  putBackRefused() {
    this._records.putBackRefused(() => !this._isFilled(0.5));
  }

  /**
   * The batch for new counts; a new one when another page has taken over
   * and summed this one.
   *
   * @returns {OpenBatch}
   */
  _openBatch() {
    const open = this._open.at(-1);
    const isOpen = open && open.keys.length < MAX_ITEMS_PER_BATCH &&
      !this._records.has(BATCH_KEYS + open.batchId) &&
      open.keys.every(key => this._isIn(key, open));
    return isOpen ? open : this._openAnother();
  }

  /**
   * @param {string} key
   * @param {OpenBatch} open
   * @returns {boolean} whether the item is in the batch, also for other pages
   */
  _isIn(key, {batchId, isDurable}) {
    const raw = isDurable ?
      this._storage.durable(key) : this._storage.get(key);
    return raw !== null && raw.includes(batchId);
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
   * @returns {boolean} false: the outbox is full, try again later
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

  /** Freezes the counts of closed pages. */
  sealAbandoned() {
    for (const [batchId, items] of this._countsOfOthers()) {
      if (this._records.has(BATCH_KEYS + batchId) ||
          this._records.isOlder(latest(items), ABANDONED_AFTER_MSECS)) {
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
    const itemsByBatch = new Map();
    const own = new Set(this._open.map(open => open.batchId));
    for (const stored of this._records.items()) {
      const {event, counts, was_refused: wasRefused} = stored.item;
      const batchId = counts?.batch_id;
      if (batchId && !own.has(batchId) && !(wasRefused && event)) {
        itemsByBatch.set(
          batchId, [...(itemsByBatch.get(batchId) ?? []), stored]);
      }
    }
    return itemsByBatch;
  }

  /**
   * A crash in the middle of this is harmless: the rest is summed again
   * under the same id, and the server counts an id once.
   *
   * @param {string} batchId
   * @param {StoredItem[]} items
   * @returns {boolean} false: no space for the sum now, the items stay
   */
  _seal(batchId, items) {
    if (items.length === 0) {
      return true;
    }
    const key = BATCH_KEYS + batchId;
    if (!this._records.has(key) && !this._writeBatch(key, batchId, items)) {
      return false;
    }
    for (const {key: itemKey, item} of items) {
      this._records.keep(itemKey, {...item, counts: null});
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
    const isDurable = this._records.write(key, {
      session: items[0].item.session,
      stored_at_msecs: this._now(),
      batch_id: batchId,
      aggregated_stats: sumOfDeltas(
        items.flatMap(({item}) => item.counts ? [item.counts.delta] : [])),
    });
    if (!isDurable && items.some(
      item => this._storage.durable(item.key) !== null)) {
      this._records.remove(key);
      return false;
    }
    return true;
  }

  /** Removes all pending records. */
  clear() {
    this._open = [];
    this._records.clear();
  }
}

/**
 * @param {StoredItem[]} items at least one
 * @returns {number}
 */
function latest(items) {
  return Math.max(...items.map(({item}) => item.stored_at_msecs));
}
