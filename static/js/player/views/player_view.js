/** The page of a play: shows what the session says, tells it what is done. */

import {isBlankHtml} from '../../domain/html_text.js';
import {distancesToEnd, ProgressMeter} from '../../domain/progress.js';
import {InvalidAnswerError} from '../../interactions/interaction_spec.js';
import {getInteraction} from '../../interactions/registry.js';
import {CardNav} from './card_nav.js';
import {CardView} from './card_view.js';
import {button, el} from './dom.js';
import {endCardActions} from './end_card.js';
import {notCountedNotice} from './notice.js';
import {guardAgainstRepeats} from './once.js';
import {ProgressLine} from './progress_line.js';
import {offerRefresher} from './refresher.js';

/** @typedef {import('../services/exploration_engine.js').Card} Card */
/** @typedef {import(
 *     '../services/exploration_engine.js').AnswerResult} Result */

/**
 * Milliseconds after an answer in which an empty one is taken for the second
 * press of the same key, and not complained about.
 */
const SAME_PRESS_MSECS = 500;

/**
 * @typedef {{
 *   init: import('../services/exploration_loader.js').InitAnswer,
 *   session: import('../services/player_session.js').PlayerSession,
 *   isReporting: boolean,
 *   parents: string[],
 *   getJson: import('../services/exploration_loader.js').GetJson,
 *   goToRefresher: (expId: string) => void,
 * }} PlayerDependencies
 */

export class PlayerView {
  #init;
  #session;
  #dependencies;
  #lang;
  /** @type {CardView[]} One for each card seen, in order. */
  #cards = [];
  #shownIndex = 0;
  #lastAnswerAt = -Infinity;
  #progressMeter;
  #progressLine = new ProgressLine();
  #nav;
  #stage = el('div', {class: 'player-stage'});
  #lookingBack;

  /** @param {PlayerDependencies} dependencies */
  constructor(dependencies) {
    this.#dependencies = dependencies;
    this.#init = dependencies.init;
    this.#session = dependencies.session;
    this.#lang = this.#init.exploration.language_code;
    this.#progressMeter = new ProgressMeter(distancesToEnd(
        this.#init.exploration, (id) => getInteraction(id).isTerminal));
    this.#nav = new CardNav({
      onMove: (steps) => this.#look(this.#shownIndex + steps),
      progress: this.#progressLine.element,
    });
    this.#lookingBack = lookingBackNote(
        () => this.#look(this.#cards.length - 1));
    this.element = el('div', {class: 'player-play'},
        notCountedNotice(this.#init), this.#nav.element, this.#stage,
        this.#lookingBack);
    guardAgainstRepeats(this.element);
    this.#session.hints.setOnChange(() => this.#cards.at(-1)?.updateHelp());
  }

  /** Shows the first card, and leaves the focus where it is. */
  begin() {
    this.#open(this.#session.begin());
  }

  /** Shows the cards of an earlier page; the learner has asked for it. */
  resume() {
    for (const {card, results} of this.#session.visits) {
      this.#cards.at(-1)?.close();
      this.#open(card);
      this.#cards.at(-1)?.recall(results);
    }
    this.#cards.at(-1)?.updateHelp();
    this.focusHeading();
  }

  /** Where the learner, who has asked for the card, reads on. */
  focusHeading() {
    this.#cards.at(-1)?.focusHeading();
  }

  /** @param {Card} card */
  #open(card) {
    const view = new CardView({
      card,
      number: this.#cards.length + 1,
      lang: this.#lang,
      random: Math.random,
      hints: this.#session.hints,
      onSubmit: (answer) => this.#submit(answer),
      onProceed: () => this.#proceed(),
      viewSolution: () => this.#session.viewSolution(),
      endActions: () => this.#endActions(card),
    });
    this.#lastAnswerAt = -Infinity;
    this.#cards.push(view);
    this.#stage.append(view.element);
    this.#progressLine.show(this.#progressMeter.advance(card.stateName));
    this.#show(this.#cards.length - 1);
  }

  /** @param {unknown} answer */
  #submit(answer) {
    const result = this.#accept(answer);
    if (!result) return;
    const view = this.#cards[this.#cards.length - 1];
    if (result.staysOnCard) {
      view.stay(result);
      this.#offerRefresher(result);
    } else if (isBlankHtml(result.feedbackHtml)) {
      view.complete(result);
      this.#proceed();
    } else {
      view.awaitContinue(result);
    }
  }

  /**
   * @param {unknown} answer
   * @returns {Result | null} Null when it was no answer, or not awaited.
   */
  #accept(answer) {
    try {
      const result = this.#session.submitAnswer(answer);
      if (result) this.#lastAnswerAt = performance.now();
      return result;
    } catch (error) {
      if (!(error instanceof InvalidAnswerError)) throw error;
      if (!this.#isSamePress(answer)) {
        this.#cards.at(-1)?.showInvalid(error.message);
      }
      return null;
    }
  }

  /**
   * @param {unknown} answer Which is none.
   * @returns {boolean} Whether it is the second press of a key that has
   *     just sent the answer before it.
   */
  #isSamePress(answer) {
    const age = performance.now() - this.#lastAnswerAt;
    return age < SAME_PRESS_MSECS && (answer === '' || answer === null ||
        (Array.isArray(answer) && answer.length === 0));
  }

  #proceed() {
    const move = this.#session.proceed();
    if (!move) return;
    this.#cards.at(-1)?.close();
    this.#open(move.card);
    this.focusHeading();
  }

  /** @param {number} index The card that the learner wants to look at. */
  #look(index) {
    this.#show(index);
    this.#cards[index].focusHeading();
  }

  /** @param {number} index */
  #show(index) {
    this.#shownIndex = index;
    for (const [i, card] of this.#cards.entries()) {
      card.element.hidden = i !== index;
    }
    this.#nav.show(index, this.#cards.length);
    this.#lookingBack.hidden = index === this.#cards.length - 1;
  }

  /** @param {Result} result */
  async #offerRefresher(result) {
    const expId = result.refresherExplorationId;
    if (!expId) return;
    const agreed = await offerRefresher(expId, {
      getJson: this.#dependencies.getJson,
      isStillWanted: () => this.#session.phase === 'answering' &&
          this.#session.visits.at(-1)?.results.at(-1) === result,
    });
    if (agreed) this.#dependencies.goToRefresher(expId);
  }

  /**
   * @param {Card} card
   * @returns {HTMLElement}
   */
  #endActions(card) {
    const {recommendedExplorationIds: ids} = card.interaction.customizationArgs;
    return endCardActions({
      expId: this.#init.exp_id,
      parents: this.#dependencies.parents,
      recommendedIds: ids?.value ?? [],
      getJson: this.#dependencies.getJson,
      lang: this.#lang,
      // Nobody is asked for what would be thrown away: not the author who
      // tries the lesson, nor who asks for privacy.
      rate: this.#dependencies.isReporting ?
        (stars, comment) => this.#session.rate(stars, comment) : null,
    });
  }
}

/**
 * @param {() => void} onReturn
 * @returns {HTMLElement}
 */
function lookingBackNote(onReturn) {
  return el('div', {class: 'player-looking-back', hidden: true},
      el('p', {}, 'You are looking back at an earlier card.'),
      button('Return to where you were', {
        class: 'btn btn-outline-primary player-button', onclick: onReturn,
      }));
}
