/** Hints and the solution of a card, as they become available. */

import {askInDialog} from './dialog.js';
import {button, creatorHtml, el, uniqueId} from './dom.js';

/** @typedef {import('../services/exploration_engine.js').Card} Card */

/**
 * @typedef {{
 *   card: Card,
 *   hints: import('../services/hints_manager.js').HintsManager,
 *   lang: string,
 *   viewSolution: () => NonNullable<Card['solution']>,
 * }} HelpDependencies
 */

export class HelpView {
  #card;
  #hints;
  #lang;
  #viewSolution;
  #numShown = 0;
  #isSolutionShown = false;
  #hasConfirmed = false;
  #status = el('p', {class: 'player-help__status', role: 'status'});
  #buttons = el('div', {class: 'player-help__buttons'});
  #panels = el('div', {class: 'player-help__panels'});

  /** @param {HelpDependencies} dependencies */
  constructor({card, hints, lang, viewSolution}) {
    this.#card = card;
    this.#hints = hints;
    this.#lang = lang;
    this.#viewSolution = viewSolution;
    this.element = el('div', {class: 'player-help'},
        this.#status, this.#buttons, this.#panels);
  }

  /** Shows what has become available since it was last called. */
  update() {
    while (this.#numShown < this.#hints.numReleased) {
      this.#addHint(this.#numShown++);
      this.#status.textContent = 'Stuck? There is a hint for you.';
    }
    if (this.#hints.isSolutionReleased && !this.#isSolutionShown) {
      this.#isSolutionShown = true;
      this.#addSolution();
      this.#status.textContent = 'Still stuck? You can look at the solution.';
    }
  }

  /** @param {number} index */
  #addHint(index) {
    const name = `Hint ${index + 1}`;
    const panel = panelOf(name, creatorHtml(
        this.#card.hintHtmls[index], {lang: this.#lang}));
    this.#addDisclosure(name, panel, () => {
      this.#hints.viewHint(index);
      return true;
    });
  }

  #addSolution() {
    const body = el('div');
    const panel = panelOf('Solution', body);
    this.#addDisclosure('Solution', panel, async () => {
      if (!await this.#confirmOnce()) return false;
      body.replaceChildren(...this.#solutionNodes(this.#viewSolution()));
      return true;
    });
  }

  /** @returns {Promise<boolean>} */
  async #confirmOnce() {
    this.#hasConfirmed ||= await askInDialog({
      title: 'Show the solution?',
      text: 'One more try may be worth more than the solution. ' +
          'It will still be here afterwards.',
      confirmLabel: 'Show the solution',
      cancelLabel: 'Try once more',
    });
    return this.#hasConfirmed;
  }

  /**
   * @param {NonNullable<Card['solution']>} solution
   * @returns {HTMLElement[]}
   */
  #solutionNodes({answerText, explanationHtml}) {
    return [
      el('p', {}, 'An answer that works: ',
          el('strong', {lang: this.#lang}, answerText)),
      creatorHtml(explanationHtml, {lang: this.#lang}),
    ];
  }

  /**
   * A button that opens and closes a panel.
   *
   * @param {string} name
   * @param {HTMLElement} panel
   * @param {() => boolean | Promise<boolean>} onOpen Whether it may open.
   */
  #addDisclosure(name, panel, onOpen) {
    const toggle = button(name, {
      class: 'btn btn-outline-primary player-button player-help__button',
      'aria-expanded': 'false', 'aria-controls': panel.id,
      onclick: async () => {
        const opens = panel.hidden && await onOpen();
        panel.hidden = !opens;
        toggle.setAttribute('aria-expanded', String(opens));
        this.#status.textContent = '';
      },
    });
    this.#buttons.append(toggle);
    this.#panels.append(panel);
  }
}

/**
 * @param {string} name
 * @param {Node} body
 * @returns {HTMLElement}
 */
function panelOf(name, body) {
  return el('section', {
    id: uniqueId('help'), class: 'player-help__panel', hidden: true,
    'aria-label': name,
  }, el('h3', {class: 'player-help__title'}, name), body);
}
