/**
 * @file A simulated browser with faults: it loses its storage, its network and
 * the correct time. It records every event that was stored, and the sessions
 * that lost a report before the server received it.
 */

import {Browser, MemoryStorage} from '../simulator/browser.js';
import {Network} from '../simulator/network.js';

/** @import {VirtualClock} from '../simulator/virtual_clock.js' */
/**
 * @import {
 *   Fetch
 * } from '../../static/js/player/services/outbox_transport.js'
 */

const WAITING = /\.(item|batch)\./;

/** A localStorage that records which reports were stored and lost. */
export class WatchedStorage extends MemoryStorage {
  constructor() {
    super();
    /** @type {Map<string, string>} session tokens by event id */
    this.events = new Map();
    /** @type {Set<string>} keys that the open page has stored */
    this._keysOfPage = new Set();
    /** @type {Map<string, string>} tokens by key that only a page remembers */
    this._inMemory = new Map();
    /** @type {Set<string>} tokens of sessions that lost a report */
    this.destroyed = new Set();
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    super.setItem(key, value);
    if (WAITING.test(key)) {
      this._keysOfPage.add(key);
      this._inMemory.delete(key);
      const {event, session} = JSON.parse(value);
      if (event) {
        this.events.set(event.event_id, session.session_id);
      }
    }
  }

  /** @param {string} key */
  removeItem(key) {
    super.removeItem(key);
    this._inMemory.delete(key);
  }

  /** A page is opened, which does not remember reports of other pages. */
  pageOpens() {
    this._keysOfPage.clear();
  }

  /** All pages have ended: reports that only they remembered are lost. */
  pagesEnd() {
    this._inMemory.forEach(token => this.destroyed.add(token));
    this._inMemory.clear();
  }

  /** Everything is deleted; the open page remembers its own reports. */
  clearUnderPage() {
    for (const key of this.pendingKeys) {
      if (this._keysOfPage.has(key)) {
        this._inMemory.set(key, this._tokenAt(key));
      } else {
        this.destroyed.add(this._tokenAt(key));
      }
    }
    this._data.clear();
  }

  /** Everything is deleted while no page is open. */
  clear() {
    this.pendingKeys.forEach(key => this.destroyed.add(this._tokenAt(key)));
    this._data.clear();
  }

  /** @returns {Map<string, string>} a copy of the content */
  snapshot() {
    return new Map(this._data);
  }

  /**
   * The browser was killed before its last writes were on the disk.
   *
   * @param {Map<string, string>} snapshot
   * @param {string} token the session that will be resumed
   */
  goBackTo(snapshot, token) {
    this.clear();
    this._data = new Map(snapshot);
    this.pendingKeys.forEach(key => this.destroyed.add(this._tokenAt(key)));
    this.destroyed.add(token);
  }

  /**
   * @param {string} key
   * @returns {string}
   */
  _tokenAt(key) {
    return JSON.parse(this.getItem(key) ?? '').session.session_id;
  }
}

/** A network that can be offline; the proxy simulates all other faults. */
class LossyNetwork extends Network {
  isOffline = false;

  /**
   * @param {VirtualClock} clock
   * @returns {Fetch}
   */
  fetchFor(clock) {
    const fetch = super.fetchFor(clock);
    return async (url, init) => {
      if (this.isOffline) {
        throw new TypeError('This browser is offline.');
      }
      return fetch(url, init);
    };
  }
}

export class FaultyBrowser extends Browser {
  /**
   * @param {Omit<ConstructorParameters<typeof Network>[0], 'faultRate'> &
   *     {startMsecs: number}} parts
   */
  constructor({startMsecs, ...parts}) {
    const network = new LossyNetwork({...parts, faultRate: 0});
    super({network, random: parts.random.fork('browser'), startMsecs});
    this.network = network;
    this.storage = new WatchedStorage();
    this.skewMsecs = 0;
    this.now = () => this.clock.now() + this.skewMsecs;
  }

  openPage() {
    this.storage.pageOpens();
    return super.openPage();
  }
}
