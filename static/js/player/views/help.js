/** Hints and the solution of a card, as they become available. */

import {html} from 'lit-html';
import {creatorHtml} from '../../lib/creator_html.js';
import {askInDialog} from './dialog.js';

/** @typedef {import('../services/exploration_engine.js').Card} Card */
/** @typedef {import('lit-html').TemplateResult} TemplateResult */

/**
 * @typedef {{
 *   card: Card,
 *   hints: import('../services/hints_manager.js').HintsManager,
 *   lang: string,
 *   viewSolution: () => NonNullable<Card['solution']>,
 *   isAnswering: () => boolean,
 *   redraw: () => void,
 * }} HelpDependencies
 *
 * @typedef {{
 *   name: string,
 *   id: string,
 *   isOpen: boolean,
 *   open: () => boolean | Promise<boolean>,
 *   body: () => unknown,
 * }} Disclosure `open` returns whether it may be opened.
 */

export class Help {
  #dependencies;
  /** @type {Disclosure[]} In the order in which they became available. */
  #disclosures = [];
  #numHints = 0;
  /** @type {Card['solution']} Null before the learner looked at it. */
  #solution = null;
  #hasConfirmed = false;
  #status = '';

  /** @param {HelpDependencies} dependencies */
  constructor(dependencies) {
    this.#dependencies = dependencies;
  }

  /** Offers what has become available since the last call. */
  update() {
    const {card, hints, lang} = this.#dependencies;
    while (this.#numHints < hints.numReleased) {
      const index = this.#numHints++;
      this.#offer(`Hint ${index + 1}`, 'Stuck? There is a hint for you.', {
        open: () => {
          hints.viewHint(index);
          return true;
        },
        body: () => creatorHtml(card.hintHtmls[index], {lang}),
      });
    }
    const isOffered = this.#disclosures.length > this.#numHints;
    if (!hints.isSolutionReleased || isOffered) return;
    this.#offer('Solution', 'Still stuck? You can look at the solution.', {
      open: () => this.#openSolution(),
      body: () => this.#solution && this.#solutionView(this.#solution),
    });
  }

  /** @returns {TemplateResult} */
  template() {
    const isAnswering = this.#dependencies.isAnswering();
    return html`
      <div class="player-help">
        <p class="player-help__status" role="status">${
          isAnswering ? this.#status : ''}</p>
        <div class="d-flex flex-wrap gap-2">${
          this.#disclosures.map((disclosure) => this.#button(disclosure))}${
          isAnswering && this.#dependencies.hints.hasMoreHints ?
            this.#askButton() : null}</div>
        <div class="player-help__panels">${
          this.#disclosures.map((disclosure) => panel(disclosure))}</div>
      </div>`;
  }

  /** @returns {TemplateResult} */
  #askButton() {
    return html`
      <button type="button" @click=${() => this.#askForHint()}
        class="btn btn-outline-secondary player-button player-help__button">${
        this.#numHints === 0 ? 'Show a hint' : 'Show another hint'}</button>`;
  }

  async #askForHint() {
    this.#dependencies.hints.askForHint();
    this.update();
    for (const disclosure of this.#disclosures) disclosure.isOpen = false;
    const newest = /** @type {Disclosure} */ (this.#disclosures.at(-1));
    await this.#toggle(newest);
    // The pressed button may have been removed.
    /** @type {HTMLElement | null} */ (
      document.querySelector(`[aria-controls="${newest.id}"]`))?.focus();
  }

  /**
   * @param {Disclosure} disclosure
   * @returns {TemplateResult}
   */
  #button(disclosure) {
    return html`
      <button type="button" aria-controls=${disclosure.id}
        class="btn btn-outline-primary player-button player-help__button"
        aria-expanded=${disclosure.isOpen}
        @click=${() => this.#toggle(disclosure)}>${disclosure.name}</button>`;
  }

  /**
   * @param {string} name
   * @param {string} status
   * @param {Pick<Disclosure, 'open' | 'body'>} disclosure
   */
  #offer(name, status, disclosure) {
    const id = `help-${this.#disclosures.length + 1}`;
    this.#disclosures.push({name, id, isOpen: false, ...disclosure});
    this.#status = status;
  }

  /** @param {Disclosure} disclosure */
  async #toggle(disclosure) {
    disclosure.isOpen = !disclosure.isOpen && await disclosure.open();
    this.#status = '';
    this.#dependencies.redraw();
  }

  /** @returns {Promise<boolean>} */
  async #openSolution() {
    this.#hasConfirmed ||= await askInDialog({
      title: 'Show the solution?',
      text: 'One more try may be worth more than the solution. ' +
          'It will still be here afterwards.',
      confirmLabel: 'Show the solution',
      cancelLabel: 'Try once more',
    });
    if (this.#hasConfirmed) this.#solution = this.#dependencies.viewSolution();
    return this.#hasConfirmed;
  }

  /**
   * @param {NonNullable<Card['solution']>} solution
   * @returns {TemplateResult}
   */
  #solutionView({answerText, explanationHtml}) {
    const {lang} = this.#dependencies;
    return html`
      <p>An answer that works: <strong lang=${lang} dir="auto">${
        answerText}</strong></p>
      ${creatorHtml(explanationHtml, {lang})}`;
  }
}

/**
 * @param {Disclosure} disclosure
 * @returns {TemplateResult}
 */
function panel({name, id, isOpen, body}) {
  return html`
    <section id=${id} class="player-help__panel" aria-label=${name}
      ?hidden=${!isOpen}>
      <h3 class="player-help__title fs-6">${name}</h3>
      ${body()}
    </section>`;
}
