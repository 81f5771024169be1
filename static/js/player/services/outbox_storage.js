/**
 * @file Where the outbox keeps its records: the browser's localStorage, and
 * memory for what localStorage does not take (blocked, full, private mode), or
 * loses (cleared while the page is open).
 */

/**
 * The part of localStorage that is used.
 *
 * @typedef {object} KeyValueStore
 * @property {number} length
 * @property {(index: number) => string | null} key
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */

/** Every key of the outbox begins with this; the number is its format. */
export const KEY_PREFIX = 'learner_statistics.outbox.1.';

/** There as long as nobody clears the storage. A key that is missing beside it
 * was removed by another page, which delivered what it held. */
const MARK_KEY = 'mark';

/**
 * A store of strings that never throws. What localStorage refuses lives in
 * memory, as long as the page does.
 */
export class OutboxStorage {
  /**
   * @param {(() => KeyValueStore | null | undefined)} getLocalStorage may
   *     throw: browsers do, where storage is blocked
   */
  constructor(getLocalStorage) {
    /** @type {Map<string, string>} */
    this.memory = new Map();
    /** @type {Map<string, string>} what this page has put into localStorage */
    this.written = new Map();
    /** @type {Set<string>} what localStorage did not let go of */
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
    const kept = this.memory.get(key);
    if (kept !== undefined) {
      return kept;
    }
    return this.removed.has(key) ? null : this.durable(key);
  }

  /**
   * What memory had to take stays there until it is removed, so that other
   * pages never come to see a part of what belongs together.
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
      // Full or forbidden: memory takes it.
    }
    this.written.delete(key);
    this.memory.set(key, value);
    return false;
  }

  /**
   * @param {string} key
   * @param {string} value in localStorage now
   */
  _remember(key, value) {
    if (this.written.size === 0) {
      this.local?.setItem(KEY_PREFIX + MARK_KEY, '1');
    }
    this.written.set(key, value);
  }

  /**
   * Puts back what this page had put into a localStorage that was cleared.
   *
   * @returns {boolean} whether it was
   */
  recover() {
    const written = [...this.written];
    if (written.length === 0 || this.durable(MARK_KEY) !== null) {
      this._forgetWhatOthersRemoved();
      return false;
    }
    this.written.clear();
    for (const [key, value] of written) {
      this.set(key, value);
    }
    return true;
  }

  _forgetWhatOthersRemoved() {
    for (const key of this.written.keys()) {
      if (this.durable(key) === null) {
        this.written.delete(key);
      }
    }
  }

  /**
   * @param {string} key
   * @returns {string | null} what other pages see
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
   * @param {string} [start] what the keys begin with
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
    const found = [];
    try {
      for (let i = 0; i < (this.local?.length ?? 0); i++) {
        const key = this.local?.key(i);
        if (key?.startsWith(KEY_PREFIX)) {
          found.push(key.slice(KEY_PREFIX.length));
        }
      }
    } catch {
      return found;
    }
    return found;
  }

  /** Forgets everything. */
  clear() {
    for (const key of [...this.keys(), MARK_KEY]) {
      this.remove(key);
    }
  }
}
