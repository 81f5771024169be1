/** EndExploration: the last card. It takes no answer. */

import {InvalidAnswerError} from './interaction_spec.js';

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const endExploration = Object.freeze({
  id: 'EndExploration',
  isTerminal: true,
  isLinear: true,
  rules: {},
  normalizeAnswer: () => {
    throw new InvalidAnswerError('This lesson has ended.');
  },
  answerToText: () => '',
});
