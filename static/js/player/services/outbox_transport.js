/**
 * @file Sends one request and classifies its outcome in one word. Never
 * throws.
 */

import {
  ZERO_EXPLORATION_COUNTS, ZERO_STATE_COUNTS,
} from '../../domain/wire_contract.js';
import {isObject, parseJson} from './outbox_records.js';
import {retryAfterMsecs} from './retry_schedule.js';

/**
 * The meaning of a response for the records sent: `retry`: the server, or the
 * network, has a problem; `too_large`: send less at once; `postponed`: the
 * server cannot accept this yet; `rejected`: the record is invalid; `gone`: the
 * exploration has been deleted for good.
 *
 * @typedef {'delivered' | 'retry' | 'too_large' | 'postponed' | 'rejected' |
 *     'gone'} Verdict
 */

/**
 * @typedef {object} Outcome
 * @property {Verdict} verdict
 * @property {number} status 0 when there was no response
 * @property {Record<string, unknown>} body the response, {} when there is none
 * @property {number | null} retryAfterMsecs as the server asked
 * @property {string} reason for the console
 */

/**
 * The members of a fetch response that are used.
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

/** Milliseconds after which a request without a response is aborted. */
const REQUEST_TIMEOUT_MSECS = 30_000;

/** Fields that the first version of the server did not know in event types
 * that it knew. */
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
 * The verdict on a response of the server, or on the result of one event in
 * it. An unknown error does not end an item: servers before and after
 * this page's version, and proxies, may answer otherwise later.
 *
 * @param {number} status
 * @param {unknown} error as sent by the server
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
 * @param {string} path of the value that a server refuses
 * @returns {boolean} whether the first version of the server may have refused
 *     it because it is newer: an event type, a field, or a counter
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
 * @param {Record<string, unknown> | null} body null when not a JSON object
 * @param {string} expectedKey
 * @returns {Outcome}
 */
function judge(status, body, expectedKey) {
  const reason = `HTTP ${status}`;
  const verdict = verdictOf(status, body?.error);
  if (verdict !== 'delivered' || status === 409) {
    return outcome(verdict, reason, {body: body ?? {}});
  }
  // The sign-in page of a captive network answers 200, too.
  return body && expectedKey in body ?
    outcome('delivered', reason, {body}) :
    outcome('retry', `${reason} without "${expectedKey}"`);
}

/** Posts JSON; tracks the bytes left in the keepalive quota. */
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

  /** Bytes left in the keepalive quota. */
  get keepaliveRoom() {
    return KEEPALIVE_BUDGET_BYTES - this._keepaliveBytes;
  }

  /**
   * Posts `body`; with keepalive if the quota allows, so that
   * closing the page does not cancel the request.
   *
   * @param {string} url
   * @param {string} body JSON
   * @param {string} expectedKey a key that only responses of the server have
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
