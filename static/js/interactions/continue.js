/** Continue: a button to the next card. There is nothing to answer. */

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const continueInteraction = Object.freeze({
  id: 'Continue',
  isTerminal: false,
  isLinear: true,
  rules: {},
  normalizeAnswer: () => null,
  answerToText: () => '',
});
