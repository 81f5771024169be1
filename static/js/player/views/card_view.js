/** One card: what it says, its answers, its question and its help. */

import {createInteractionView}
  from '../../interactions/views/registry.js';
import {AnswersView} from './answers.js';
import {button, creatorHtml, el, uniqueId} from './dom.js';
import {HelpView} from './help.js';
import {ONCE} from './once.js';

/** @typedef {import(
 *     '../services/exploration_engine.js').AnswerResult} Result */

/**
 * @typedef {{
 *   card: import('../services/exploration_engine.js').Card,
 *   number: number,
 *   lang: string,
 *   random: () => number,
 *   hints: import('../services/hints_manager.js').HintsManager,
 *   onSubmit: (answer: unknown) => void,
 *   onProceed: () => void,
 *   viewSolution: import('./help.js').HelpDependencies['viewSolution'],
 *   endActions: () => HTMLElement,
 * }} CardDependencies
 */

export class CardView {
  #heading;
  #answers;
  #help;
  #action = el('div', {class: 'player-action'});
  /** @type {import('../../interactions/views/interaction_view.js')
   *     .InteractionView | null} */
  #interaction = null;
  #onProceed;

  /** @param {CardDependencies} dependencies */
  constructor(dependencies) {
    const {card, number, lang} = dependencies;
    const id = uniqueId('card');
    this.#onProceed = dependencies.onProceed;
    this.#heading = el(
        'h2', {id, class: 'player-card__heading', tabindex: -1},
        isCompletion(dependencies) ? 'Lesson complete' : `Card ${number}`);
    this.#answers = new AnswersView({lang});
    this.#help = new HelpView(dependencies);
    this.element = el('section',
        {class: classOf(dependencies), 'aria-labelledby': id},
        this.#heading, creatorHtml(card.contentHtml, {lang}),
        this.#answers.element, this.#action, this.#help.element);
    if (card.isTerminal) {
      this.#action.append(dependencies.endActions());
    } else {
      this.#addInteraction(dependencies);
    }
  }

  /** Shows the help that has become available. */
  updateHelp() {
    this.#help.update();
  }

  /** For readers of the screen, a new card begins at its heading. */
  focusHeading() {
    this.#heading.focus({preventScroll: true});
    this.element.scrollIntoView({block: 'start'});
  }

  /** @param {string} message Why this was no answer. */
  showInvalid(message) {
    this.#interaction?.showInvalid(message);
  }

  /**
   * The card stays: feedback, and the question once more. On a device with a
   * keyboard the field takes the focus; on a touch screen that would lay the
   * keyboard over the feedback.
   *
   * @param {Result} result
   */
  stay(result) {
    this.#answers.add(result);
    this.#interaction?.reset();
    if (matchMedia('(pointer: fine)').matches) this.#interaction?.focus();
    this.#answers.element.scrollIntoView({block: 'nearest'});
  }

  /**
   * The card is answered, and its feedback is to be read before the next.
   *
   * @param {Result} result
   */
  awaitContinue(result) {
    this.complete(result);
    const onward = button('Continue', {
      class: 'btn btn-primary player-button', ...ONCE,
      onclick: () => this.#onProceed(),
    });
    this.#action.append(onward);
    onward.focus({preventScroll: true});
    onward.scrollIntoView({block: 'nearest'});
  }

  /**
   * The card is answered: nothing on it can be answered any more.
   *
   * @param {Result} result
   */
  complete(result) {
    this.#answers.add(result);
    this.#interaction = null;
    this.#action.replaceChildren();
  }

  /**
   * Shows answers that were given on an earlier page.
   *
   * @param {readonly Result[]} results
   */
  recall(results) {
    for (const result of results) {
      if (result.staysOnCard) this.#answers.add(result);
      else this.awaitContinue(result);
    }
  }

  /** The next card is shown: this one stays to be read again. */
  close() {
    this.#action.remove();
    this.#help.element.remove();
  }

  /** @param {CardDependencies} dependencies */
  #addInteraction({card, lang, random, onSubmit}) {
    this.#interaction = createInteractionView(card.interaction.id, {
      args: card.interaction.customizationArgs, lang, random, onSubmit,
    });
    this.#action.append(this.#interaction.element);
  }
}

/**
 * A lesson of one card is complete when it is shown, but not yet read.
 *
 * @param {CardDependencies} dependencies
 * @returns {boolean}
 */
function isCompletion({card, number}) {
  return card.isTerminal && number > 1;
}

/**
 * @param {CardDependencies} dependencies
 * @returns {string}
 */
function classOf(dependencies) {
  const base = 'player-card app-surface';
  return isCompletion(dependencies) ? `${base} player-card--end` : base;
}
