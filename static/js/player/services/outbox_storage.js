/**
 * @file Where the outbox keeps its records: the browser's localStorage, and
 * memory for what localStorage does not take (blocked, full, private mode).
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
    try {
      return this.local?.getItem(KEY_PREFIX + key) ?? null;
    } catch {
      return null;
    }
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  set(key, value) {
    try {
      if (this.local) {
        this.local.setItem(KEY_PREFIX + key, value);
        this.memory.delete(key);
        return;
      }
    } catch {
      // Full or forbidden: memory takes it.
    }
    this.memory.set(key, value);
  }

  /** @param {string} key */
  remove(key) {
    this.memory.delete(key);
    try {
      this.local?.removeItem(KEY_PREFIX + key);
    } catch {
      // What cannot be removed is delivered again, which changes nothing.
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
    return [...keys].filter(key => key.startsWith(start));
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
    for (const key of this.keys()) {
      this.remove(key);
    }
  }
}
