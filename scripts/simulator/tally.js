/**
 * @file Counts of learners' actions by the definitions of the statistics,
 * independent of the reporting service's counts, so that the two can be
 * compared.
 */

import {
  explorationCounts, ratingCounts, stateCounts,
} from '../../static/js/domain/counts.js';
import {EVENT_FIELDS} from '../../static/js/domain/wire_contract.js';

/**
 * @import {
 *   AnswerResult, Card
 * } from '../../static/js/player/services/exploration_engine.js'
 */

/**
 * @import {
 *   RatingCounter, StateCounter, StateCounts
 * } from '../../static/js/domain/counts.js'
 */


/** @typedef {keyof typeof EVENT_FIELDS} EventType */

/** @returns {Record<EventType, number>} */
function zeroEvents() {
  return /** @type {Record<EventType, number>} */ (
    Object.fromEntries(Object.keys(EVENT_FIELDS).map(type => [type, 0])));
}

/** The counts of one version of one exploration. */
export class Tally {
  /**
   * @param {string} expId
   * @param {number} expVersion
   */
  constructor(expId, expVersion) {
    this.expId = expId;
    this.expVersion = expVersion;
    this.counts = explorationCounts();
    this.stars = ratingCounts();
    /** @type {Map<string, StateCounts>} */
    this.states = new Map();
    this.events = zeroEvents();
  }

  /**
   * @param {string} name
   * @returns {StateCounts}
   */
  state(name) {
    const counts = this.states.get(name) ?? stateCounts();
    this.states.set(name, counts);
    return counts;
  }

  toJson() {
    return {
      exp_id: this.expId,
      exp_version: this.expVersion,
      ...this.counts,
      ...this.stars,
      state_stats_mapping: Object.fromEntries(this.states),
      events: this.events,
    };
  }
}

/** Counts one session of a learner into a tally. */
export class SessionTally {
  /** @param {Tally} tally */
  constructor(tally) {
    this._tally = tally;
    this._hasAnswered = false;
    this._hasEnded = false;
    this._hasMaybeLeftCard = false;
    /** @type {RatingCounter | null} */
    this._rating = null;
    /** @type {Set<string>} */
    this._entered = new Set();
    /** @type {Set<string>} */
    this._counted = new Set();
  }

  /** @param {Card} card the first card, which is shown now */
  countStart(card) {
    this._tally.counts.num_starts += 1;
    this._tally.events.exploration_start += 1;
    this._enter(card);
  }

  /** @param {AnswerResult} result of an answer that was accepted */
  countAnswer({stateName, classificationCategorization, newStateName}) {
    const isUseful = classificationCategorization !== 'default_outcome' ||
      newStateName !== stateName;
    const counts = this._tally.state(stateName);
    counts.total_answers_count += 1;
    counts.useful_feedback_count += isUseful ? 1 : 0;
    this._tally.events.answer_submitted += 1;
    this._actuallyStart();
  }

  /**
   * @param {string} oldStateName
   * @param {Card} card the card shown after it
   */
  countTransition(oldStateName, card) {
    this._complete(oldStateName);
    this._enter(card);
  }

  /**
   * Counts an action that counts once per session and card.
   *
   * @param {EventType} eventType
   * @param {StateCounter} counter
   * @param {string} stateName
   */
  did(eventType, counter, stateName) {
    this._tally.events[eventType] += 1;
    const key = JSON.stringify([counter, stateName]);
    if (!this._counted.has(key)) {
      this._counted.add(key);
      this._tally.state(stateName)[counter] += 1;
    }
  }

  /** The page was hidden, which is reported once for each visit to a card. */
  countMaybeLeave() {
    if (!this._hasEnded && !this._hasMaybeLeftCard) {
      this._hasMaybeLeftCard = true;
      this._tally.events.exploration_maybe_leave += 1;
    }
  }

  countLeaveForRefresher() {
    this._hasEnded = true;
    this._tally.events.leave_for_refresher_exp += 1;
  }

  /** @param {number} stars which replace those of an earlier rating */
  countRating(stars) {
    const {counts, events, stars: byStars} = this._tally;
    events.rate_exploration += 1;
    if (this._rating) {
      byStars[this._rating] -= 1;
    } else {
      counts.num_ratings += 1;
    }
    this._rating = /** @type {RatingCounter} */ (`num_ratings_${stars}`);
    byStars[this._rating] += 1;
  }

  /** @param {Card} card */
  _enter({stateName, isTerminal}) {
    const counts = this._tally.state(stateName);
    counts.total_hit_count += 1;
    counts.first_hit_count += this._entered.has(stateName) ? 0 : 1;
    this._entered.add(stateName);
    this._tally.events.state_hit += 1;
    this._hasMaybeLeftCard = false;
    if (isTerminal) {
      this._hasEnded = true;
      this._complete(stateName);
      this._actuallyStart();
      this._tally.counts.num_completions += 1;
      this._tally.events.exploration_complete += 1;
    }
  }

  /** @param {string} stateName */
  _complete(stateName) {
    this._tally.state(stateName).num_completions += 1;
    this._tally.events.state_complete += 1;
  }

  _actuallyStart() {
    if (!this._hasAnswered) {
      this._hasAnswered = true;
      this._tally.counts.num_actual_starts += 1;
      this._tally.events.exploration_actual_start += 1;
    }
  }
}
