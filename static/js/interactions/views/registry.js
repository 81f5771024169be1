/** The question of each interaction that takes an answer. */

import {html} from 'lit-html';
import {ifDefined} from 'lit-html/directives/if-defined.js';
import {importWithRetry} from '../../lib/import_with_retry.js';
import {itemSelectionInput, multipleChoiceInput} from './choice_inputs.js';
import {imageClickInput} from './image_click_input.js';
import {typedInputs} from './typed_inputs.js';

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
 *     Draws one visit's question; `message` says why the submitted answer is
 *     invalid.
 */

/** @typedef {(options: QuestionOptions) => Question} CreateQuestion */

/** @type {ReadonlyMap<string, CreateQuestion>} */
const QUESTIONS = new Map([
  ['Continue', continueButton],
  ['ImageClickInput', imageClickInput],
  ['ItemSelectionInput', itemSelectionInput],
  ['MultipleChoiceInput', multipleChoiceInput],
  ...typedInputs,
]);

/**
 * Questions that are loaded only if a card has them.
 *
 * @type {ReadonlyMap<string, () => Promise<{createQuestion: CreateQuestion}>>}
 */
export const LATE_QUESTIONS = new Map([
  ['DragAndDropSortInput', () => import('./drag_and_drop_sort_input.js')],
  ['SetInput', () => import('./set_input.js')],
]);

/** @type {Map<string, CreateQuestion>} */
const loaded = new Map();

/**
 * Loads what `createQuestion` needs for the interactions of some cards.
 *
 * @param {(string|null)[]} interactionIds Others are ignored.
 * @returns {Promise<void>}
 */
export async function loadQuestions(interactionIds) {
  await Promise.all([...new Set(interactionIds)].map(async (id) => {
    const load = LATE_QUESTIONS.get(id ?? '');
    if (id === null || !load || loaded.has(id)) return;
    loaded.set(id, (await importWithRetry(load)).createQuestion);
  }));
}

/**
 * @param {string} interactionId
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function createQuestion(interactionId, options) {
  const create = QUESTIONS.get(interactionId) ??
      loaded.get(interactionId);
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
      lang=${ifDefined(text ? lang : undefined)} dir="auto"
      @click=${() => onSubmit(null)}>${text || 'Continue'}</button>`;
}
