/**
 * @file The records of the outbox, over an OutboxStorage: reads, writes,
 * removes delivered ones, sets refused ones aside, and measures them.
 */

import {
  BATCH_KEYS, ITEM_KEYS, parseJson, readBatch, readItem,
} from './outbox_records.js';

/** @typedef {import('./outbox_records.js').Batch} Batch */
/** @typedef {import('./outbox_records.js').Item} Item */
/** @typedef {import('./outbox_records.js').StoredBatch} StoredBatch */
/** @typedef {import('./outbox_records.js').StoredItem} StoredItem */
/** @typedef {import('./outbox_records.js').StoredRecord} StoredRecord */
/** @typedef {import('./outbox_storage.js').OutboxStorage} OutboxStorage */
/** @typedef {import('./set_aside.js').SetAside} SetAside */

/** Milliseconds by which a record may seem to come from the future before
 * the clock is taken to have been set back. */
const MAX_LEAD_MSECS = 60_000;

const DROPPED_KEY = 'dropped';

const LONE_SURROGATES = /\p{Surrogate}/gu;

/**
 * An unpaired surrogate is invalid text, so it becomes U+FFFD.
 *
 * @param {string} _key
 * @param {unknown} value
 * @returns {unknown}
 */
function replaceLoneSurrogates(_key, value) {
  return typeof value === 'string' ?
    value.replace(LONE_SURROGATES, '\uFFFD') : value;
}

/**
 * Counts that were refused with their event get a separate batch, always
 * the same one: their original batch was sent without them, and
 * the server accepts a batch once.
 *
 * @param {string} key
 * @param {string} raw
 * @returns {Item | Batch | null} null when it is neither
 */
function readRefusedRecord(key, raw) {
  if (key.startsWith(BATCH_KEYS)) {
    return readBatch(raw);
  }
  const item = key.startsWith(ITEM_KEYS) ? readItem(raw) : null;
  return item?.event ? {
    ...item,
    was_refused: true,
    counts: item.counts && {...item.counts, batch_id: item.event.event_id},
  } : null;
}

/**
 * All methods are synchronous. The records that they return are shared and must
 * not be changed in place.
 */
export class RecordStore {
  /**
   * @param {object} parts
   * @param {OutboxStorage} parts.storage
   * @param {SetAside} parts.aside over the same storage
   * @param {() => number} parts.now
   * @param {(message: string) => void} parts.warn
   */
  constructor({storage, aside, now, warn}) {
    this._storage = storage;
    this._aside = aside;
    this._now = now;
    this._warn = warn;
    this.numRecords = 0;
    this.numChars = 0;
    /**
     * Parsed records by key, as each round of deliveries reads all of them
     * several times.
     *
     * @type {Map<string, {raw: string, record: Item | Batch | null}>}
     */
    this._parsed = new Map();
    this.measure();
  }

  /** Number of records ever dropped in this browser without a final answer:
   * the outbox was full, too much was refused, or they expired. */
  get droppedCount() {
    return Number(parseJson(this._storage.get(DROPPED_KEY))) || 0;
  }

  /** @param {number} [count] */
  countDropped(count = 1) {
    if (count > 0) {
      this._storage.set(
        DROPPED_KEY, JSON.stringify(this.droppedCount + count));
    }
  }

  /** @returns {StoredItem[]} */
  items() {
    return this._readable(ITEM_KEYS).map(
      ([key, record]) => ({key, item: /** @type {Item} */ (record)}));
  }

  /** @returns {StoredBatch[]} */
  batches() {
    return this._readable(BATCH_KEYS).map(
      ([key, record]) => ({key, batch: /** @type {Batch} */ (record)}));
  }

  /** @returns {StoredRecord[]} items and batches */
  all() {
    return [
      ...this.items().map(({key, item}) => ({key, record: item})),
      ...this.batches().map(({key, batch}) => ({key, record: batch})),
    ];
  }

  /**
   * @param {string} key
   * @returns {Item | Batch | null}
   */
  read(key) {
    return this._parse(key, this._storage.get(key));
  }

  /**
   * @param {string} key
   * @param {string | null} raw
   * @returns {Item | Batch | null}
   */
  _parse(key, raw) {
    if (raw === null) {
      return null;
    }
    const parsed = this._parsed.get(key);
    if (parsed?.raw === raw) {
      return parsed.record;
    }
    const record = key.startsWith(BATCH_KEYS) ? readBatch(raw) : readItem(raw);
    this._parsed.set(key, {raw, record});
    return record;
  }

  /**
   * @param {string} start
   * @returns {[string, Item | Batch][]} the readable ones; others are
   *     rejected
   */
  _readable(start) {
    /** @type {[string, Item | Batch][]} */
    const records = [];
    for (const key of this._storage.keys(start)) {
      const raw = this._storage.get(key);
      const record = this._parse(key, raw);
      if (record) {
        records.push([key, record]);
      } else if (raw !== null) {
        this.reject([key], 'not readable');
      }
    }
    return records;
  }

  /**
   * @param {string} key
   * @returns {boolean}
   */
  has(key) {
    return this._storage.get(key) !== null;
  }

  /**
   * @param {number} storedAtMsecs
   * @param {number} ageMsecs
   * @returns {boolean} also when the clock was set back since
   */
  isOlder(storedAtMsecs, ageMsecs) {
    const age = this._now() - storedAtMsecs;
    return age >= ageMsecs || age < -MAX_LEAD_MSECS;
  }

  /** @param {string} key an item or a batch that the server has */
  markDelivered(key) {
    const item = readItem(this._storage.get(key));
    if (item) {
      this.keep(key, {...item, event: null, postponed: undefined});
      // A copy remains if a page died while it set this item aside.
      this._aside.forget(key);
    } else {
      this.remove(key);
    }
  }

  /**
   * Removes a refused record. Counts that are not yet in a batch go
   * with their event, since the log is authoritative.
   *
   * @param {string[]} keys
   * @param {string} reason
   */
  reject(keys, reason) {
    for (const key of keys) {
      const raw = this._storage.get(key);
      if (raw !== null) {
        const isDurable = this._aside.add(key, raw, reason);
        this.remove(key);
        if (!isDurable) {
          // A full storage may have space now.
          this._aside.add(key, raw, reason);
        }
      }
    }
    this.countDropped(this._aside.trim());
    this._warn(`Learner statistics were refused (${reason}).`);
  }

  /**
   * Puts refused records back, when this page's code differs from
   * the code that sent them.
   *
   * @param {() => boolean} hasRoom
   */
  putBackRefused(hasRoom) {
    for (const {key, record: raw} of this._aside.toTryAgain()) {
      const record = readRefusedRecord(key, raw);
      if (!record) {
        continue;
      }
      if (!hasRoom()) {
        return;
      }
      if (!this.has(key) && !this.write(key, record)) {
        // The storage is full: the durable copy among the refused ones stays.
        this.remove(key);
        return;
      }
      this._aside.forget(key);
    }
  }

  /** @param {string} key of a record that no server will accept any more */
  drop(key) {
    this.remove(key);
    this.countDropped();
  }

  /**
   * @param {string} key
   * @param {Item} item removed when all of it has been delivered
   */
  keep(key, item) {
    if (item.event || item.counts) {
      this.write(key, item);
    } else {
      this.remove(key);
    }
  }

  /**
   * @param {string} key
   * @param {Item | Batch} record
   * @returns {boolean} whether it outlives the page
   */
  write(key, record) {
    const before = this._storage.get(key);
    const raw = JSON.stringify(record, replaceLoneSurrogates);
    const isDurable = this._storage.set(key, raw);
    this.numRecords += before === null ? 1 : 0;
    this.numChars += raw.length - (before?.length ?? 0);
    return isDurable;
  }

  /** @param {string} key */
  remove(key) {
    const before = this._storage.get(key);
    if (before !== null) {
      this._storage.remove(key);
      this.numRecords -= 1;
      this.numChars -= before.length;
    }
  }

  /** Measures all records again, since other tabs write and remove as well. */
  measure() {
    this._storage.forgetWhatOthersRemoved();
    const keys = [
      ...this._storage.keys(ITEM_KEYS), ...this._storage.keys(BATCH_KEYS),
    ];
    this.numRecords = keys.length;
    this.numChars = 0;
    const parsed = this._parsed;
    this._parsed = new Map();
    for (const key of keys) {
      this.numChars += this._storage.get(key)?.length ?? 0;
      const stored = parsed.get(key);
      if (stored) {
        this._parsed.set(key, stored);
      }
    }
  }

  /** Removes everything. */
  clear() {
    this._storage.clear();
    this.measure();
  }
}
