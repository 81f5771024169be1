/**
 * One play of an exploration: the engine's cards, the help on offer,
 * and the reports, in the order of events. The
 * player's views and the simulator both play through this class.
 *
 * Times of reports: an answer at its submission; leaving a card and
 * entering the next one when the next one is shown. A learner who goes away
 * while reading feedback left at the answered card.
 */

import {reportableParams} from '../../domain/learner_params.js';
import {ExplorationEngine} from './exploration_engine.js';
import {HintsManager} from './hints_manager.js';
import {MalformedPlayError} from './saved_play.js';
import {Stopwatch} from './stopwatch.js';
import {Transcript} from './transcript.js';

/** @typedef {import('./exploration_engine.js').Card} Card */
/** @typedef {import('./exploration_engine.js').AnswerResult} AnswerResult */
/** @typedef {import('./exploration_engine.js').Move} Move */
/** @import {StatsReporting} from './stats_reporting_service.js' */

/**
 * `answering`: the card waits for an answer. `feedback`: it was answered,
 * and `proceed` shows the next one. `left`: the learner took a refresher.
 * `elsewhere`: another page has resumed this play.
 *
 * @typedef {'not_begun' | 'answering' | 'feedback' | 'ended' | 'left' |
 *     'elsewhere'} Phase
 *
 * @typedef {import('./saved_play.js').SavedContent} SavedContent
 *
 * Saves the play for later pages.
 *
 * @typedef {{
 *   isTakenOver: () => boolean,
 *   save: (cardNumber: number, play: SavedContent | null) => void,
 * }} Saver `play` is null at the end.
 */

/** @type {Saver} */
const NO_SAVER = {isTakenOver: () => false, save: () => {}};

/** @type {import('./hints_manager.js').Timers} */
const REAL_TIMERS = {
  setTimeout: (callback, msecs) => setTimeout(callback, msecs),
  clearTimeout: (id) => clearTimeout(id),
};

export class PlayerSession {
  #engine;
  #reporting;
  #stopwatch;
  #saver;
  #onTakenOver;
  #transcript = new Transcript();
  /** @type {Phase} */
  #phase = 'not_begun';
  /** @type {Card | null} */
  #card = null;
  #hasActuallyStarted = false;
  #hasMaybeLeftCard = false;

  /**
   * @param {{
   *   exploration: import('../../domain/wire_types.js').Exploration,
   *   statsReportingService: StatsReporting,
   *   saver?: Saver,
   *   onTakenOver?: () => void,
   *   now?: () => number,
   *   timers?: import('./hints_manager.js').Timers,
   *   random?: () => number,
   * }} dependencies `statsReportingService` has its session initialised;
   *     `now` is in milliseconds. `onTakenOver` is called when another page
   *     resumes this play.
   */
  constructor({
    exploration,
    statsReportingService,
    saver = NO_SAVER,
    onTakenOver = () => {},
    now = () => performance.now(),
    timers = REAL_TIMERS,
    random = Math.random,
  }) {
    this.#engine = new ExplorationEngine(exploration, {random});
    this.#reporting = statsReportingService;
    this.#saver = saver;
    this.#onTakenOver = onTakenOver;
    this.#stopwatch = new Stopwatch(now);
    this.hints = new HintsManager({
      timers, onView: (hintIndex) => this.#viewHint(hintIndex),
    });
  }

  /** @returns {Phase} */
  get phase() {
    return this.#phase;
  }

  /** @returns {Card} The card that the learner has reached. */
  get currentCard() {
    if (!this.#card) throw new Error('The session has not begun.');
    return this.#card;
  }

  /** @returns {readonly import('./transcript.js').CardVisit[]} */
  get visits() {
    return this.#transcript.visits;
  }

  /** @returns {Card} The first card. */
  begin() {
    if (this.#phase !== 'not_begun') {
      throw new Error('A session begins once: play again in a new one.');
    }
    const card = this.#engine.start();
    this.#show(card);
    this.#reporting.recordExplorationStarted(
        card.stateName, reportableParams(card.params));
    if (card.isTerminal) this.#end(card);
    this.#save();
    return card;
  }

  /**
   * Resumes the play of an earlier page.
   *
   * @param {SavedContent} saved
   * @param {number} awaySecs Seconds since it was saved.
   * @param {Record<string, string[]>} [reported] The states of its events that
   *     the server has, by event type.
   * @throws {MalformedPlayError} When the play is not of this exploration.
   */
  resume(saved, awaySecs, reported = {}) {
    if (reported.exploration_complete) {
      throw new MalformedPlayError('It has come to its end.');
    }
    const visits = this.#engine.resume(saved.visits, reported.state_hit);
    const {card} = visits[visits.length - 1];
    this.#transcript = new Transcript(visits);
    this.#card = card;
    this.#phase = this.#engine.isCompleted ? 'feedback' : 'answering';
    this.#hasActuallyStarted = saved.has_actually_started ||
        reported.exploration_actual_start !== undefined;
    this.#hasMaybeLeftCard = saved.has_maybe_left_card;
    const {timeSpentInStateSecs, hiddenTimeSecs} = saved.time;
    this.#stopwatch.resume({
      timeSpentInStateSecs,
      hiddenTimeSecs: hiddenTimeSecs + Math.max(0, awaySecs),
    });
    this.hints.resumeCard(helpOf(card), saved.hints);
    if (this.#phase === 'feedback') this.hints.stop();
    this.#save();
  }

  /**
   * @param {unknown} answer
   * @returns {AnswerResult | null} Null when no answer is expected, as for
   *     the second half of a double click.
   * @throws {InvalidAnswerError} When the answer is invalid for this card.
   */
  submitAnswer(answer) {
    if (this.#phase !== 'answering' || this.checkOwner()) return null;
    const result = this.#engine.submitAnswer(answer);
    this.#transcript.addResult(result);
    this.#reportAnswer(result);
    if (result.staysOnCard) {
      this.hints.recordWrongAnswer();
    } else {
      this.#phase = 'feedback';
      this.hints.stop();
    }
    this.#save();
    return result;
  }

  /**
   * Shows the card that the last answer led to.
   *
   * @returns {Move | null} Null when there is nowhere to go.
   */
  proceed() {
    if (this.#phase !== 'feedback' || this.checkOwner()) return null;
    const time = this.#stopwatch.time();
    const move = this.#engine.proceed();
    const {card, isFirstHit, oldStateName} = move;
    this.#show(card);
    this.#reporting.recordStateCompleted(oldStateName, time);
    this.#reporting.recordStateTransition(
        card.stateName, reportableParams(card.params), isFirstHit);
    if (card.isTerminal) this.#end(card);
    this.#save();
    return move;
  }

  /**
   * The learner opens the solution; every opening is reported.
   *
   * @returns {NonNullable<Card['solution']>}
   */
  viewSolution() {
    const {stateName, solution} = this.currentCard;
    if (!solution) throw new Error('This card has no solution.');
    if (!this.checkOwner()) {
      this.#reporting.recordSolutionHit(stateName, this.#stopwatch.time());
      this.#save();
    }
    return solution;
  }

  /**
   * The learner agreed to play another exploration first.
   *
   * @param {string} refresherExpId
   */
  leaveForRefresher(refresherExpId) {
    if (this.#phase !== 'answering' || this.checkOwner()) return;
    this.#reporting.recordLeaveForRefresherExp(
        this.currentCard.stateName, refresherExpId, this.#stopwatch.time());
    this.#phase = 'left';
    this.hints.stop();
    this.#save();
  }

  /**
   * The page is hidden, or in view again.
   *
   * @param {boolean} isInView
   */
  setInView(isInView) {
    this.#stopwatch.setInView(isInView);
    if (this.checkOwner()) return;
    if (isInView) {
      // Back from the refresher, on a page from the browser's back cache.
      if (this.#phase === 'left') this.#phase = 'answering';
    } else {
      this.#maybeLeave();
    }
    this.#save();
  }

  /** @param {number} msecs The device has slept until now. */
  addSleep(msecs) {
    this.#stopwatch.addSleep(msecs);
  }

  /**
   * @returns {boolean} Whether another page has resumed this play. Then
   *     this page ignores all further input.
   */
  checkOwner() {
    const isOver = ['not_begun', 'ended', 'elsewhere'].includes(this.#phase);
    if (!isOver && this.#saver.isTakenOver()) {
      this.#phase = 'elsewhere';
      this.hints.stop();
      this.#onTakenOver();
    }
    return this.#phase === 'elsewhere';
  }

  /** Reported once for each visit to a card, and never after the end. */
  #maybeLeave() {
    const isUnderWay =
        this.#phase === 'answering' || this.#phase === 'feedback';
    if (!isUnderWay || this.#hasMaybeLeftCard) return;
    this.#hasMaybeLeftCard = true;
    const {stateName, params} = this.currentCard;
    this.#reporting.recordMaybeLeaveEvent(
        stateName, reportableParams(params), this.#stopwatch.time());
  }

  /**
   * The learner rates the completed play, or changes the rating: the
   * last rating of a session counts.
   *
   * @param {number} stars From 1, the worst, to 5.
   * @param {string} [comment] A comment for the author.
   */
  rate(stars, comment = '') {
    if (this.#phase !== 'ended') return;
    this.#reporting.recordRating(this.currentCard.stateName, stars, comment);
  }

  /**
   * The learner says what is hard on the card.
   *
   * @param {string} text
   */
  submitAnswerDetails(text) {
    if (this.checkOwner()) return;
    this.#reporting.recordAnswerDetails(this.currentCard.stateName, text);
  }

  /** @param {Card} card */
  #show(card) {
    this.#card = card;
    this.#phase = card.isTerminal ? 'ended' : 'answering';
    this.#hasMaybeLeftCard = false;
    this.#transcript.addCard(card);
    this.#stopwatch.reset();
    this.hints.openCard(helpOf(card));
  }

  #save() {
    const isOver = this.#phase === 'ended';
    this.#saver.save(this.visits.length, isOver ? null : {
      visits: this.#transcript.save(),
      time: this.#stopwatch.time(),
      has_actually_started: this.#hasActuallyStarted,
      has_maybe_left_card: this.#hasMaybeLeftCard,
      hints: this.hints.save(),
    });
  }

  /** @param {number} hintIndex */
  #viewHint(hintIndex) {
    if (this.checkOwner()) return;
    this.#reporting.recordHintViewed(
        this.currentCard.stateName, hintIndex, this.#stopwatch.time());
    this.#save();
  }

  /** @param {AnswerResult} result */
  #reportAnswer(result) {
    this.#reporting.recordAnswerSubmitted(result.stateName, {
      answer: result.answer,
      answerGroupIndex: result.answerGroupIndex,
      ruleSpecIndex: result.ruleSpecIndex,
      classificationCategorization: result.classificationCategorization,
      isFeedbackUseful: result.isFeedbackUseful,
      params: reportableParams(result.oldParams),
      ...this.#stopwatch.time(),
    });
    this.#reportActualStart(result.stateName);
  }

  /** @param {string} stateName */
  #reportActualStart(stateName) {
    if (this.#hasActuallyStarted) return;
    this.#hasActuallyStarted = true;
    this.#reporting.recordExplorationActuallyStarted(stateName);
  }

  /** @param {Card} card The terminal card, now shown. */
  #end(card) {
    const time = this.#stopwatch.time();
    this.#reporting.recordStateCompleted(card.stateName, time);
    this.#reportActualStart(card.stateName);
    this.#reporting.recordExplorationCompleted(
        card.stateName, reportableParams(card.params), time);
  }
}

/**
 * @param {Card} card
 * @returns {{numHints: number, hasSolution: boolean}}
 */
function helpOf({hintHtmls, solution}) {
  return {numHints: hintHtmls.length, hasSolution: solution !== null};
}
