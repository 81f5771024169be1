/**
 * @file Lets one tab at a time deliver: by Web Locks, or, where missing,
 * by a lease in the storage. Two tabs can hold a lease when they take it
 * at the same instant; then both send the same, and the server counts it once.
 */

import {isObject, parseJson} from './outbox_records.js';

/** @typedef {import('./outbox_storage.js').OutboxStorage} OutboxStorage */

/**
 * The part of `navigator.locks` that is used.
 *
 * @typedef {object} Locks
 * @property {(name: string, callback: () => Promise<void>) =>
 *     Promise<unknown>} request
 */

const LOCK_NAME = 'learner_statistics.outbox';
const LEASE_KEY = 'lease';

/** Milliseconds; longer than one request may take, renewed before each. */
const LEASE_MSECS = 45_000;

/** Lets one tab deliver at a time. */
export class OutboxLock {
  /**
   * @param {object} parts
   * @param {Locks | null} parts.locks
   * @param {OutboxStorage} parts.storage
   * @param {() => number} parts.now
   * @param {string} parts.ownerId unique to this page
   */
  constructor({locks, storage, now, ownerId}) {
    this._locks = locks;
    this._storage = storage;
    this._now = now;
    this._ownerId = ownerId;
  }

  /**
   * Runs `work` while no other tab delivers.
   *
   * @param {() => Promise<void>} work
   * @returns {Promise<number>} 0 when it ran; otherwise milliseconds until
   *     the next attempt
   */
  async run(work) {
    if (this._locks) {
      return this._runLocked(this._locks, work);
    }
    const wait = this._leaseOfOthersMsecs();
    if (wait > 0) {
      return wait;
    }
    this.renew();
    try {
      await work();
    } finally {
      this._storage.remove(LEASE_KEY);
    }
    return 0;
  }

  /**
   * @param {Locks} locks
   * @param {() => Promise<void>} work
   * @returns {Promise<number>}
   */
  async _runLocked(locks, work) {
    let hasRun = false;
    try {
      await locks.request(LOCK_NAME, () => {
        hasRun = true;
        return work();
      });
    } catch (error) {
      if (hasRun) {
        throw error;
      }
      // Opaque origins have Web Locks that always refuse.
      this._locks = null;
      return this.run(work);
    }
    return 0;
  }

  /** Renews the lease of this tab; call before each request. */
  renew() {
    if (!this._locks) {
      this._storage.set(LEASE_KEY, JSON.stringify(
        {owner: this._ownerId, until_msecs: this._now() + LEASE_MSECS}));
    }
  }

  /** @returns {number} milliseconds; 0 when nobody else holds the lease */
  _leaseOfOthersMsecs() {
    const lease = parseJson(this._storage.get(LEASE_KEY));
    if (!isObject(lease) || lease.owner === this._ownerId) {
      return 0;
    }
    const wait = Number(lease.until_msecs) - this._now();
    return wait > 0 && wait <= LEASE_MSECS ? wait : 0;
  }
}
