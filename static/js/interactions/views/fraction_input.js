/** FractionInput: a field to type a fraction in. */

import {MAX_NUMBER_LENGTH, typedInput} from './typed_inputs.js';

/** @import {Question, QuestionOptions} from './registry.js' */

/**
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function createQuestion(options) {
  return typedInput({
    ...options, args: {placeholder: options.args.customPlaceholder},
    label: 'Your answer (a fraction)', example: 'such as 2/3 or 1 1/2',
    maxLength: MAX_NUMBER_LENGTH, lang: undefined,
  });
}
