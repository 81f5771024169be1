/**
 * @file What of the outbox to send next, and what the server's answers mean
 * for it.
 */

import {
  batchJob, groupEvents, halves, MAX_REQUEST_BYTES, requestFor,
} from './event_requests.js';
import {isObject} from './outbox_records.js';

/** @typedef {import('./event_requests.js').EventsJob} EventsJob */
/** @typedef {import('./event_requests.js').Job} Job */
/** @typedef {import('./outbox_records.js').SessionRef} SessionRef */
/** @typedef {import('./outbox_transport.js').Outcome} Outcome */
/** @typedef {import('./outbox_transport.js').OutboxTransport} Transport */
/** @typedef {import('./record_store.js').RecordStore} RecordStore */
/** @typedef {import('./retry_schedule.js').RetrySchedule} RetrySchedule */

/** @typedef {{session: SessionRef, stored_at_msecs: number}} Waiting */

/** Milliseconds for which another tab may still be delivering its own. */
export const OTHERS_AGE_MSECS = 5_000;

/** Delivers records one request at a time; knows which are on their way. */
export class OutboxDelivery {
  /**
   * @param {object} parts
   * @param {RecordStore} parts.records
   * @param {Transport} parts.transport
   * @param {RetrySchedule} parts.retry
   * @param {() => number} parts.now
   */
  constructor({records, transport, retry, now}) {
    this._records = records;
    this._transport = transport;
    this._retry = retry;
    this._now = now;
    /** Bytes of one request. */
    this.maxRequestBytes = MAX_REQUEST_BYTES;
    /** @type {Set<string>} keys of records that are on their way */
    this._inFlight = new Set();
    /** @type {Set<string>} sessions whose last request failed */
    this._failing = new Set();
  }

  /**
   * What to send now, this page's first and what failed before last.
   *
   * @param {string | null} own the token of this page's session
   * @param {{isOnlyOwn?: boolean}} [options]
   * @returns {Job[]}
   */
  plan(own, {isOnlyOwn = false} = {}) {
    const isDue = (/** @type {string} */ key, /** @type {Waiting} */ record) =>
      !this._inFlight.has(key) && (record.session.session_id === own ||
        (!isOnlyOwn && this._isLeftByOthers(record)));
    const items = this._records.items().filter(
      ({key, item}) => item.event && isDue(key, item));
    const batches = this._records.batches().filter(
      ({key, batch}) => isDue(key, batch));
    const rank = (/** @type {Job} */ {session: {session_id: id}}) =>
      this._failing.has(id) ? 2 : id === own ? 0 : 1;
    return [
      ...groupEvents(items, this.maxRequestBytes), ...batches.map(batchJob),
    ].sort((a, b) => rank(a) - rank(b));
  }

  /**
   * @param {string | null} own the token of this page's session
   * @returns {number | null} when something of other pages will be due
   */
  nextOfOthersAt(own) {
    const times = [
      ...this._records.items().map(({item}) => item),
      ...this._records.batches().map(({batch}) => batch),
    ].filter(record => record.session.session_id !== own &&
      !this._isLeftByOthers(record))
      .map(record => record.stored_at_msecs + OTHERS_AGE_MSECS);
    return times.length > 0 ? Math.min(...times) : null;
  }

  /**
   * @param {Waiting} record of another page
   * @returns {boolean} whether that page had the time to deliver it
   */
  _isLeftByOthers(record) {
    return this._records.isOlder(record.stored_at_msecs, OTHERS_AGE_MSECS);
  }

  /**
   * @param {Job} planned
   * @returns {Promise<Outcome | null>} null: nothing was left to send
   */
  async deliver(planned) {
    const job = this._withoutDelivered(planned);
    if (!job) {
      return null;
    }
    const {url, body, expectedKey} = requestFor(job, this._now());
    job.keys.forEach(key => this._inFlight.add(key));
    let outcome;
    try {
      outcome = await this._transport.post(url, body, expectedKey);
    } finally {
      job.keys.forEach(key => this._inFlight.delete(key));
    }
    return this._settle(job, outcome);
  }

  /**
   * @param {Job} job
   * @returns {Job | null} without what has arrived since it was planned
   */
  _withoutDelivered(job) {
    const isThere = (/** @type {string} */ key) =>
      this._records.has(key) && !this._inFlight.has(key);
    const keys = job.keys.filter(isThere);
    if (keys.length === 0) {
      return null;
    }
    if (job.kind === 'batch') {
      return job;
    }
    const events = job.events.filter((_, i) => isThere(job.keys[i]));
    return {...job, keys, events};
  }

  /**
   * @param {Job} job
   * @param {Outcome} outcome
   * @returns {Promise<Outcome>} of the last request that it came to
   */
  async _settle(job, outcome) {
    const sessionId = job.session.session_id;
    if (outcome.verdict === 'retry') {
      this._failing.add(sessionId);
      this._retry.failed(outcome.retryAfterMsecs);
      return outcome;
    }
    this._failing.delete(sessionId);
    if (outcome.verdict === 'delivered') {
      return this._settleDelivered(job, outcome);
    }
    if (job.kind === 'events' && job.keys.length > 1 &&
        !isAboutSession(outcome)) {
      return this._deliverHalves(job, outcome);
    }
    job.keys.forEach(key => this._records.reject(key, outcome.reason));
    return outcome;
  }

  /**
   * One bad or large event must not take the others with it.
   *
   * @param {EventsJob} job
   * @param {Outcome} outcome
   * @returns {Promise<Outcome>}
   */
  async _deliverHalves(job, outcome) {
    let last = outcome;
    for (const half of halves(job)) {
      last = (await this.deliver(half)) ?? last;
      if (last.verdict === 'retry') {
        return last;
      }
    }
    return last;
  }

  /**
   * @param {Job} job
   * @param {Outcome} outcome
   * @returns {Outcome}
   */
  _settleDelivered(job, outcome) {
    const {results} = outcome.body;
    if (job.kind === 'batch' || job.keys.length === 1 ||
        results === undefined) {
      job.keys.forEach(key => this._records.delivered(key));
      return outcome;
    }
    if (!Array.isArray(results) || results.length !== job.keys.length) {
      this._retry.failed(null);
      return {...outcome, verdict: 'retry', reason: 'other results than sent'};
    }
    const isRetried = job.keys
      .map((key, i) => this._settleOne(key, results[i])).includes('retry');
    if (isRetried) {
      this._retry.failed(null);
      return {...outcome, verdict: 'retry', reason: 'an event was put off'};
    }
    return outcome;
  }

  /**
   * @param {string} key
   * @param {unknown} result of one event in a batch
   * @returns {'done' | 'retry'}
   */
  _settleOne(key, result) {
    const error = isObject(result) ? result.error : undefined;
    const status = isObject(error) ? Number(error.status) || 400 : null;
    if (status === null || status === 409) {
      this._records.delivered(key);
      return 'done';
    }
    if (status >= 500 || status === 408 || status === 429) {
      return 'retry';
    }
    this._records.reject(key, `HTTP ${status} for one event`);
    return 'done';
  }
}

/**
 * @param {Outcome} outcome
 * @returns {boolean} whether the events of the session stand or fall together
 */
function isAboutSession(outcome) {
  const {error} = outcome.body;
  return [401, 403, 404, 410].includes(outcome.status) ||
    (isObject(error) && error.path === 'session_id');
}
