/**
 * @file The network between a simulated browser and the real server: real
 * requests with simulated faults.
 */

/** @import {Random} from './random.js' */
/** @import {VirtualClock} from './virtual_clock.js' */
/**
 * @import {
 *   Fetch, FetchAnswer
 * } from '../../static/js/player/services/outbox_transport.js'
 */


/** The faults of requests. */
const FAULTS = /** @type {const} */ ([
  'drop_request', 'drop_response', 'duplicate', 'delay',
]);

/** @typedef {typeof FAULTS[number]} Fault */

/** Median virtual seconds of a delay. */
const DELAY_MEDIAN_SECS = 8;

/** Virtual milliseconds after which a lost request fails. */
const LOSS_NOTICED_MSECS = 50;

/** Real seconds to wait after a request that got no response. */
const AWAY_SECS = 0.25;

/** Consecutive HTTP 5xx responses that end the simulation. */
const MAX_FAILURES_IN_A_ROW = 200;

/** Counts requests and their faults, over all browsers. */
export class NetworkLog {
  constructor() {
    this.numRequests = 0;
    /** @type {Record<Fault, number>} */
    this.faults = {drop_request: 0, drop_response: 0, duplicate: 0, delay: 0};
    this.numRefused = 0;
    this.numFailed = 0;
    this.numUnanswered = 0;
    this._numFailuresInARow = 0;
    /** @type {string | null} the last refusal */
    this.lastProblem = null;
  }

  /** Whether there were too many consecutive failures. */
  get isHopeless() {
    return this._numFailuresInARow >= MAX_FAILURES_IN_A_ROW;
  }

  /**
   * @param {string} url
   * @param {number} status
   */
  recordResponse(url, status) {
    const isFailure = status >= 500;
    this._numFailuresInARow = isFailure ? this._numFailuresInARow + 1 : 0;
    this.numFailed += isFailure ? 1 : 0;
    this.numRefused += status >= 400 && !isFailure ? 1 : 0;
    if (status >= 400) {
      this.lastProblem = `${url} answered ${status}`;
    }
  }
}

/** The network of one browser. */
export class Network {
  /**
   * @param {object} parts
   * @param {string} parts.baseUrl
   * @param {number} parts.faultRate share of requests with a fault
   * @param {Random} parts.random
   * @param {NetworkLog} parts.log
   * @param {typeof globalThis.fetch} [parts.realFetch]
   */
  constructor({baseUrl, faultRate, random, log, realFetch = fetch}) {
    this._baseUrl = baseUrl;
    this.faultRate = faultRate;
    this._random = random;
    this._log = log;
    this._realFetch = realFetch;
    /** @type {Set<Promise<unknown>>} */
    this._inFlight = new Set();
    this.whenQuiet = this.whenQuiet.bind(this);
  }

  /** Whether further attempts are pointless. */
  get isHopeless() {
    return this._log.isHopeless;
  }

  /** Waits until no request is in flight. */
  async whenQuiet() {
    do {
      await Promise.allSettled(this._inFlight);
      // Lets code that waited for the responses run: it may send more.
      await new Promise(resolve => setImmediate(resolve));
    } while (this._inFlight.size > 0);
  }

  /**
   * @param {VirtualClock} clock
   * @returns {Fetch}
   */
  fetchFor(clock) {
    return async (url, init) => {
      const fault = this._pickFault();
      if (fault === 'drop_request') {
        await waitVirtualMsecs(clock, LOSS_NOTICED_MSECS);
        throw new TypeError('The request was lost.');
      }
      if (fault === 'delay') {
        await waitVirtualMsecs(
          clock, this._random.logNormal(DELAY_MEDIAN_SECS * 1000, 1));
      }
      const answer = await this._send(url, init);
      if (fault === 'duplicate') {
        return this._send(url, init);
      }
      if (fault === 'drop_response') {
        await waitVirtualMsecs(clock, LOSS_NOTICED_MSECS);
        throw new TypeError('The answer was lost.');
      }
      return answer;
    };
  }

  /** @returns {Fault | null} */
  _pickFault() {
    if (!this._random.chance(this.faultRate)) {
      return null;
    }
    const fault = this._random.pick(FAULTS);
    this._log.faults[fault] += 1;
    return fault;
  }

  /**
   * A request is in flight until its body has been read.
   *
   * @param {string} url
   * @param {RequestInit} init
   * @returns {Promise<FetchAnswer>}
   */
  async _send(url, init) {
    const sending = this._sendToServer(url, init);
    this._inFlight.add(sending);
    try {
      return await sending;
    } finally {
      this._inFlight.delete(sending);
    }
  }

  /**
   * @param {string} url
   * @param {RequestInit} init
   * @returns {Promise<FetchAnswer>}
   */
  async _sendToServer(url, {method, headers, body}) {
    const realFetch = this._realFetch;
    this._log.numRequests += 1;
    try {
      const answer = await realFetch(
        this._baseUrl + url, {method, headers, body, redirect: 'error'});
      const {status, headers: answered} = answer;
      const text = await answer.text();
      this._log.recordResponse(url, status);
      await waitRealSecs(retryAfterSecs(answer));
      return {status, headers: answered, text: async () => text};
    } catch (error) {
      this._log.numUnanswered += 1;
      await waitRealSecs(AWAY_SECS);
      throw error;
    }
  }
}

/**
 * The seconds in Retry-After. They are waited for in real time, because
 * browsers wait in virtual time.
 *
 * @param {Response} answer
 * @returns {number}
 */
function retryAfterSecs(answer) {
  const secs = Number(answer.headers.get('Retry-After') ?? 0);
  return Number.isFinite(secs) ? Math.min(secs, 60) : 0;
}

/**
 * @param {number} secs
 * @returns {Promise<void>}
 */
function waitRealSecs(secs) {
  return secs > 0 ?
    new Promise(resolve => setTimeout(resolve, secs * 1000)) :
    Promise.resolve();
}

/**
 * @param {VirtualClock} clock
 * @param {number} msecs
 * @returns {Promise<void>}
 */
function waitVirtualMsecs(clock, msecs) {
  return new Promise(resolve => void clock.setTimeout(resolve, msecs));
}
