/**
 * @file Reports the actions of a learner's session. Each `record…` does
 * two things in one durable step: it puts an event in the outbox, and it
 * counts (the counts travel in batches, see outbox_records.js).
 */

import {validText} from '../../domain/plain_text.js';
import {LIMITS} from '../../domain/wire_contract.js';
import {stateDelta} from './aggregated_stats.js';
import {onceKey, onceKeysOf, RATED} from './counted_once.js';
import {ANSWER_DETAILS} from './event_requests.js';

/** @import {Reporting} from '../../domain/wire_types.js' */

/** @typedef {import('./aggregated_stats.js').CountsDelta} CountsDelta */
/** @typedef {import('./learner_traits.js').LearnerTraits} LearnerTraits */
/** @typedef {import('./outbox.js').Outbox} Outbox */
/** @typedef {import('../../domain/counts.js').StateCounter} StateCounter */
/** @typedef {import('../../domain/wire_types.js').Progress} Reported */
/** @typedef {import('./stopwatch.js').TimeInState} TimeInState */

/** @typedef {Record<string, unknown>} Params the learner's parameters */

/**
 * @typedef {Pick<Reporting, 'is_counted'> & Partial<Reporting>
 *   } ReportingSettings
 */

/**
 * The progress of the reports of a session.
 *
 * @typedef {object} Progress
 * @property {number} next_sequence_number
 * @property {string[]} counted keys of the once-only counters counted so far
 */

/**
 * @typedef {object} SubmittedAnswer
 * @property {unknown} answer
 * @property {number} answerGroupIndex
 * @property {number | null} ruleSpecIndex
 * @property {string} classificationCategorization
 * @property {boolean} isFeedbackUseful
 * @property {Params} params
 * @property {number} timeSpentInStateSecs
 * @property {number} hiddenTimeSecs
 */

/**
 * @param {number} secs
 * @returns {number} a time that the server accepts
 */
function validSecs(secs) {
  const inBounds =
    Math.min(Math.max(secs, 0), LIMITS.MAX_TIME_SPENT_IN_STATE_SECS);
  return Number.isFinite(inBounds) ? inBounds : 0;
}

/**
 * @param {TimeInState} time
 * @returns {Record<string, number>} fields of an event; without hidden time
 *     where it is 0, for servers that do not know it
 */
function timeFields({timeSpentInStateSecs, hiddenTimeSecs}) {
  const hiddenSecs = Math.round(validSecs(hiddenTimeSecs) * 1000) / 1000;
  return {
    time_spent_in_state_secs: validSecs(timeSpentInStateSecs),
    ...(hiddenSecs > 0 ? {hidden_time_secs: hiddenSecs} : {}),
  };
}

/**
 * Reports one session after the other. Never throws, waits or displays;
 * nothing is recorded before `initSession`, in uncounted sessions,
 * or when the learner's browser asks for privacy.
 */
export class StatsReportingService {
  /**
   * @param {object} parts
   * @param {Outbox} parts.outbox
   * @param {() => number} parts.now milliseconds since the epoch
   * @param {() => string} parts.newId
   * @param {(message: string) => void} parts.warn
   * @param {object} [parts.settings]
   * @param {boolean} [parts.settings.isPrivate] Global Privacy Control is on
   */
  constructor({outbox, now, newId, warn, settings = {}}) {
    this._outbox = outbox;
    this._now = now;
    this._newId = newId;
    this._warn = warn;
    this._isPrivate = settings.isPrivate ?? false;
    this._isRecording = false;
    this._nextSequenceNumber = 0;
    /** @type {Partial<LearnerTraits>} */
    this._traits = {};
    /** @type {Set<string>} keys of the once-only counters counted so far */
    this._counted = new Set();
  }

  /** Whether this session is reported. */
  get isRecording() {
    return this._isRecording;
  }

  /** @returns {Progress} */
  get progress() {
    return {
      next_sequence_number: this._nextSequenceNumber,
      counted: [...this._counted],
    };
  }

  /**
   * Begins or resumes a session. Undelivered records of earlier pages
   * are sent as well, whether this session counts or not.
   *
   * @param {object} session
   * @param {string} session.expId
   * @param {number} session.expVersion
   * @param {string} session.sessionId the server's token
   * @param {ReportingSettings} session.reporting
   * @param {Partial<LearnerTraits>} [session.traits] reported with its start
   * @param {Progress} [session.progress] of the page that began it
   * @param {Reported} [session.reported] what the server has received of it
   */
  initSession(
    {expId, expVersion, sessionId, reporting, traits = {}, progress,
      reported}) {
    this._safely(() => {
      this._traits = traits;
      this._isRecording = reporting.is_counted && !this._isPrivate;
      this._nextSequenceNumber = Math.max(
        progress?.next_sequence_number ?? 0,
        reported?.next_sequence_number ?? 0);
      this._counted = new Set(
        [...progress?.counted ?? [], ...onceKeysOf(reported)]);
      if (this._isPrivate) {
        this._outbox.clear();
        return;
      }
      const session = {
        exp_id: expId, exp_version: expVersion, session_id: sessionId,
      };
      this._outbox.begin(this._isRecording ? session : null, {
        flushIntervalMsecs: reporting.flush_interval_msecs,
        maxRequestBytes: reporting.max_request_bytes,
      });
    });
  }

  /** Delivers records of earlier pages before a session begins. */
  deliverEarlier() {
    this._safely(() => this._isPrivate ?
      this._outbox.clear() : this._outbox.begin(null));
  }

  /**
   * The first card is shown.
   *
   * @param {string} stateName
   * @param {Params} params
   */
  recordExplorationStarted(stateName, params) {
    // JSON omits unknown traits, which are undefined.
    const {visitor, device, language} = this._traits;
    this._record('exploration_start', stateName,
      {params, visitor, device, language}, {num_starts: 1});
    this._record('state_hit', stateName, {params}, stateDelta(
      stateName, {total_hit_count: 1, first_hit_count: 1}));
    this.flush();
  }

  /** @param {string} stateName the state answered */
  recordExplorationActuallyStarted(stateName) {
    this._record(
      'exploration_actual_start', stateName, {}, {num_actual_starts: 1});
  }

  /**
   * The next card is shown.
   *
   * @param {string} newStateName
   * @param {Params} params
   * @param {boolean} isFirstHit whether it is the first time in the session
   */
  recordStateTransition(newStateName, params, isFirstHit) {
    this._record('state_hit', newStateName, {params}, stateDelta(
      newStateName,
      {total_hit_count: 1, ...(isFirstHit ? {first_hit_count: 1} : {})}));
  }

  /**
   * @param {string} stateName the state left, or the terminal one
   * @param {TimeInState} time
   */
  recordStateCompleted(stateName, time) {
    this._record(
      'state_complete', stateName,
      timeFields(time),
      stateDelta(stateName, {num_completions: 1}));
  }

  /**
   * @param {string} stateName the state answered
   * @param {SubmittedAnswer} submitted
   */
  recordAnswerSubmitted(stateName, submitted) {
    const {isFeedbackUseful} = submitted;
    this._record('answer_submitted', stateName, {
      answer: submitted.answer ?? null,
      answer_group_index: submitted.answerGroupIndex,
      rule_spec_index: submitted.ruleSpecIndex,
      classification_categorization: submitted.classificationCategorization,
      is_feedback_useful: isFeedbackUseful,
      params: submitted.params,
      ...timeFields(submitted),
    }, stateDelta(stateName, {
      total_answers_count: 1,
      ...(isFeedbackUseful ? {useful_feedback_count: 1} : {}),
    }));
  }

  /**
   * Every opening is an event; a state counts once in a session.
   *
   * @param {string} stateName
   * @param {TimeInState} time
   */
  recordSolutionHit(stateName, time) {
    this._record(
      'solution_hit', stateName,
      timeFields(time),
      this._onceInState(stateName, 'num_times_solution_viewed'));
  }

  /**
   * Every opening is an event; a state counts once in a session.
   *
   * @param {string} stateName
   * @param {number} hintIndex from 0
   * @param {TimeInState} time
   */
  recordHintViewed(stateName, hintIndex, time) {
    this._record('hint_viewed', stateName, {
      hint_index: hintIndex,
      ...timeFields(time),
    }, this._onceInState(stateName, 'num_times_hint_viewed'));
  }

  /**
   * @param {string} stateName the state left
   * @param {string} refresherExpId
   * @param {TimeInState} time
   */
  recordLeaveForRefresherExp(stateName, refresherExpId, time) {
    this._record('leave_for_refresher_exp', stateName, {
      refresher_exp_id: refresherExpId,
      ...timeFields(time),
    }, null);
    this.flush();
  }

  /**
   * @param {string} stateName the terminal state
   * @param {Params} params
   * @param {TimeInState} time
   */
  recordExplorationCompleted(stateName, params, time) {
    this._record('exploration_complete', stateName, {
      params, ...timeFields(time),
    }, {num_completions: 1});
    this.flush();
  }

  /**
   * Every change is an event; a session counts once.
   *
   * @param {string} stateName the state shown
   * @param {number} stars from 1 to 5
   * @param {string} comment '' for none
   */
  recordRating(stateName, stars, comment) {
    const isFirst = !this._counted.has(RATED);
    this._counted.add(RATED);
    this._record(
      'rate_exploration', stateName,
      {stars, comment: validText(comment, LIMITS.MAX_COMMENT_LENGTH)},
      isFirst ? {num_ratings: 1} : null);
    this.flush();
  }

  /**
   * Sent like an event, but is none: it takes no sequence number.
   *
   * @param {string} stateName the state shown
   * @param {string} text what the learner finds hard
   */
  recordAnswerDetails(stateName, text) {
    const limit = LIMITS.MAX_ANSWER_DETAILS_LENGTH;
    this._record(
      ANSWER_DETAILS, stateName, {answer_details: validText(text, limit)},
      null);
    this.flush();
  }

  /**
   * The page is hidden before the end; the learner may come back.
   *
   * @param {string} stateName the state shown
   * @param {Params} params
   * @param {TimeInState} time
   */
  recordMaybeLeaveEvent(stateName, params, time) {
    this._record('exploration_maybe_leave', stateName, {
      params, ...timeFields(time),
    }, null);
  }

  /**
   * Sends the counts so far.
   *
   * @param {{isPageHiding?: boolean}} [options] isPageHiding: in requests that
   *     outlive the page
   */
  flush({isPageHiding = false} = {}) {
    if (!this._isRecording) {
      return;
    }
    this._safely(() => isPageHiding ?
      this._outbox.pageHiding() : this._outbox.flush());
  }

  /**
   * The page is shown again, or the browser is back online.
   *
   * @param {{isBackOnline?: boolean}} [options]
   */
  resume({isBackOnline = false} = {}) {
    this._safely(() => isBackOnline ?
      this._outbox.online() : this._outbox.pageShown());
  }

  /** Ends reporting on this page; pending records stay for the next page. */
  close() {
    this._isRecording = false;
    this._safely(() => this._outbox.close());
  }

  /**
   * @param {string} stateName
   * @param {StateCounter} counter counted once per session and state
   * @returns {CountsDelta | null} null: it was counted before
   */
  _onceInState(stateName, counter) {
    const key = onceKey(counter, stateName);
    if (this._counted.has(key)) {
      return null;
    }
    this._counted.add(key);
    return stateDelta(stateName, {[counter]: 1});
  }

  /**
   * @param {string} eventType
   * @param {string} stateName
   * @param {Record<string, unknown>} fields
   * @param {CountsDelta | null} delta
   */
  _record(eventType, stateName, fields, delta) {
    if (!this._isRecording) {
      return;
    }
    const isEvent = eventType !== ANSWER_DETAILS;
    this._safely(() => this._outbox.add({
      event_type: eventType,
      event_id: this._newId(),
      state_name: stateName,
      sequence_number:
        isEvent ? this._nextSequenceNumber++ : this._nextSequenceNumber,
      client_time_msecs: this._now(),
      ...fields,
    }, delta));
  }

  /** @param {() => void} action */
  _safely(action) {
    try {
      action();
    } catch (error) {
      this._warn(`Learner statistics could not be recorded (${error}).`);
    }
  }
}

/**
 * @typedef {Pick<StatsReportingService,
 *   Extract<keyof StatsReportingService, `record${string}`>>} StatsReporting
 * the record methods of the service only
 */
