/**
 * The list of interactions. A new one needs a module of its own, a line here,
 * and a view in views/registry.js.
 */

import {MalformedExplorationError} from '../domain/exploration.js';
import {importWithRetry} from '../lib/import_with_retry.js';
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

/**
 * Interactions that are loaded only if a card has them.
 *
 * @type {ReadonlyMap<string, () => Promise<{spec: Spec}>>}
 */
const LATE_SPECS = new Map([
  ['AlgebraicExpressionInput',
    () => import('./algebraic_expression_input.js')],
  ['DragAndDropSortInput', () => import('./drag_and_drop_sort_input.js')],
  ['FractionInput', () => import('./fraction_input.js')],
  ['MathEquationInput', () => import('./math_equation_input.js')],
  ['NumberWithUnits', () => import('./number_with_units.js')],
  ['NumericExpressionInput', () => import('./numeric_expression_input.js')],
  ['RatioExpressionInput', () => import('./ratio_expression_input.js')],
  ['SetInput', () => import('./set_input.js')],
]);

/** @type {Map<string, Spec>} */
const loaded = new Map();

/**
 * @param {string|null} interactionId
 * @returns {Spec}
 * @throws {MalformedExplorationError} When the interaction is unknown, or not
 *     yet loaded.
 */
export function getInteraction(interactionId) {
  const id = interactionId ?? '';
  const spec = SPECS.get(id) ?? loaded.get(id);
  if (spec) return spec;
  throw new MalformedExplorationError(
      `This player does not know the interaction "${interactionId}".`);
}

/**
 * @param {string|null} interactionId
 * @returns {boolean} Whether there is nothing to answer. No interaction that is
 *     loaded late is linear.
 */
export function isLinear(interactionId) {
  return SPECS.get(interactionId ?? '')?.isLinear ?? false;
}

/**
 * Loads what `getInteraction` needs for the interactions of some cards.
 *
 * @param {(string|null)[]} interactionIds Others are ignored.
 * @returns {Promise<void>}
 */
export async function loadInteractions(interactionIds) {
  await Promise.all([...new Set(interactionIds)].map(async (id) => {
    const load = LATE_SPECS.get(id ?? '');
    if (id === null || !load || loaded.has(id)) return;
    loaded.set(id, (await importWithRetry(load)).spec);
  }));
}
