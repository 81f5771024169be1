/**
 * @file The storage of the outbox: the browser's localStorage, and memory
 * for records that localStorage refuses (blocked, full, private mode) or
 * loses (cleared while the page is open).
 */

/**
 * The methods of localStorage that are used.
 *
 * @typedef {object} KeyValueStore
 * @property {number} length
 * @property {(index: number) => string | null} key
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */

/** Prefix of every key of the outbox; the number is its format. */
export const KEY_PREFIX = 'learner_statistics.outbox.1.';

/** A marker that exists until the storage is cleared. A key that is missing
 * beside it was removed by another page after delivery. */
const MARK_KEY = 'mark';

/**
 * A store of strings that never throws. Values that localStorage refuses are
 * held in memory as long as the page lives.
 */
export class OutboxStorage {
  /**
   * @param {(() => KeyValueStore | null | undefined)} getLocalStorage may
   *     throw: browsers do, where storage is blocked
   */
  constructor(getLocalStorage) {
    /** @type {Map<string, string>} */
    this.memory = new Map();
    /** @type {Map<string, string>} this page's values in localStorage */
    this.written = new Map();
    /** @type {Set<string>} keys that localStorage did not remove */
    this.removed = new Set();
    /** @type {KeyValueStore | null} */
    this.local = null;
    try {
      this.local = getLocalStorage() ?? null;
    } catch {
      this.local = null;
    }
  }

  /**
   * @param {string} key
   * @returns {string | null}
   */
  get(key) {
    const inMemory = this.memory.get(key);
    if (inMemory !== undefined) {
      return inMemory;
    }
    return this.removed.has(key) ? null : this.durable(key);
  }

  /**
   * A value held in memory stays there until it is removed, so that other
   * pages never see a part of records that belong together.
   *
   * @param {string} key
   * @param {string} value
   * @returns {boolean} whether it outlives the page
   */
  set(key, value) {
    this.removed.delete(key);
    try {
      if (this.local && !this.memory.has(key)) {
        this.local.setItem(KEY_PREFIX + key, value);
        this._remember(key, value);
        return true;
      }
    } catch {
      // Full or forbidden: held in memory.
    }
    this.written.delete(key);
    this.memory.set(key, value);
    return false;
  }

  /**
   * @param {string} key
   * @param {string} value now in localStorage
   */
  _remember(key, value) {
    if (this.written.size === 0) {
      this.local?.setItem(KEY_PREFIX + MARK_KEY, '1');
    }
    this.written.set(key, value);
  }

  /**
   * Restores this page's values after localStorage was cleared.
   *
   * @returns {boolean} whether anything was restored
   */
  recover() {
    if (this.written.size === 0 || this.durable(MARK_KEY) !== null) {
      return false;
    }
    const written = [...this.written];
    this.written.clear();
    for (const [key, value] of written) {
      this.set(key, value);
    }
    return true;
  }

  /** Forgets what other pages have delivered and removed, so that `recover`
   * does not restore it. Reads every value: too slow for each write. */
  forgetWhatOthersRemoved() {
    for (const key of this.written.keys()) {
      if (this.durable(key) === null) {
        this.written.delete(key);
      }
    }
  }

  /**
   * @param {string} key
   * @returns {string | null} the value that other pages see
   */
  durable(key) {
    try {
      return this.local?.getItem(KEY_PREFIX + key) ?? null;
    } catch {
      return null;
    }
  }

  /** @param {string} key */
  remove(key) {
    this.memory.delete(key);
    this.written.delete(key);
    try {
      this.local?.removeItem(KEY_PREFIX + key);
    } catch {
      this.removed.add(key);
    }
  }

  /**
   * @param {string} [start] prefix of the keys
   * @returns {string[]}
   */
  keys(start = '') {
    const keys = new Set(this.memory.keys());
    for (const key of this._localKeys()) {
      keys.add(key);
    }
    return [...keys].filter(key => key.startsWith(start) &&
      key !== MARK_KEY && !this.removed.has(key));
  }

  /** @returns {string[]} */
  _localKeys() {
    const keys = [];
    try {
      for (let i = 0; i < (this.local?.length ?? 0); i++) {
        const key = this.local?.key(i);
        if (key?.startsWith(KEY_PREFIX)) {
          keys.push(key.slice(KEY_PREFIX.length));
        }
      }
    } catch {
      return keys;
    }
    return keys;
  }

  /** Removes everything. */
  clear() {
    for (const key of [...this.keys(), MARK_KEY]) {
      this.remove(key);
    }
  }
}
