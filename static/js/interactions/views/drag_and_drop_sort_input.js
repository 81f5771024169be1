/**
 * DragAndDropSortInput: a list to put in order, by dragging, or by the buttons
 * and arrow keys of each choice.
 */

import {html} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';
import {htmlToText} from '../../domain/html_text.js';
import {directionOf} from '../../domain/text_direction.js';
import {creatorHtml} from '../../lib/creator_html.js';
import {
  canShare, firstOrdering, moveChoice, moveChoiceBeside, positionOf,
} from '../drag_and_drop_sort_input.js';
import {choicesOf} from '../multiple_choice_input.js';
import {answerForm, messageIdOf} from './answer_form.js';

/** @import {Question, QuestionOptions} from './registry.js' */
/** @typedef {import('lit-html').TemplateResult} Template */

/** @type {ReadonlyMap<string, -1|1>} */
const STEPS = new Map([['ArrowUp', -1], ['ArrowDown', 1]]);

/**
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function createQuestion(options) {
  const list = new SortableChoices(options);
  return (message) => list.template(message);
}

class SortableChoices {
  #ordering;
  #isShared;
  /** Announces the position of the choice that was moved last. */
  #spoken = '';
  /** @type {number|null} The choice that is dragged. */
  #dragged = null;

  /** @param {QuestionOptions} options */
  constructor(options) {
    this.options = options;
    this.#ordering = firstOrdering(options.args);
    this.#isShared = canShare(options.args);
  }

  /**
   * @param {string} message
   * @returns {Template}
   */
  template(message) {
    const {id, onSubmit} = this.options;
    const rows = this.#ordering.flatMap((position, index) =>
      position.map((choice, place) => ({choice, index, place})));
    return answerForm({
      id, message,
      field: html`
        <fieldset class="player-choices" aria-describedby=${messageIdOf(id)}>
          <legend class="player-label">Put them in order${
            this.#isShared ? '; some can share a place' : ''}</legend>
          <ol class="player-order d-grid p-0 m-0 gap-2" role="list"
            @pointerdown=${this.#grab} @pointermove=${this.#drag}
            @pointerup=${this.#drop} @pointercancel=${this.#drop}>${repeat(
              rows, ({choice}) => choice, (row) => this.#row(row))}</ol>
          <p class="visually-hidden" role="status">${this.#spoken}</p>
        </fieldset>`,
      onSubmit: () => onSubmit(this.#ordering),
    });
  }

  /**
   * @param {{choice: number, index: number, place: number}} row
   * @returns {Template}
   */
  #row({choice, index, place}) {
    const {args, lang} = this.options;
    const state = choice === this.#dragged ? 'is-dragged' : '';
    return html`
      <li class="player-choice player-order__item user-select-none ${state} ${
        place > 0 ? 'is-joined' : ''}"
        data-choice=${choice} dir=${directionOf(lang)}
        @keydown=${(/** @type {KeyboardEvent} */ event) =>
    this.#press(event, choice)}>
        <span class="player-order__place"><span class="visually-hidden">Place
          </span><span class="player-order__number">${index + 1}</span></span>
        ${creatorHtml(choicesOf(args)[choice],
      {lang, className: 'player-choice__text'})}
        ${this.#button(choice, -1, '↑', 'up')}
        ${this.#button(choice, 1, '↓', 'down')}
      </li>`;
  }

  /**
   * @param {number} choice
   * @param {-1|1} step
   * @param {string} sign
   * @param {string} direction
   * @returns {Template}
   */
  #button(choice, step, sign, direction) {
    const name = htmlToText(choicesOf(this.options.args)[choice]);
    return html`
      <button type="button" id=${this.#idOf(choice, step)}
        class="btn btn-outline-secondary player-order__move"
        aria-label="Move ${direction}: ${name}"
        aria-disabled=${this.#ordering ===
          moveChoice(this.#ordering, choice, step, this.#isShared)}
        @click=${() => this.#move(choice, step)}>${sign}</button>`;
  }

  /**
   * @param {number} choice
   * @param {-1|1} step
   * @returns {string}
   */
  #idOf(choice, step) {
    return `${this.options.id}-${step < 0 ? 'up' : 'down'}-${choice}`;
  }

  /**
   * @param {number} choice
   * @param {-1|1} step
   */
  #move(choice, step) {
    this.#arrange(
        moveChoice(this.#ordering, choice, step, this.#isShared), choice);
    // A row that moves in the page loses the focus.
    document.getElementById(this.#idOf(choice, step))?.focus();
  }

  /**
   * @param {number[][]} ordering
   * @param {number} choice That was moved.
   */
  #arrange(ordering, choice) {
    this.#ordering = ordering;
    const index = positionOf(ordering, choice);
    const name = (/** @type {number} */ named) =>
      htmlToText(choicesOf(this.options.args)[named]);
    const others = ordering[index].filter((other) => other !== choice)
        .map(name);
    this.#spoken = `${name(choice)}: place ${index + 1} of ${ordering.length}` +
        (others.length ? `, with ${others.join(', ')}` : '');
    this.options.redraw();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} choice
   */
  #press(event, choice) {
    const step = STEPS.get(event.key);
    if (!step) return;
    event.preventDefault();
    this.#move(choice, step);
  }

  /**
   * Touch drags only by the number, so that it can scroll the page elsewhere.
   *
   * @param {PointerEvent} event
   */
  #grab = (event) => {
    const target = /** @type {Element} */ (event.target);
    const item = target.closest('[data-choice]');
    const isGrip = target.closest('.player-order__place') !== null ||
        event.pointerType === 'mouse' && !target.closest('button, a');
    if (!item || !isGrip || event.button !== 0) return;
    const list = /** @type {Element} */ (event.currentTarget);
    list.setPointerCapture(event.pointerId);
    this.#dragged = choiceOf(item);
    this.options.redraw();
  };

  /** @param {PointerEvent} event */
  #drag = (event) => {
    const choice = this.#dragged;
    if (choice === null) return;
    const list = /** @type {Element} */ (event.currentTarget);
    for (const item of list.children) {
      const {top, height} = item.getBoundingClientRect();
      const along = (event.clientY - top) / height;
      if (along < 0 || along > 1 || choiceOf(item) === choice) continue;
      const ordering = moveChoiceBeside(
          this.#ordering, choice, choiceOf(item), this.#whereTo(along));
      if (ordering.join('|') !== this.#ordering.join('|')) {
        this.#arrange(ordering, choice);
      }
      return;
    }
  };

  /**
   * @param {number} along From 0 at the upper edge of a choice to 1 at its
   *     lower one.
   * @returns {'before'|'with'|'after'} Where a choice dragged there goes.
   */
  #whereTo(along) {
    if (this.#isShared && along > 0.25 && along < 0.75) return 'with';
    return along > 0.5 ? 'after' : 'before';
  }

  #drop = () => {
    if (this.#dragged === null) return;
    this.#dragged = null;
    this.options.redraw();
  };
}

/**
 * @param {Element} item Of the list.
 * @returns {number} Its choice.
 */
function choiceOf(item) {
  return Number(item.getAttribute('data-choice'));
}
