/** The question of each interaction that takes an answer. */

import {html} from 'lit-html';
import {ifDefined} from 'lit-html/directives/if-defined.js';
import {itemSelectionInput, multipleChoiceInput} from './choice_inputs.js';
import {imageClickInput} from './image_click_input.js';
import {numericInput, textInput} from './typed_inputs.js';

/**
 * @typedef {{
 *   args: import('../interaction_spec.js').Args,
 *   lang: string,
 *   id: string,
 *   random: () => number,
 *   onSubmit: (answer: unknown) => void,
 *   redraw: () => void,
 * }} QuestionOptions `lang` is the language of the lesson. The ids of elements
 *     begin with `id`. `onSubmit` takes the answer as typed or chosen; the
 *     player classifies or refuses it. `redraw` draws the page again.
 *
 * @typedef {(message: string) => import('lit-html').TemplateResult} Question
 *     Draws one visit's question; `message` says why what was submitted is no
 *     answer.
 */

/** @type {ReadonlyMap<string, (options: QuestionOptions) => Question>} */
const QUESTIONS = new Map([
  ['Continue', continueButton],
  ['ImageClickInput', imageClickInput],
  ['ItemSelectionInput', itemSelectionInput],
  ['MultipleChoiceInput', multipleChoiceInput],
  ['NumericInput', numericInput],
  ['TextInput', textInput],
]);

/**
 * @param {string} interactionId
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function createQuestion(interactionId, options) {
  const create = QUESTIONS.get(interactionId);
  if (!create) throw new Error(`There is no view of ${interactionId}.`);
  return create(options);
}

/**
 * @param {QuestionOptions} options
 * @returns {Question}
 */
function continueButton({args, lang, onSubmit}) {
  const text = args.buttonText?.value;
  return () => html`
    <button type="button" class="btn btn-primary player-button" data-once
      lang=${ifDefined(text ? lang : undefined)}
      @click=${() => onSubmit(null)}>${text || 'Continue'}</button>`;
}
