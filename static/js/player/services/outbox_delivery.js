/**
 * @file Chooses the records to send next, and applies the server's responses
 * to them.
 */

import {
  batchJob, groupEvents, halves, isByKind, MAX_REQUEST_BYTES, requestFor,
} from './event_requests.js';
import {isObject} from './outbox_records.js';
import {verdictOf} from './outbox_transport.js';

/** @typedef {import('./event_requests.js').EventsJob} EventsJob */
/** @typedef {import('./event_requests.js').Job} Job */
/** @typedef {import('./outbox_records.js').Batch} Batch */
/** @typedef {import('./outbox_records.js').Item} Item */
/** @typedef {import('./outbox_records.js').StoredBatch} StoredBatch */
/** @typedef {import('./outbox_records.js').StoredItem} StoredItem */
/** @typedef {import('./outbox_transport.js').Outcome} Outcome */
/** @typedef {import('./outbox_transport.js').OutboxTransport} Transport */
/** @typedef {import('./outbox_transport.js').Verdict} Verdict */
/** @typedef {import('./postponements.js').Postponements} Postponements */
/** @typedef {import('./record_store.js').RecordStore} RecordStore */
/** @typedef {import('./retry_schedule.js').RetrySchedule} RetrySchedule */

/** Milliseconds for which another tab may still be delivering its records. */
export const OTHERS_AGE_MSECS = 5_000;

/** Delivers records one request at a time; tracks those in flight. */
export class OutboxDelivery {
  /**
   * @param {object} parts
   * @param {RecordStore} parts.records
   * @param {Transport} parts.transport
   * @param {RetrySchedule} parts.retry
   * @param {Postponements} parts.postponements
   * @param {() => number} parts.now
   */
  constructor({records, transport, retry, postponements, now}) {
    this._postponements = postponements;
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
   * The next records to send: this page's first, and earlier failures last.
   *
   * @param {string | null} own the token of this page's session
   * @param {{isOnlyOwn?: boolean}} [options]
   * @returns {Job[]}
   */
  plan(own, {isOnlyOwn = false} = {}) {
    const {items, batches} = this._due(own, isOnlyOwn);
    const rank = (/** @type {Job} */ {session: {session_id: id}}) =>
      this._failing.has(id) ? 2 : id === own ? 0 : 1;
    return [
      ...groupEvents(items, this.maxRequestBytes), ...batches.map(batchJob),
    ].sort((a, b) => rank(a) - rank(b));
  }

  /**
   * @param {string | null} own the token of this page's session
   * @returns {boolean} whether `plan` finds anything to send
   */
  isAnyDue(own) {
    const {items, batches} = this._due(own);
    return items.length + batches.length > 0;
  }

  /**
   * @param {string | null} own the token of this page's session
   * @param {boolean} [isOnlyOwn]
   * @returns {{items: StoredItem[], batches: StoredBatch[]}} events and batches
   *     to be sent now
   */
  _due(own, isOnlyOwn = false) {
    const items = this._records.items().filter(({item}) => item.event);
    const batches = this._records.batches();
    const dueAt = this._dueTimes(own, [
      ...items.map(({item}) => item), ...batches.map(({batch}) => batch),
    ]);
    const isDue = (
      /** @type {string} */ key, /** @type {Item | Batch} */ record) =>
      !this._inFlight.has(key) && dueAt(record) <= this._now() &&
        (!isOnlyOwn || record.session.session_id === own);
    return {
      items: items.filter(({key, item}) => isDue(key, item)),
      batches: batches.filter(({key, batch}) => isDue(key, batch)),
    };
  }

  /**
   * @param {string | null} own the token of this page's session
   * @returns {boolean} whether the server refused or delayed a batch of it
   */
  isBatchFailing(own) {
    return own !== null && this._failing.has(own) &&
      this._records.batches().some(
        ({batch}) => batch.session.session_id === own);
  }

  /**
   * @param {string | null} own the token of this page's session
   * @returns {number | null} the time at which the next record becomes due
   */
  nextAt(own) {
    const records = this._records.all().map(({record}) => record);
    const times = records.map(this._dueTimes(own, records))
      .filter(time => time > this._now());
    return times.length > 0 ? Math.min(...times) : null;
  }

  /**
   * @param {string | null} own the token of this page's session
   * @param {(Item | Batch)[]} records all pending ones
   * @returns {(record: Item | Batch) => number} the time at which one is due
   */
  _dueTimes(own, records) {
    const postponedUntil = this._postponements.timesOf(records);
    return record => Math.max(
      postponedUntil(record),
      record.session.session_id === own || this._isLeftByOthers(record) ?
        0 : record.stored_at_msecs + OTHERS_AGE_MSECS);
  }

  /**
   * @param {Item | Batch} record of another page
   * @returns {boolean} whether that page has had time to deliver it
   */
  _isLeftByOthers(record) {
    return this._records.isOlder(record.stored_at_msecs, OTHERS_AGE_MSECS);
  }

  /**
   * @param {Job} planned
   * @returns {Promise<Outcome | null>} null: there was nothing to send
   */
  async deliver(planned) {
    const job = this._stillDue(planned);
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
   * @returns {Job | null} without records delivered or postponed since
   */
  _stillDue(job) {
    if (this._postponements.isSessionHeld(job.session)) {
      return null;
    }
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
   * @returns {Promise<Outcome>} of the last request made
   */
  async _settle(job, outcome) {
    const sessionId = job.session.session_id;
    if (outcome.verdict === 'retry') {
      this._failing.add(sessionId);
      this._retry.recordFailure(outcome.retryAfterMsecs);
      return outcome;
    }
    this._failing.delete(sessionId);
    if (outcome.verdict === 'delivered') {
      return this._settleDelivered(job, outcome);
    }
    if (outcome.status === 404 && job.kind === 'events' && isByKind(job)) {
      // Is the exploration missing, or the route of this event type?
      return await this.deliver({...job, isCommonRoute: true}) ?? outcome;
    }
    if (job.kind === 'events' && job.keys.length > 1 &&
        mayBeAboutOne(outcome)) {
      return this._deliverHalves(job, outcome);
    }
    this._conclude(job.keys, outcome.verdict, outcome);
    return outcome;
  }

  /**
   * @param {string[]} keys
   * @param {Verdict} verdict
   * @param {Outcome} outcome of the request, which may have had more keys
   */
  _conclude(keys, verdict, outcome) {
    if (verdict === 'delivered') {
      keys.forEach(key => this._records.markDelivered(key));
    } else if (verdict === 'rejected') {
      this._records.reject(keys, outcome.reason);
    } else if (verdict === 'gone') {
      keys.forEach(key => this._records.remove(key));
    } else if (verdict !== 'retry') {
      this._postponements.add(keys, {
        isAboutSession: isAboutSession(outcome),
        retryAfterMsecs: outcome.retryAfterMsecs,
      });
    }
  }

  /**
   * Separates one bad or large event from the others.
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
    if (job.kind === 'batch' || results === undefined) {
      this._conclude(job.keys, 'delivered', outcome);
      return outcome;
    }
    if (!Array.isArray(results) || results.length !== job.keys.length) {
      this._retry.recordFailure(null);
      return {...outcome, verdict: 'retry', reason: 'other results than sent'};
    }
    const verdicts = results.map(verdictOfResult);
    for (const verdict of new Set(verdicts)) {
      const keys = job.keys.filter((_, i) => verdicts[i] === verdict);
      this._conclude(
        keys, verdict, {...outcome, reason: 'HTTP 400 for one event'});
    }
    if (verdicts.includes('retry')) {
      this._retry.recordFailure(null);
      return {...outcome, verdict: 'retry', reason: 'an event was put off'};
    }
    return outcome;
  }
}

/**
 * @param {unknown} result of one event in a batch
 * @returns {Verdict}
 */
function verdictOfResult(result) {
  const error = isObject(result) ? result.error : undefined;
  return isObject(error) ?
    verdictOf(Number(error.status) || 400, error) : 'delivered';
}

/**
 * @param {Outcome} outcome
 * @returns {boolean} whether all events of the session share the outcome
 */
function isAboutSession(outcome) {
  const {error} = outcome.body;
  return [401, 403, 404, 410].includes(outcome.status) ||
    (isObject(error) && error.path === 'session_id');
}

/**
 * @param {Outcome} outcome of several events
 * @returns {boolean} whether one bad or large event may be the cause
 */
function mayBeAboutOne(outcome) {
  return ['rejected', 'too_large'].includes(outcome.verdict) &&
    !isAboutSession(outcome);
}
