/** TextInput, NumericInput and others: a labelled field to type in. */

import {html} from 'lit-html';
import {ifDefined} from 'lit-html/directives/if-defined.js';
import {MAX_TEXT_ANSWER_LENGTH} from '../text_input.js';
import {answerForm, messageIdOf} from './answer_form.js';

/** @import {Question, QuestionOptions} from './registry.js' */

/** Characters; nobody types a longer number. */
export const MAX_NUMBER_LENGTH = 100;

/**
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function textInput(options) {
  return typedInput({
    ...options, label: 'Your answer', maxLength: MAX_TEXT_ANSWER_LENGTH,
  });
}

/**
 * A text field: a number field silently drops what it does not understand
 * ("3,5" in an English browser), and the number keypads of telephones lack the
 * minus sign.
 *
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function numericInput(options) {
  return typedInput({
    ...options, label: 'Your answer (a number)',
    maxLength: MAX_NUMBER_LENGTH, lang: undefined,
  });
}

/**
 * @param {Omit<QuestionOptions, 'lang'> & {
 *   label: string, maxLength: number, lang?: string, example?: string,
 * }} options `example` is shown in the empty field unless the creator chose
 *     another text.
 * @returns {Question}
 */
export function typedInput(
    {id, args, lang, label, maxLength, example, onSubmit}) {
  const fieldId = `${id}-answer`;
  const placeholder = ifDefined(args.placeholder?.value || example);
  const rows = Number(args.rows?.value ?? 1);
  const input = rows > 1 ?
    (/** @type {boolean} */ isInvalid) => html`
      <textarea id=${fieldId} class="form-control player-field" rows=${rows}
        autocomplete="off" autocapitalize="none" spellcheck="false"
        maxlength=${maxLength} placeholder=${placeholder}
        lang=${ifDefined(lang)} dir="auto" aria-describedby=${messageIdOf(id)}
        aria-invalid=${isInvalid} @keydown=${submitOnEnter}></textarea>` :
    (/** @type {boolean} */ isInvalid) => html`
      <input id=${fieldId} class="form-control player-field" type="text"
        autocomplete="off" autocapitalize="none" spellcheck="false"
        maxlength=${maxLength} placeholder=${placeholder}
        lang=${ifDefined(lang)} dir="auto" aria-describedby=${messageIdOf(id)}
        aria-invalid=${isInvalid}>`;
  return (message) => answerForm({
    id, message,
    field: html`<div>
      <label for=${fieldId} class="player-label">${label}</label>
      ${input(message !== '')}
    </div>`,
    onSubmit: (form) => onSubmit(
        form.querySelector(/** @type {'input'} */ ('.player-field'))?.value),
  });
}

/**
 * A field of one line does so by itself. Shift+Enter begins a new line. Enter
 * that ends the composition of a character (Chinese, Japanese, Korean) belongs
 * to that character.
 *
 * @param {KeyboardEvent} event
 */
function submitOnEnter(event) {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  /** @type {HTMLTextAreaElement} */ (event.currentTarget).form
      ?.requestSubmit();
}
