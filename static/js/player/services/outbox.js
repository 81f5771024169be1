/**
 * @file Delivers what the learner's pages have to say, exactly once as the
 * server sees it: everything is stored first and removed when the server has
 * it; the server knows events and batches by their ids.
 */

import {
  batchJob, groupEvents, halves, MAX_REQUEST_BYTES, requestFor,
} from './event_requests.js';
import {byteLength} from './outbox_transport.js';
import {isObject} from './outbox_records.js';

/** @typedef {import('./aggregated_stats.js').CountsDelta} CountsDelta */
/** @typedef {import('./event_requests.js').EventsJob} EventsJob */
/** @typedef {import('./event_requests.js').Job} Job */
/** @typedef {import('./outbox_lock.js').OutboxLock} OutboxLock */
/** @typedef {import('./outbox_records.js').SessionRef} SessionRef */
/** @typedef {import('./outbox_records.js').StatsEvent} StatsEvent */
/** @typedef {import('./outbox_store.js').OutboxStore} OutboxStore */
/** @typedef {import('./outbox_transport.js').Outcome} Outcome */
/** @typedef {import('./outbox_transport.js').OutboxTransport} Transport */
/** @typedef {import('./retry_schedule.js').RetrySchedule} RetrySchedule */

/** Milliseconds that events wait for company. */
export const SEND_DELAY_MSECS = 300;

/** Milliseconds for which another tab may still be delivering its own. */
export const OTHERS_AGE_MSECS = 5_000;

/** Milliseconds between two flushes of counts, unless the server says. */
export const FLUSH_INTERVAL_MSECS = 5_000;

/** Requests that may fail in one round before the round ends. */
const MAX_FAILURES_PER_ROUND = 3;

/**
 * @typedef {object} Timers
 * @property {(callback: () => void, msecs: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 */

/** The outbox of one page. Its public methods return at once. */
export class Outbox {
  /**
   * @param {object} parts
   * @param {OutboxStore} parts.store
   * @param {Transport} parts.transport
   * @param {OutboxLock} parts.lock
   * @param {RetrySchedule} parts.retry
   * @param {Timers} parts.timers
   * @param {() => number} parts.now
   * @param {(message: string) => void} parts.warn
   */
  constructor({store, transport, lock, retry, timers, now, warn}) {
    this._store = store;
    this._transport = transport;
    this._lock = lock;
    this._retry = retry;
    this._timers = timers;
    this._now = now;
    this._warn = warn;
    /** @type {SessionRef | null} */
    this._session = null;
    this._flushIntervalMsecs = FLUSH_INTERVAL_MSECS;
    this._maxRequestBytes = MAX_REQUEST_BYTES;
    /** @type {unknown} */
    this._timer = null;
    this._timerAtMsecs = 0;
    /** @type {unknown} */
    this._flushTimer = null;
    this._isSealDue = false;
    this._isRunning = false;
    this._isClosed = true;
    /** @type {Set<string>} keys of records that are on their way */
    this._inFlight = new Set();
    /** @type {Set<string>} sessions whose last request failed */
    this._failing = new Set();
  }

  /**
   * Begins to deliver: what earlier pages left, and what is added from now.
   *
   * @param {SessionRef | null} session null: nothing will be added
   * @param {object} [settings]
   * @param {number} [settings.flushIntervalMsecs]
   * @param {number} [settings.maxRequestBytes]
   */
  begin(session, settings = {}) {
    this._store.sealOpen();
    this._session = session;
    this._flushIntervalMsecs =
      settings.flushIntervalMsecs ?? FLUSH_INTERVAL_MSECS;
    this._maxRequestBytes = Math.min(
      settings.maxRequestBytes ?? MAX_REQUEST_BYTES, MAX_REQUEST_BYTES);
    this._isClosed = false;
    this._requestRound(SEND_DELAY_MSECS);
  }

  /**
   * @param {StatsEvent} event
   * @param {CountsDelta | null} delta what the event adds to the counts
   */
  add(event, delta) {
    if (!this._session || !this._store.add(this._session, event, delta)) {
      return;
    }
    this._requestRound(SEND_DELAY_MSECS);
    if (delta) {
      this._startFlushTimer();
    }
  }

  _startFlushTimer() {
    if (this._flushTimer === null && !this._isClosed) {
      const {setTimeout} = this._timers;
      this._flushTimer = setTimeout(
        () => this.flush(), this._flushIntervalMsecs);
    }
  }

  /** Sends the counts so far, without waiting for the interval. */
  flush() {
    this._stopFlushTimer();
    this._isSealDue = true;
    this._requestRound(0);
  }

  /**
   * The page is being hidden and may never come back: sends what there is of
   * this page in requests that outlive it. Nothing is removed before the
   * server's answer; what gets no answer is sent again by a later page.
   */
  pageHiding() {
    this._stopFlushTimer();
    this._store.sealOpen();
    if (this._retry.isOrdered) {
      return;
    }
    const {jobs} = this._plan(/* isOnlyOwn= */ true);
    // Counts first: they are small, and the quota may not do for all.
    for (const job of [
      ...jobs.filter(each => each.kind === 'batch'),
      ...jobs.filter(each => each.kind === 'events'),
    ]) {
      const bytes = byteLength(requestFor(job, this._now()).body);
      if (bytes <= this._transport.keepaliveRoom) {
        void this._deliverQuietly(job);
      }
    }
  }

  /** The page is back: timers may have slept, other tabs have been at work. */
  pageShown() {
    this._requestRound(SEND_DELAY_MSECS);
  }

  /** The browser says that it is online again. */
  online() {
    this._retry.networkIsBack();
    this._requestRound(SEND_DELAY_MSECS);
  }

  /** Stops sending; what waits stays stored. */
  close() {
    this._isClosed = true;
    this._stopFlushTimer();
    this._stopTimer();
  }

  /** Forgets everything that waits. */
  clear() {
    this._store.clear();
  }

  _stopFlushTimer() {
    const {clearTimeout} = this._timers;
    clearTimeout(this._flushTimer);
    this._flushTimer = null;
  }

  _stopTimer() {
    const {clearTimeout} = this._timers;
    clearTimeout(this._timer);
    this._timer = null;
  }

  /** @param {number} delayMsecs at the latest */
  _requestRound(delayMsecs) {
    const at = this._now() + delayMsecs;
    if (this._isClosed || (this._timer !== null && this._timerAtMsecs <= at)) {
      return;
    }
    this._stopTimer();
    const {setTimeout} = this._timers;
    this._timerAtMsecs = at;
    this._timer = setTimeout(() => {
      this._timer = null;
      void this._roundQuietly();
    }, delayMsecs);
  }

  /** One round of delivering, then the appointment for the next one. */
  async _roundQuietly() {
    if (this._isRunning) {
      return;
    }
    this._isRunning = true;
    try {
      await this._round();
    } catch (error) {
      this._retry.failed(null);
      this._warn(`Learner statistics could not be sent (${error}).`);
    } finally {
      this._isRunning = false;
    }
  }

  async _round() {
    const pauseMsecs = this._retry.waitMsecs;
    const waitMsecs = pauseMsecs > 0 ? pauseMsecs :
      await this._lock.run(() => this._deliverAll());
    this._scheduleNext(waitMsecs);
  }

  /** @param {number} waitMsecs at least */
  _scheduleNext(waitMsecs) {
    const {jobs, nextAtMsecs} = this._plan();
    const wait = Math.max(waitMsecs, this._retry.waitMsecs);
    if (jobs.length > 0 || this._isSealDue) {
      this._requestRound(Math.max(wait, SEND_DELAY_MSECS));
    } else if (nextAtMsecs !== null) {
      this._requestRound(
        Math.max(wait, nextAtMsecs - this._now(), OTHERS_AGE_MSECS));
    }
  }

  /** Sends everything that may be sent now, one request after the other. */
  async _deliverAll() {
    if (this._isSealDue) {
      this._isSealDue = false;
      if (!this._store.sealOpen()) {
        this._startFlushTimer();
      }
    }
    this._store.sealAbandoned();
    this._store.refresh();
    let failures = 0;
    for (const job of this._plan().jobs) {
      if (this._isClosed) {
        return;
      }
      this._lock.renew();
      const outcome = await this._deliver(job);
      failures += outcome?.verdict === 'retry' ? 1 : 0;
      if (outcome && this._endsRound(outcome, failures)) {
        break;
      }
    }
    if (failures === 0) {
      this._retry.succeeded();
    }
  }

  /**
   * A server that fails on one session (HTTP 500) may do well on the others;
   * one that is away, or asks for patience, is left alone at once.
   *
   * @param {Outcome} outcome
   * @param {number} failures
   * @returns {boolean}
   */
  _endsRound(outcome, failures) {
    if (outcome.verdict !== 'retry') {
      return false;
    }
    const isAboutThisRequest = outcome.status >= 500 && outcome.status !== 503;
    return !isAboutThisRequest || outcome.retryAfterMsecs !== null ||
      failures >= MAX_FAILURES_PER_ROUND;
  }

  /**
   * What to send now, this page's first and what failed before last.
   *
   * @param {boolean} isOnlyOwn
   * @returns {{jobs: Job[], nextAtMsecs: number | null}} and when something
   *     of other pages will be due
   */
  _plan(isOnlyOwn = false) {
    const own = this._session?.session_id;
    let nextAtMsecs = this._store.nextAbandonedAt();
    /** @param {{session: SessionRef, stored_at_msecs: number}} record */
    const isDue = record => {
      if (record.session.session_id === own) {
        return true;
      }
      if (isOnlyOwn) {
        return false;
      }
      if (this._store.isOlder(record.stored_at_msecs, OTHERS_AGE_MSECS)) {
        return true;
      }
      nextAtMsecs = Math.min(
        nextAtMsecs ?? Infinity, record.stored_at_msecs + OTHERS_AGE_MSECS);
      return false;
    };
    const isFree = (/** @type {string} */ key) => !this._inFlight.has(key);
    const items = this._store.items().filter(({key, item}) =>
      item.event && isFree(key) && isDue(item));
    const batches = this._store.batches().filter(({key, batch}) =>
      isFree(key) && isDue(batch));
    /** @type {Job[]} */
    const jobs = [
      ...groupEvents(items, this._maxRequestBytes), ...batches.map(batchJob),
    ];
    const rank = (/** @type {Job} */ {session: {session_id: id}}) =>
      this._failing.has(id) ? 2 : id === own ? 0 : 1;
    return {jobs: jobs.sort((a, b) => rank(a) - rank(b)), nextAtMsecs};
  }

  /** @param {Job} job */
  async _deliverQuietly(job) {
    try {
      await this._deliver(job);
      this._scheduleNext(0);
    } catch (error) {
      this._warn(`Learner statistics could not be sent (${error}).`);
    }
  }

  /**
   * @param {Job} planned
   * @returns {Promise<Outcome | null>} null: nothing was left to send
   */
  async _deliver(planned) {
    const job = this._withoutDelivered(planned);
    if (!job) {
      return null;
    }
    const request = requestFor(job, this._now());
    job.keys.forEach(key => this._inFlight.add(key));
    let outcome;
    try {
      outcome = await this._transport.post(
        request.url, request.body, request.expectedKey);
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
      this._store.has(key) && !this._inFlight.has(key);
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
    job.keys.forEach(key => this._store.reject(key, outcome.reason));
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
      last = (await this._deliver(half)) ?? last;
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
      job.keys.forEach(key => this._store.delivered(key));
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
      this._store.delivered(key);
      return 'done';
    }
    if (status >= 500 || status === 408 || status === 429) {
      return 'retry';
    }
    this._store.reject(key, `HTTP ${status} for one event`);
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
