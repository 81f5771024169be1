/**
 * The page of a play: shows the cards of the session, and passes it the
 * learner's actions.
 */

import {html} from 'lit-html';
import {isBlankHtml} from '../../domain/html_text.js';
import {
  distancesToEnd, placeText, ProgressMeter,
} from '../../domain/progress.js';
import {InvalidAnswerError} from '../../interactions/interaction_spec.js';
import {getInteraction} from '../../interactions/registry.js';
import {createQuestion} from '../../interactions/views/registry.js';
import {answeredQuestions} from '../services/play_summary.js';
import {AnswerDetails} from './answer_details.js';
import {cardView} from './card_view.js';
import {offerRefresher} from './dialog.js';
import {EndCard} from './end_card.js';
import {Help} from './help.js';
import {notCountedNotice} from './messages.js';

/** @typedef {import('../services/exploration_engine.js').Card} Card */
/** @typedef {import(
 *     '../services/exploration_engine.js').AnswerResult} Result */

/**
 * Milliseconds after an answer in which an empty one is ignored, as the second
 * press of the same key.
 */
const SAME_PRESS_MSECS = 500;

/**
 * @typedef {{
 *   init: import('../services/exploration_loader.js').InitAnswer,
 *   session: import('../services/player_session.js').PlayerSession,
 *   isReporting: boolean,
 *   parents: string[],
 *   minutes: number | null,
 *   getJson: import('../services/exploration_loader.js').GetJson,
 *   isPlayed: (expId: string) => boolean,
 *   goToRefresher: (expId: string) => void,
 *   redraw: () => void,
 * }} PlayerDependencies `minutes`: how long a play takes, if known.
 *     `isPlayed`: whether this browser has played a lesson. `redraw` draws the
 *     template again, at once.
 *
 * @typedef {import('lit-html').TemplateResult} TemplateResult
 */

export class PlayerView {
  #init;
  #session;
  #dependencies;
  #lang;
  #distances;
  #progressMeter;
  #progress = 0;
  #shownIndex = 0;
  #lastAnswerAt = -Infinity;
  /** Why the last answer was invalid; empty if it was not. */
  #message = '';
  /** @type {(message: string) => TemplateResult} Of the card reached. */
  #question = () => html``;
  /** @type {Help | null} Of the card reached. */
  #help = null;
  /** @type {AnswerDetails | null} Of the card reached, if it asks. */
  #answerDetails = null;

  /** @param {PlayerDependencies} dependencies */
  constructor(dependencies) {
    this.#dependencies = dependencies;
    this.#init = dependencies.init;
    this.#session = dependencies.session;
    this.#lang = this.#init.exploration.language_code;
    this.#distances = distancesToEnd(
        this.#init.exploration, (id) => getInteraction(id).isTerminal);
    this.#progressMeter = new ProgressMeter(this.#distances);
    this.#session.hints.setOnChange(() => {
      this.#help?.update();
      dependencies.redraw();
    });
  }

  /** Opens the first card. */
  begin() {
    this.#open(this.#session.begin());
  }

  /** Opens the last card of an earlier page. */
  resume() {
    const cards = this.#session.visits.map(({card}) => card);
    const last = /** @type {Card} */ (cards.pop());
    for (const {stateName} of cards) this.#progressMeter.advance(stateName);
    this.#open(last);
    this.#help?.update();
  }

  /** Focuses the heading, so that screen readers read the new card. */
  focusHeading() {
    const card = shownCard();
    card?.querySelector('h2')?.focus({preventScroll: true});
    card?.scrollIntoView({block: 'start'});
  }

  /** @returns {AnswerDetails | null} The question for a learner who leaves. */
  get answerDetails() {
    const {phase} = this.#session;
    return phase === 'answering' || phase === 'feedback' ?
      this.#answerDetails : null;
  }

  /** @returns {TemplateResult} */
  template() {
    const {visits} = this.#session;
    const lastIndex = visits.length - 1;
    return html`
      <div class="player-play">
        ${notCountedNotice(this.#init)}
        <nav class="player-nav" aria-label="Cards seen">
          ${this.#arrow('‹', 'Previous card', -1)}
          <div>
            <progress class="player-progress__bar w-100 border-0" max="1"
              value=${this.#progress} aria-label="Progress in this lesson"
              aria-valuetext="${Math.round(this.#progress * 100)} per cent"
              ></progress>
            <p class="player-progress__place app-muted">${this.#place()}</p>
          </div>
          ${this.#arrow('›', 'Next card', 1)}
        </nav>
        <div class="player-stage" @input=${this.#clearMessage}>${visits.map(
            (visit, index) => cardView(visit, {
              number: index + 1, lang: this.#lang,
              isShown: index === this.#shownIndex,
              current: index < lastIndex ? null :
                {action: this.#action(), help: this.#helpView(visit)},
            }))}</div>
        <div class="player-looking-back"
          ?hidden=${this.#shownIndex === lastIndex}>
          <p class="m-0 app-muted">You are looking back at an earlier card.</p>
          <button type="button" class="btn btn-outline-primary player-button"
            @click=${() => this.#look(lastIndex)}
            >Return to where you were</button>
        </div>
      </div>`;
  }

  /** @returns {string} Where the card shown is in the lesson. */
  #place() {
    const {visits, currentCard} = this.#session;
    const {states} = this.#init.exploration;
    return placeText(this.#shownIndex + 1, {
      remaining: this.#distances.get(currentCard.stateName),
      numStates: Object.keys(states).length,
      minutes: this.#dependencies.minutes,
    }, visits.length);
  }

  /**
   * @param {string} symbol
   * @param {string} label
   * @param {number} steps
   * @returns {TemplateResult}
   */
  #arrow(symbol, label, steps) {
    const index = this.#shownIndex + steps;
    return html`
      <button type="button" class="player-nav__arrow" aria-label=${label}
        title=${label} ?disabled=${!this.#session.visits[index]}
        @click=${() => this.#look(index)}><span aria-hidden="true">${
          symbol}</span></button>`;
  }

  /** @returns {TemplateResult} The question or button of the card reached. */
  #action() {
    return this.#session.phase !== 'feedback' ? this.#question(this.#message) :
      html`<button type="button" class="btn btn-primary player-button" data-once
        @click=${() => this.#proceed()}>Continue</button>`;
  }

  /**
   * @param {import('../services/transcript.js').CardVisit} visit
   * @returns {TemplateResult}
   */
  #helpView({results}) {
    return html`${this.#help?.template()}
      ${this.#answerDetails?.template(results)}`;
  }

  /** @param {Card} card */
  #open(card) {
    const {redraw} = this.#dependencies;
    this.#lastAnswerAt = -Infinity;
    this.#message = '';
    this.#progress = this.#progressMeter.advance(card.stateName);
    this.#shownIndex = this.#session.visits.length - 1;
    this.#question = card.isTerminal ? this.#endQuestion(card) :
      createQuestion(card.interaction.id, {
        args: card.interaction.customizationArgs,
        lang: this.#lang,
        id: `card-${this.#shownIndex + 1}`,
        random: Math.random,
        onSubmit: (answer) => this.#submit(answer),
        redraw,
      });
    this.#help = new Help({
      card, hints: this.#session.hints, lang: this.#lang, redraw,
      viewSolution: () => this.#session.viewSolution(),
      isAnswering: () => this.#session.phase === 'answering',
    });
    // As with ratings, only what is recorded is asked for.
    this.#answerDetails =
      card.solicitsAnswerDetails && this.#dependencies.isReporting ?
        new AnswerDetails(
            (text) => this.#session.submitAnswerDetails(text), redraw) : null;
  }

  /** @param {unknown} answer */
  #submit(answer) {
    const result = this.#accept(answer);
    if (!result) return;
    if (result.staysOnCard) {
      this.#stay();
      this.#offerRefresher(result);
    } else if (isBlankHtml(result.feedbackHtml)) {
      this.#proceed();
    } else {
      this.#dependencies.redraw();
      const onward = actionOf(shownCard());
      onward?.focus({preventScroll: true});
      onward?.scrollIntoView({block: 'nearest'});
    }
  }

  /**
   * Shows the feedback and the question again. On a device with a keyboard the
   * field takes the focus; on a touch screen the keyboard would cover the
   * feedback.
   */
  #stay() {
    this.#message = '';
    this.#dependencies.redraw();
    const card = shownCard();
    formOf(card)?.reset();
    if (matchMedia('(pointer: fine)').matches) {
      actionOf(card)?.focus({preventScroll: true});
    }
    card?.querySelector('.player-answers')?.scrollIntoView({block: 'nearest'});
  }

  /** @param {string} message Why the answer is invalid. */
  #refuse(message) {
    this.#message = message;
    this.#dependencies.redraw();
    const field = actionOf(shownCard());
    field?.focus();
    if (field instanceof HTMLInputElement ||
        field instanceof HTMLTextAreaElement) field.select();
  }

  #clearMessage = () => {
    if (this.#message === '') return;
    this.#message = '';
    this.#dependencies.redraw();
  };

  /**
   * @param {unknown} answer
   * @returns {Result | null} Null when it is invalid, or none is expected.
   */
  #accept(answer) {
    try {
      const result = this.#session.submitAnswer(answer);
      if (result) this.#lastAnswerAt = performance.now();
      return result;
    } catch (error) {
      if (!(error instanceof InvalidAnswerError)) throw error;
      if (!this.#isSamePress(answer)) {
        this.#refuse(error.message);
      }
      return null;
    }
  }

  /**
   * @param {unknown} answer An invalid one.
   * @returns {boolean} Whether it is empty because the key that has just sent
   *     the last answer was pressed twice.
   */
  #isSamePress(answer) {
    const age = performance.now() - this.#lastAnswerAt;
    return age < SAME_PRESS_MSECS && (answer === '' || answer === null ||
        (Array.isArray(answer) && answer.length === 0));
  }

  #proceed() {
    const move = this.#session.proceed();
    if (!move) return;
    this.#open(move.card);
    this.#dependencies.redraw();
    this.focusHeading();
  }

  /** @param {number} index Of the card that the learner wants to look at. */
  #look(index) {
    this.#shownIndex = index;
    this.#dependencies.redraw();
    this.focusHeading();
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
   * @returns {() => TemplateResult}
   */
  #endQuestion(card) {
    const {recommendedExplorationIds: ids} = card.interaction.customizationArgs;
    const end = new EndCard({
      expId: this.#init.exp_id,
      parents: this.#dependencies.parents,
      recommendedIds: ids?.value ?? [],
      questions: answeredQuestions(
          this.#session.visits, this.#init.exploration),
      getJson: this.#dependencies.getJson,
      isPlayed: this.#dependencies.isPlayed,
      lang: this.#lang,
      // Ratings that are not recorded are not asked for: those of authors who
      // try the lesson, and of learners who ask for privacy.
      rate: this.#dependencies.isReporting ?
        (stars, comment) => this.#session.rate(stars, comment) : null,
      redraw: this.#dependencies.redraw,
    });
    return () => end.template();
  }
}

/** @returns {Element | null} */
function shownCard() {
  return document.querySelector('.player-stage .player-card:not([hidden])');
}

/**
 * @param {Element | null} card
 * @returns {HTMLFormElement | null | undefined} That of the question.
 */
function formOf(card) {
  return card?.querySelector('.player-action')?.querySelector('form');
}

/**
 * @param {Element | null} card
 * @returns {HTMLElement | null | undefined} The control to use first: the
 *     chosen radio button, a field or a button.
 */
function actionOf(card) {
  const action = card?.querySelector('.player-action');
  return action?.querySelector('[type=radio]:checked') ??
      action?.querySelector('input, textarea, [tabindex], button');
}
