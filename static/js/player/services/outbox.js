/**
 * @file Delivers reports exactly once: each is stored first and removed when
 * the server has acknowledged it; the server recognises repeated events
 * and batches by their ids.
 */

import {MAX_REQUEST_BYTES, requestFor} from './event_requests.js';
import {OTHERS_AGE_MSECS} from './outbox_delivery.js';
import {byteLength} from './outbox_transport.js';

/** @typedef {import('./aggregated_stats.js').CountsDelta} CountsDelta */
/** @typedef {import('./event_requests.js').Job} Job */
/** @typedef {import('./outbox_delivery.js').OutboxDelivery} OutboxDelivery */
/** @typedef {import('./outbox_lock.js').OutboxLock} OutboxLock */
/** @typedef {import('./outbox_records.js').SessionRef} SessionRef */
/** @typedef {import('./outbox_records.js').StatsEvent} StatsEvent */
/** @typedef {import('./outbox_storage.js').OutboxStorage} OutboxStorage */
/** @typedef {import('./outbox_store.js').OutboxStore} OutboxStore */
/** @typedef {import('./outbox_transport.js').Outcome} Outcome */
/** @typedef {import('./outbox_transport.js').OutboxTransport} Transport */
/** @typedef {import('./postponements.js').Postponements} Postponements */
/** @typedef {import('./record_store.js').RecordStore} RecordStore */
/** @typedef {import('./retry_schedule.js').RetrySchedule} RetrySchedule */

/** Milliseconds that an event waits so that others can join its request. */
const SEND_DELAY_MSECS = 300;

/** Milliseconds between two flushes of counts, by default; and the minimum
 * and maximum that the server may set. Other tabs take over counts
 * after a minute (outbox_store.js). */
const FLUSH_INTERVAL_MSECS = 5_000;
const MIN_FLUSH_INTERVAL_MSECS = 1_000;
const MAX_FLUSH_INTERVAL_MSECS = 45_000;

/** Requests that may fail in one round before the round ends. */
const MAX_FAILURES_PER_ROUND = 3;

/**
 * @typedef {object} Timers
 * @property {(callback: () => void, msecs: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 */

/**
 * @param {unknown} value as sent by the server
 * @returns {number | null} milliseconds between two flushes; null: not set
 */
function flushIntervalMsecs(value) {
  return typeof value === 'number' && Number.isFinite(value) ?
    Math.min(
      Math.max(value, MIN_FLUSH_INTERVAL_MSECS), MAX_FLUSH_INTERVAL_MSECS) :
    null;
}

/** The outbox of one page. Its public methods return at once. */
export class Outbox {
  /**
   * @param {object} parts
   * @param {RecordStore} parts.records
   * @param {OutboxStore} parts.store over the records
   * @param {OutboxStorage} parts.storage beneath the records
   * @param {OutboxDelivery} parts.delivery
   * @param {Postponements} parts.postponements
   * @param {Transport} parts.transport
   * @param {OutboxLock} parts.lock
   * @param {RetrySchedule} parts.retry
   * @param {Timers} parts.timers
   * @param {() => number} parts.now
   * @param {(message: string) => void} parts.warn
   */
  constructor({
    records, store, storage, delivery, postponements, transport, lock, retry,
    timers, now, warn,
  }) {
    this._records = records;
    this._store = store;
    this._storage = storage;
    this._delivery = delivery;
    this._postponements = postponements;
    this._transport = transport;
    this._lock = lock;
    this._retry = retry;
    this._timers = timers;
    this._now = now;
    this._warn = warn;
    /** @type {SessionRef | null} */
    this._session = null;
    this._flushIntervalMsecs = FLUSH_INTERVAL_MSECS;
    /** @type {unknown} */
    this._timer = null;
    this._timerAtMsecs = 0;
    /** @type {unknown} */
    this._flushTimer = null;
    this._isSealDue = false;
    this._isBeginning = false;
    this._isRunning = false;
    this._isClosed = true;
  }

  /** The token of this page's session. */
  get _own() {
    return this._session?.session_id ?? null;
  }

  /**
   * Starts delivering records of earlier pages, and new ones.
   *
   * @param {SessionRef | null} session null: no new records will be added
   * @param {object} [settings]
   * @param {number} [settings.flushIntervalMsecs]
   * @param {number} [settings.maxRequestBytes]
   */
  begin(session, settings = {}) {
    this._recover();
    this._store.sealOpen();
    this._session = session;
    this._flushIntervalMsecs =
      flushIntervalMsecs(settings.flushIntervalMsecs) ?? FLUSH_INTERVAL_MSECS;
    this._delivery.maxRequestBytes = Math.min(
      settings.maxRequestBytes ?? MAX_REQUEST_BYTES, MAX_REQUEST_BYTES);
    this._isClosed = false;
    this._isBeginning = true;
    this._requestRound(SEND_DELAY_MSECS);
  }

  /**
   * @param {StatsEvent} event
   * @param {CountsDelta | null} delta what the event adds to the counts
   */
  add(event, delta) {
    this._recover();
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

  /** Sends the counts so far without waiting for the interval. */
  flush() {
    this._stopFlushTimer();
    this._isSealDue = true;
    this._requestRound(0);
  }

  /**
   * The page is being hidden and may never come back: sends its records in
   * requests that outlive it. Nothing is removed before the
   * server's response; unacknowledged records are sent again by a later page.
   */
  pageHiding() {
    this._stopFlushTimer();
    this._recover();
    this._store.sealOpen();
    if (this._retry.isOrdered) {
      return;
    }
    const jobs = this._delivery.plan(this._own, {isOnlyOwn: true});
    // Counts first: they are small, and the quota may not suffice for all.
    for (const job of [
      ...jobs.filter(job => job.kind === 'batch'),
      ...jobs.filter(job => job.kind === 'events'),
    ]) {
      const bytes = byteLength(requestFor(job, this._now()).body);
      if (bytes <= this._transport.keepaliveRoom) {
        void this._deliverQuietly(job);
      }
    }
  }

  /** The page is back: its timers may have stopped, and other tabs have run. */
  pageShown() {
    this._requestRound(SEND_DELAY_MSECS);
  }

  /** The browser is online again. */
  online() {
    this._retry.networkIsBack();
    this._requestRound(SEND_DELAY_MSECS);
  }

  /** Stops sending; pending records stay stored. */
  close() {
    this._isClosed = true;
    this._stopFlushTimer();
    this._stopTimer();
  }

  /** Removes all pending records. */
  clear() {
    this._store.clear();
  }

  /**
   * Restores records lost with the storage. New counts go to another batch:
   * another page may have taken over and delivered the open one.
   */
  _recover() {
    if (this._storage.recover()) {
      this._records.measure();
      this._store.sealOpen();
    }
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

  /** Delivers what is due, then schedules the next round. */
  async _roundQuietly() {
    if (this._isRunning) {
      return;
    }
    this._isRunning = true;
    try {
      await this._round();
    } catch (error) {
      this._retry.recordFailure(null);
      this._warn(`Learner statistics could not be sent (${error}).`);
    } finally {
      this._isRunning = false;
    }
  }

  async _round() {
    const pauseMsecs = this._retry.waitMsecs;
    if (pauseMsecs > 0) {
      // Without reading records, as every report requests a round.
      this._requestRound(Math.max(pauseMsecs, SEND_DELAY_MSECS));
      return;
    }
    this._scheduleNext(await this._lock.run(() => this._deliverAll()));
  }

  /** @param {number} waitMsecs at least */
  _scheduleNext(waitMsecs) {
    const wait = Math.max(waitMsecs, this._retry.waitMsecs, SEND_DELAY_MSECS);
    if (this._isSealDue || this._isBeginning ||
        this._delivery.isAnyDue(this._own)) {
      this._requestRound(wait);
      return;
    }
    const nextAtMsecs = Math.min(
      this._delivery.nextAt(this._own) ?? Infinity,
      this._store.nextAbandonedAt() ?? Infinity);
    if (nextAtMsecs < Infinity) {
      this._requestRound(
        Math.max(wait, nextAtMsecs - this._now(), OTHERS_AGE_MSECS));
    }
  }

  /** Sends everything that is due, one request after the other. */
  async _deliverAll() {
    this._recover();
    // While the server has not accepted one batch it gets no second one, but
    // a larger one afterwards.
    if (this._isSealDue && !this._delivery.isBatchFailing(this._own)) {
      this._isSealDue = false;
      if (!this._store.sealOpen()) {
        this._startFlushTimer();
      }
    }
    this._store.sealAbandoned();
    this._records.measure();
    if (this._isBeginning) {
      this._isBeginning = false;
      this._store.putBackRefused();
      this._postponements.hasten();
    }
    let failures = 0;
    for (const job of this._delivery.plan(this._own)) {
      if (this._isClosed) {
        return;
      }
      this._lock.renew();
      const outcome = await this._delivery.deliver(job);
      this._learnFlushInterval(job, outcome);
      failures += outcome?.verdict === 'retry' ? 1 : 0;
      if (outcome && this._endsRound(outcome, failures)) {
        break;
      }
    }
    if (failures === 0) {
      this._retry.recordSuccess();
    }
  }

  /**
   * For busy explorations the server asks for fewer and larger batches.
   *
   * @param {Job} job
   * @param {Outcome | null} outcome
   */
  _learnFlushInterval(job, outcome) {
    if (job.session.session_id === this._own) {
      this._flushIntervalMsecs =
        flushIntervalMsecs(outcome?.body.flush_interval_msecs) ??
        this._flushIntervalMsecs;
    }
  }

  /**
   * After a failure of one session (HTTP 500) the others are still sent;
   * a server that is unreachable or asks for a pause gets no more requests.
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

  /** @param {Job} job */
  async _deliverQuietly(job) {
    try {
      await this._delivery.deliver(job);
      this._scheduleNext(0);
    } catch (error) {
      this._warn(`Learner statistics could not be sent (${error}).`);
    }
  }
}
