/** RatioExpressionInput: a field to type a ratio in. */

import {MAX_NUMBER_LENGTH, typedInput} from './typed_inputs.js';

/** @import {Question, QuestionOptions} from './registry.js' */

/**
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function createQuestion(options) {
  return typedInput({
    ...options, label: 'Your answer (a ratio)', example: 'such as 1:2',
    maxLength: MAX_NUMBER_LENGTH, lang: undefined,
  });
}
