/**
 * @file A simulated browser: one learner's storage, clock and network, and
 * pages with the real reporting service in them.
 */

import {createStatsReportingService} from
  '../../static/js/player/services/stats_reporting_factory.js';
import {VirtualClock} from './virtual_clock.js';

/** @typedef {import('./network.js').Network} Network */
/** @typedef {import('./random.js').Random} Random */

/** Virtual milliseconds of one step while remaining reports are delivered. */
const DELIVERY_STEP_MSECS = 60_000;

/** Virtual hours after which remaining reports count as undelivered. */
const MAX_DELIVERY_HOURS = 48;

/**
 * Web Locks that another tab never releases, so that a page sends its reports
 * only when it is hidden. Later pages send those of a crashed page.
 */
export const LOCKS_OF_OTHERS = Object.freeze(
  {request: () => new Promise(() => {})});

/** A localStorage in memory. */
export class MemoryStorage {
  constructor() {
    /** @type {Map<string, string>} */
    this._data = new Map();
  }

  get length() {
    return this._data.size;
  }

  /** @param {number} index */
  key(index) {
    return [...this._data.keys()][index] ?? null;
  }

  /** @param {string} key */
  getItem(key) {
    return this._data.get(key) ?? null;
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    this._data.set(key, value);
  }

  /** @param {string} key */
  removeItem(key) {
    this._data.delete(key);
  }

  /** @returns {string[]} undelivered records */
  get pendingKeys() {
    return [...this._data.keys()].filter(key => /\.(item|batch)\./.test(key));
  }

  /** @returns {string[]} */
  get setAsideKeys() {
    return [...this._data.keys()].filter(key => key.includes('.set_aside'));
  }
}

/** One page load, which ends with `close` or `crash`. */
class Page {
  /** @param {Browser} browser */
  constructor(browser) {
    const {clock, network, random, storage} = browser;
    this._clock = clock;
    this._isOpen = true;
    /** @type {Set<number>} */
    this._timers = new Set();
    /** @type {Record<'hiding' | 'shown' | 'online', (() => void)[]>} */
    this._listeners = {hiding: [], shown: [], online: []};
    this.timers = {
      setTimeout: (
        /** @type {() => void} */ callback, /** @type {number} */ msecs) => {
        const id = clock.setTimeout(() => {
          this._timers.delete(id);
          callback();
        }, msecs);
        this._timers.add(id);
        return id;
      },
      clearTimeout: clock.clearTimeout,
    };
    const fetch = network.fetchFor(clock);
    this.reporting = createStatsReportingService({
      ...this.timers,
      localStorage: storage,
      fetch: (url, init) => this._onlyWhileOpen(fetch(url, init)),
      crypto: globalThis.crypto,
      locks: browser.locks,
      addEventListener:
        (type, listener) => void this._listeners[type].push(listener),
      now: browser.now,
      random: random.next,
      onPageHiding: callback => void this._listeners.hiding.push(callback),
      onPageShown: callback => void this._listeners.shown.push(callback),
    });
  }

  /**
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>} does not settle after the end of the page
   */
  _onlyWhileOpen(promise) {
    return new Promise((resolve, reject) => {
      promise.then(
        value => this._isOpen && resolve(value),
        error => this._isOpen && reject(error));
    });
  }

  /** @param {'hiding' | 'shown' | 'online'} what */
  fire(what) {
    this._listeners[what].forEach(callback => callback());
  }

  /** The learner closes the tab or navigates away. */
  close() {
    this.fire('hiding');
    this.crash();
  }

  /** The page ends without an event. */
  crash() {
    this._isOpen = false;
    this._timers.forEach(this._clock.clearTimeout);
  }
}

export class Browser {
  /**
   * @param {object} parts
   * @param {Network} parts.network
   * @param {Random} parts.random
   * @param {number} parts.startMsecs
   * @param {object | null} [parts.locks] Web Locks; null for none
   */
  constructor({network, random, startMsecs, locks = null}) {
    this.network = network;
    this.random = random;
    this.clock = new VirtualClock(startMsecs, network.whenQuiet);
    this.storage = new MemoryStorage();
    this.locks = locks;
    /** Returns the time by the clock of the browser. */
    this.now = () => this.clock.now();
  }

  /** @returns {Page} */
  openPage() {
    return new Page(this);
  }

  /**
   * Opens a last page, without faults and without a play, until all reports
   * are delivered.
   *
   * @returns {Promise<number>} records that could not be delivered
   */
  async deliverEverything() {
    this.network.faultRate = 0;
    this.locks = null;
    await this.clock.advance(DELIVERY_STEP_MSECS);
    const page = this.openPage();
    page.reporting.initSession({
      expId: '', expVersion: 1, sessionId: '', reporting: {is_counted: false},
    });
    const steps = MAX_DELIVERY_HOURS * 3_600_000 / DELIVERY_STEP_MSECS;
    for (let i = 0; i < steps && this.storage.pendingKeys.length > 0 &&
        !this.network.isHopeless; i++) {
      await this.clock.advance(DELIVERY_STEP_MSECS);
    }
    page.crash();
    return this.storage.pendingKeys.length + this.storage.setAsideKeys.length;
  }
}
