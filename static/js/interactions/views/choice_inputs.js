/** MultipleChoiceInput (radio buttons) and ItemSelectionInput (check boxes). */

import {html, nothing} from 'lit-html';
import {htmlToText} from '../../domain/html_text.js';
import {directionOf} from '../../domain/text_direction.js';
import {creatorHtml} from '../../lib/creator_html.js';
import {selectionLimits} from '../item_selection_input.js';
import {choicesOf, displayOrder} from '../multiple_choice_input.js';
import {answerForm, messageIdOf} from './answer_form.js';

/** @import {Question, QuestionOptions} from './registry.js' */

/**
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function multipleChoiceInput(options) {
  const {args, random, onSubmit} = options;
  return choiceInput({
    ...options, type: 'radio', legend: 'Choose one answer',
    order: displayOrder(args, random),
    onSubmit: (indices) => onSubmit(indices[0] ?? null),
  });
}

/**
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function itemSelectionInput(options) {
  const {args} = options;
  return choiceInput({
    ...options, type: 'checkbox',
    legend: legendOf(selectionLimits(args), choicesOf(args).length),
    order: [...choicesOf(args).keys()],
  });
}

/**
 * @param {{least: number, most: number}} limits
 * @param {number} numChoices
 * @returns {string}
 */
function legendOf({least, most}, numChoices) {
  if (least === most) {
    return least === 1 ? 'Choose one answer' : `Choose ${least} answers`;
  }
  if (least > 1) return `Choose ${least} to ${most} answers`;
  return most >= numChoices ? 'Choose all that apply' :
    `Choose all that apply, at most ${most}`;
}

/**
 * @param {string} choice
 * @returns {string|typeof nothing} An accessible name for a choice with a
 *     formula, whose label would be read as a list of the formula's parts.
 */
function nameOf(choice) {
  return choice.includes('<oppia-math>') ? htmlToText(choice) : nothing;
}

/**
 * @param {Omit<QuestionOptions, 'onSubmit'> & {
 *   type: 'radio' | 'checkbox',
 *   legend: string,
 *   order: number[],
 *   onSubmit: (indices: number[]) => void,
 * }} options `order`: of the choices, whose indices are the creator's.
 * @returns {Question}
 */
function choiceInput({args, lang, id, type, legend, order, onSubmit}) {
  const choices = choicesOf(args);
  const rows = order.map((index) => html`
    <label class="player-choice" dir=${directionOf(lang)}>
      <input class="form-check-input player-choice__input" type=${type}
        name="${id}-choice" value=${index}
        aria-label=${nameOf(choices[index])}>
      ${creatorHtml(choices[index], {lang, className: 'player-choice__text'})}
    </label>`);
  return (message) => answerForm({
    id, message,
    field: html`
      <fieldset class="player-choices" aria-describedby=${messageIdOf(id)}>
        <legend class="player-label">${legend}</legend>
        ${rows}
      </fieldset>`,
    onSubmit: (form) => onSubmit(
        [.../** @type {NodeListOf<HTMLInputElement>} */ (
          form.querySelectorAll(':checked'))].map(({value}) => Number(value))),
  });
}
