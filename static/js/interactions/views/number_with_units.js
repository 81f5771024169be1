/** NumberWithUnits: a field to type in. */

import {MAX_NUMBER_LENGTH, typedInput} from './typed_inputs.js';

/** @import {Question, QuestionOptions} from './registry.js' */

/**
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function createQuestion(options) {
  return typedInput({
    ...options, label: 'Your answer (a number with its unit)',
    example: 'such as 5 km/h', maxLength: MAX_NUMBER_LENGTH, lang: undefined,
  });
}
