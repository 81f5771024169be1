/**
 * @file One session of a learner: the real player session on a simulated page,
 * driven by the learner's decisions, and a tally of the actions.
 */

import {htmlToText} from '../../static/js/domain/html_text.js';
import {withRuleInputs} from '../../static/js/interactions/classifier.js';
import {InvalidAnswerError} from
  '../../static/js/interactions/interaction_spec.js';
import {PlayerSession} from '../../static/js/player/services/player_session.js';
import {candidatesFor, NO_ANSWERS} from './answers.js';
import {CardProgress} from './learner.js';
import {hashOf, Random} from './random.js';

/**
 * @import {
 *   AnswerResult, Card
 * } from '../../static/js/player/services/exploration_engine.js'
 */
/** @import {Browser} from './browser.js' */
/** @import {Learner} from './learner.js' */
/** @import {SessionTally} from './tally.js' */
/**
 * @import {
 *   Exploration, Progress as Reported
 * } from '../../static/js/domain/wire_types.js'
 */
/** @import {Saver} from '../../static/js/player/services/player_session.js' */
/**
 * @import {
 *   Progress, ReportingSettings, StatsReportingService
 * } from '../../static/js/player/services/stats_reporting_service.js'
 */


/** Decisions after which every learner leaves. */
const MAX_DECISIONS = 400;

/**
 * @typedef {object} Init the response of the init route
 * @property {Exploration} exploration
 * @property {string} exp_id
 * @property {number} exp_version
 * @property {string} session_id
 * @property {ReportingSettings} reporting
 * @property {Reported} [reported] what the log has of a resumed session
 */

/**
 * @typedef {(init: Init, reporting: StatsReportingService) =>
 *   Saver | undefined} MakeSaver
 */

/** @typedef {'completed' | 'left' | 'left_for_refresher'} Ending */

/**
 * The difficulty of a card, which does not depend on the simulation's seed.
 *
 * @param {string} expId
 * @param {string} stateName
 * @returns {number} on the scale of abilities
 */
function difficultyOf(expId, stateName) {
  return new Random(`difficulty/${hashOf(expId)}/${stateName}`).normal() - 0.5;
}

export class Play {
  /**
   * @param {object} parts
   * @param {Init} parts.init
   * @param {Browser} parts.browser
   * @param {Learner} parts.learner
   * @param {SessionTally} parts.tally
   * @param {MakeSaver} [parts.makeSaver] saves the play for later pages
   */
  constructor({
    init, browser, learner, tally, makeSaver = () => undefined,
  }) {
    this._browser = browser;
    this._clock = browser.clock;
    this._learner = learner;
    this._random = learner.random;
    this._tally = tally;
    /** @type {Map<string, CardProgress>} */
    this._progressByState = new Map();
    this._progress = new CardProgress();
    this._hasAnswered = false;
    this._numFailures = 0;
    /** @type {Init} */
    this._init = init;
    this._page = browser.openPage();
    this._session = this._openSession(
      {saver: makeSaver(init, this._page.reporting)});
  }

  /**
   * @param {object} parts
   * @param {Progress} [parts.progress] of the reports, to resume from
   * @param {Saver} [parts.saver]
   * @returns {PlayerSession} on the open page
   */
  _openSession({progress, saver}) {
    const {_init: init, _page: page} = this;
    page.reporting.initSession({
      expId: init.exp_id,
      expVersion: init.exp_version,
      sessionId: init.session_id,
      reporting: init.reporting,
      traits: this._learner.traits,
      progress,
      reported: init.reported,
    });
    return new PlayerSession({
      exploration: init.exploration,
      statsReportingService: page.reporting,
      saver,
      now: this._clock.now,
      timers: page.timers,
      random: this._random.next,
    });
  }

  /**
   * Continues in a new page.
   *
   * @param {Init} init
   * @param {Progress} progress of the reports
   * @param {MakeSaver} makeSaver
   */
  _reopen(init, progress, makeSaver) {
    this._init = init;
    this._page = this._browser.openPage();
    this._session = this._openSession(
      {progress, saver: makeSaver(init, this._page.reporting)});
  }

  /** @returns {Promise<Ending>} */
  async run() {
    const ending = await this._play();
    if (ending === 'completed') {
      const msecs = this._learner.secsOn('') * 1000;
      await this._clock.advance(msecs / 2);
      this._rate();
      await this._clock.advance(msecs / 2);
    }
    this._end();
    return ending;
  }

  /** @returns {Promise<Ending>} */
  async _play() {
    this._tally.countStart(this._session.begin());
    this._enter(this._session.currentCard);
    for (let i = 0; i < MAX_DECISIONS; i++) {
      if (await this._isBrokenOff()) {
        return 'left';
      }
      const card = this._session.currentCard;
      if (card.isTerminal) {
        return 'completed';
      }
      await this._think(card);
      if (this._learner.leavesNow(this._progress, this._hasAnswered)) {
        return 'left';
      }
      this._useHelp(card);
      const ending = await this._answer(card);
      if (ending) {
        return ending;
      }
    }
    return 'left';
  }

  /**
   * Lets subclasses simulate mishaps between two decisions.
   *
   * @returns {Promise<boolean>} whether the play cannot go on
   */
  async _isBrokenOff() {
    return false;
  }

  /** @param {Card} card */
  async _think(card) {
    const text = htmlToText(card.contentHtml);
    if (this._random.chance(0.05)) {
      this._hide();
      await this._clock.advance(this._random.logNormal(60_000, 1));
      this._session.setInView(true);
      this._page.fire('shown');
    }
    const secs =
      this._learner.secsOn(text) + this._learner.secsStuck(this._progress);
    await this._clock.advance(secs * 1000);
  }

  _hide() {
    this._session.setInView(false);
    this._tally.countMaybeLeave();
    this._page.fire('hiding');
  }

  /** @param {Card} card */
  _useHelp({stateName}) {
    const {hints} = this._session;
    if (hints.numReleased > hints.numViewed &&
        this._learner.opensHint(this._progress)) {
      hints.viewHint(hints.numViewed);
      this._tally.did('hint_viewed', 'num_times_hint_viewed', stateName);
      this._progress.numHintsRead += 1;
    }
    if (hints.isSolutionReleased &&
        this._learner.opensSolution(this._progress)) {
      this._session.viewSolution();
      this._tally.did(
        'solution_hit', 'num_times_solution_viewed', stateName);
      this._progress.hasSeenSolution = true;
    }
  }

  /**
   * @param {Card} card
   * @returns {Promise<Ending | null>} null if the learner plays on
   */
  async _answer({stateName}) {
    const result = this._submit(stateName);
    if (!result) {
      return null;
    }
    this._hasAnswered = true;
    this._tally.countAnswer(result);
    if (result.staysOnCard) {
      const failures = result.labelledAsCorrect ? 0 : 1;
      this._progress.numFailures += failures;
      this._numFailures += failures;
      return this._maybeGoToRefresher(result.refresherExplorationId);
    }
    const feedback = htmlToText(result.feedbackHtml);
    if (feedback !== '') {
      await this._clock.advance(this._learner.secsOn(feedback) * 500);
      if (this._random.chance(0.01)) {
        return 'left';
      }
    }
    this._proceed();
    return null;
  }

  /**
   * @param {string} stateName
   * @returns {AnswerResult | null} null if the card refused the input
   */
  _submit(stateName) {
    const {interaction: asked, ...rest} =
      this._init.exploration.states[stateName];
    const interaction =
      withRuleInputs(asked, this._session.currentCard.params);
    const state = {...rest, interaction};
    const isSlip = interaction.id !== 'Continue' &&
      this._random.chance(0.02);
    const answer = isSlip ? this._random.pick(NO_ANSWERS) :
      this._learner.chooseAnswer(
        candidatesFor(stateName, state),
        difficultyOf(this._init.exp_id, stateName), this._progress);
    try {
      return this._session.submitAnswer(answer);
    } catch (error) {
      if (error instanceof InvalidAnswerError) {
        return null;
      }
      throw error;
    }
  }

  _proceed() {
    const move = this._session.proceed();
    if (!move) {
      throw new Error('The session did not go on after an answer.');
    }
    this._tally.countTransition(move.oldStateName, move.card);
    this._enter(move.card);
  }

  /** @param {Card} card */
  _enter({stateName}) {
    const earlier = this._progressByState.get(stateName);
    if (earlier) {
      earlier.numReturns += 1;
    }
    this._progress = earlier ?? new CardProgress();
    this._progressByState.set(stateName, this._progress);
  }

  /**
   * @param {string | null} refresherExpId
   * @returns {Ending | null}
   */
  _maybeGoToRefresher(refresherExpId) {
    if (refresherExpId === null || !this._random.chance(0.4)) {
      return null;
    }
    this._session.leaveForRefresher(refresherExpId);
    this._tally.countLeaveForRefresher();
    return 'left_for_refresher';
  }

  _rate() {
    for (const rating of this._learner.ratings(this._numFailures)) {
      this._session.rate(rating.stars, rating.comment);
      this._tally.countRating(rating.stars);
    }
  }

  /** Ends the page, sometimes without an event, as in a crash. */
  _end() {
    if (this._random.chance(0.08)) {
      this._page.crash();
    } else {
      this._hide();
      this._page.crash();
    }
  }
}
