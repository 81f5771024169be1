/**
 * The list of interactions. A new one needs a module of its own, a line here,
 * and a view in views/registry.js.
 */

import {MalformedExplorationError} from '../domain/exploration.js';
import {continueInteraction} from './continue.js';
import {endExploration} from './end_exploration.js';
import {imageClickInput} from './image_click_input.js';
import {itemSelectionInput} from './item_selection_input.js';
import {multipleChoiceInput} from './multiple_choice_input.js';
import {numericInput} from './numeric_input.js';
import {textInput} from './text_input.js';

/** @typedef {import('./interaction_spec.js').InteractionSpec} Spec */

/** @type {ReadonlyMap<string, Spec>} */
const SPECS = new Map([
  continueInteraction, endExploration, imageClickInput, itemSelectionInput,
  multipleChoiceInput, numericInput, textInput,
].map((spec) => [spec.id, spec]));

/** @returns {string[]} */
export function interactionIds() {
  return [...SPECS.keys()];
}

/**
 * @param {string|null} interactionId
 * @returns {Spec}
 * @throws {MalformedExplorationError} When the interaction is unknown.
 */
export function getInteraction(interactionId) {
  const spec = SPECS.get(interactionId ?? '');
  if (spec) return spec;
  throw new MalformedExplorationError(
      `This player does not know the interaction "${interactionId}".`);
}
