/**
 * @file Sends one request and says in one word what became of it. Never
 * throws.
 */

import {
  ZERO_EXPLORATION_COUNTS, ZERO_STATE_COUNTS,
} from '../../domain/wire_contract.js';
import {isObject, parseJson} from './outbox_records.js';
import {retryAfterMsecs} from './retry_schedule.js';

/**
 * What an answer means for what was sent: `retry`: the server, or the way to
 * it, has a problem; `too_large`: send less at once; `postponed`: the server
 * is well and does not take this now; `rejected`: it is broken; `gone`: the
 * exploration has been deleted for good.
 *
 * @typedef {'delivered' | 'retry' | 'too_large' | 'postponed' | 'rejected' |
 *     'gone'} Verdict
 */

/**
 * @typedef {object} Outcome
 * @property {Verdict} verdict
 * @property {number} status 0 when there was no answer
 * @property {Record<string, unknown>} body the answer, {} when there is none
 * @property {number | null} retryAfterMsecs what the server asked for
 * @property {string} reason for the console
 */

/**
 * What is used of the answer of fetch.
 *
 * @typedef {object} FetchAnswer
 * @property {number} status
 * @property {{get: (name: string) => string | null}} headers
 * @property {() => Promise<string>} text
 */

/**
 * @typedef {(url: string, init: RequestInit) => Promise<FetchAnswer>} Fetch
 */

/**
 * Bytes of keepalive bodies in flight at once. The fetch standard allows
 * 64 KiB for all of a page; the rest is left to others.
 */
export const KEEPALIVE_BUDGET_BYTES = 60_000;

/** Milliseconds after which a request without an answer is given up. */
const REQUEST_TIMEOUT_MSECS = 30_000;

/** Fields that the first version of the server did not know of events that it
 * knew. */
const LATER_FIELDS = ['hidden_time_secs'];

/** @type {Map<number, Verdict>} */
const VERDICTS = new Map([
  [400, 'rejected'], [408, 'retry'], [409, 'delivered'], [410, 'gone'],
  [413, 'too_large'], [425, 'retry'], [429, 'retry'], [501, 'postponed'],
]);

const encoder = new TextEncoder();

/**
 * @param {string} text
 * @returns {number} bytes in UTF-8
 */
export function byteLength(text) {
  return encoder.encode(text).length;
}

/**
 * The verdict on an answer of the server, or on the result of one event in
 * it. What is not known to end an item does not: servers before and after
 * this page's version, and any proxy between, may decide otherwise later.
 *
 * @param {number} status
 * @param {unknown} error what the server says about it
 * @returns {Verdict}
 */
export function verdictOf(status, error) {
  if (status >= 200 && status < 300) {
    return 'delivered';
  }
  if (status === 400 && isObject(error) &&
      mayBeNewToServer(String(error.path))) {
    return 'postponed';
  }
  return VERDICTS.get(status) ??
    (status >= 400 && status < 500 ? 'postponed' : 'retry');
}

/**
 * @param {string} path of what a server refuses
 * @returns {boolean} whether the first version of the server says so of what
 *     came later: of a kind of event, of a field, or of a counter
 */
function mayBeNewToServer(path) {
  const name = path.split('.').at(-1) ?? '';
  const isCounter = Object.hasOwn(ZERO_STATE_COUNTS, name) ||
    Object.hasOwn(ZERO_EXPLORATION_COUNTS, name);
  return path === 'event_type' || LATER_FIELDS.includes(name) ||
    (path.startsWith('aggregated_stats.') && isCounter);
}

/**
 * @param {Verdict} verdict
 * @param {string} reason
 * @param {Partial<Outcome>} [more]
 * @returns {Outcome}
 */
function outcome(verdict, reason, more = {}) {
  return {
    verdict, reason, status: 0, body: {}, retryAfterMsecs: null, ...more,
  };
}

/**
 * @param {number} status
 * @param {Record<string, unknown> | null} body null when it is no JSON object
 * @param {string} expectedKey
 * @returns {Outcome}
 */
function judge(status, body, expectedKey) {
  const reason = `HTTP ${status}`;
  const verdict = verdictOf(status, body?.error);
  if (verdict !== 'delivered' || status === 409) {
    return outcome(verdict, reason, {body: body ?? {}});
  }
  // A hotel's sign-in page answers 200 as well, so the answer must be ours.
  return body && expectedKey in body ?
    outcome('delivered', reason, {body}) :
    outcome('retry', `${reason} without "${expectedKey}"`);
}

/** Posts JSON; keeps account of the bytes that keepalive may still use. */
export class OutboxTransport {
  /**
   * @param {object} parts
   * @param {Fetch} parts.fetch
   * @param {(callback: () => void, msecs: number) => unknown} parts.setTimeout
   * @param {(timer: any) => void} parts.clearTimeout
   * @param {() => number} parts.now
   */
  constructor({fetch, setTimeout, clearTimeout, now}) {
    this._fetch = fetch;
    this._setTimeout = setTimeout;
    this._clearTimeout = clearTimeout;
    this._now = now;
    this._keepaliveBytes = 0;
  }

  /** Bytes that a keepalive request may have now. */
  get keepaliveRoom() {
    return KEEPALIVE_BUDGET_BYTES - this._keepaliveBytes;
  }

  /**
   * Posts `body`; with keepalive whenever there is room for it, so that
   * closing the page does not cancel what is under way.
   *
   * @param {string} url
   * @param {string} body JSON
   * @param {string} expectedKey what the answer has when it is the server's
   * @returns {Promise<Outcome>}
   */
  async post(url, body, expectedKey) {
    const bytes = byteLength(body);
    const keepalive = bytes <= this.keepaliveRoom;
    this._keepaliveBytes += keepalive ? bytes : 0;
    try {
      return await this._send(url, body, expectedKey, keepalive);
    } catch (error) {
      return outcome('retry', String(error));
    } finally {
      this._keepaliveBytes -= keepalive ? bytes : 0;
    }
  }

  /**
   * @param {string} url
   * @param {string} body
   * @param {string} expectedKey
   * @param {boolean} keepalive
   * @returns {Promise<Outcome>}
   */
  async _send(url, body, expectedKey, keepalive) {
    const controller = new AbortController();
    const timer = this._setTimeout(
      () => controller.abort(), REQUEST_TIMEOUT_MSECS);
    try {
      const fetch = this._fetch;
      const answer = await fetch(url, {
        method: 'POST',
        headers: {'Content-Type': 'application/json'},
        body,
        keepalive,
        credentials: 'same-origin',
        redirect: 'error',
        signal: controller.signal,
      });
      const parsed = parseJson(await answer.text());
      const verdict = judge(
        answer.status, isObject(parsed) ? parsed : null, expectedKey);
      verdict.status = answer.status;
      verdict.retryAfterMsecs = retryAfterMsecs(
        answer.headers.get('Retry-After'), this._now());
      return verdict;
    } finally {
      this._clearTimeout(timer);
    }
  }
}
