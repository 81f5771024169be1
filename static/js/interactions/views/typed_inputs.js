/** Interactions whose answer is typed into one labelled field. */

import {html} from 'lit-html';
import {ifDefined} from 'lit-html/directives/if-defined.js';
import {MAX_MATH_LENGTH} from '../interaction_spec.js';
import {MAX_TEXT_ANSWER_LENGTH} from '../text_input.js';
import {answerForm, messageIdOf} from './answer_form.js';

/** @import {CreateQuestion, Question, QuestionOptions} from './registry.js' */

/** In characters. */
const MAX_NUMBER_LENGTH = 100;

/** Fields that take no text in the lesson's language. */
const FIELDS = {
  AlgebraicExpressionInput: {
    label: 'Your answer (an expression)', example: 'such as 2x + 1',
    maxLength: MAX_MATH_LENGTH,
  },
  FractionInput: {
    label: 'Your answer (a fraction)', example: 'such as 2/3 or 1 1/2',
    maxLength: MAX_NUMBER_LENGTH,
  },
  MathEquationInput: {
    label: 'Your answer (an equation)', example: 'such as y = 2x + 1',
    maxLength: MAX_MATH_LENGTH,
  },
  NumberWithUnits: {
    label: 'Your answer (a number with its unit)', example: 'such as 5 km/h',
    maxLength: MAX_NUMBER_LENGTH,
  },
  NumericExpressionInput: {
    label: 'Your answer (an expression with numbers)',
    example: 'such as 2 * (3 + 4)', maxLength: MAX_MATH_LENGTH,
  },
  // A text field: a number field silently drops what it does not understand
  // ("3,5" in an English browser), and the number keypads of telephones lack
  // the minus sign.
  NumericInput: {
    label: 'Your answer (a number)', maxLength: MAX_NUMBER_LENGTH,
  },
  RatioExpressionInput: {
    label: 'Your answer (a ratio)', example: 'such as 1:2',
    maxLength: MAX_NUMBER_LENGTH,
  },
};

/** @type {[string, CreateQuestion][]} Questions by interaction id. */
export const typedInputs = [
  ['TextInput', (options) => typedInput({
    ...options, label: 'Your answer', maxLength: MAX_TEXT_ANSWER_LENGTH,
  })],
  ...Object.entries(FIELDS).map(
      /** @returns {[string, CreateQuestion]} */
      ([id, field]) => [id, (options) => typedInput({
        ...options, ...field, lang: undefined,
      })]),
];

/**
 * @param {Omit<QuestionOptions, 'lang'> & {
 *   label: string, maxLength: number, lang?: string, example?: string,
 * }} options `example` is shown in the empty field unless the creator chose
 *     another text.
 * @returns {Question}
 */
function typedInput(
    {id, args, lang, label, maxLength, example, onSubmit}) {
  const fieldId = `${id}-answer`;
  const placeholder = ifDefined(
      (args.customPlaceholder ?? args.placeholder)?.value || example);
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
 * Does in a <textarea> what single-line fields do by themselves. Shift+Enter
 * begins a new line. An Enter that ends the composition of a character
 * (Chinese, Japanese, Korean) does not submit.
 *
 * @param {KeyboardEvent} event
 */
function submitOnEnter(event) {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  /** @type {HTMLTextAreaElement} */ (event.currentTarget).form
      ?.requestSubmit();
}
