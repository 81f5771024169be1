/** The view of each interaction that takes an answer. */

import {continueView} from './continue_view.js';
import {imageClickInputView} from './image_click_input_view.js';
import {itemSelectionInputView} from './item_selection_input_view.js';
import {multipleChoiceInputView} from './multiple_choice_input_view.js';
import {numericInputView} from './numeric_input_view.js';
import {textInputView} from './text_input_view.js';

/** @typedef {import('./interaction_view.js').InteractionView} View */
/** @typedef {import('./interaction_view.js').ViewOptions} ViewOptions */

/** @type {ReadonlyMap<string, (options: ViewOptions) => View>} */
const VIEWS = new Map([
  ['Continue', continueView],
  ['ImageClickInput', imageClickInputView],
  ['ItemSelectionInput', itemSelectionInputView],
  ['MultipleChoiceInput', multipleChoiceInputView],
  ['NumericInput', numericInputView],
  ['TextInput', textInputView],
]);

/**
 * @param {string} interactionId
 * @param {ViewOptions} options
 * @returns {View}
 */
export function createInteractionView(interactionId, options) {
  const create = VIEWS.get(interactionId);
  if (!create) throw new Error(`There is no view of ${interactionId}.`);
  return create(options);
}
