/** AlgebraicExpressionInput: a field to type in. */

import {MAX_MATH_LENGTH} from '../math_text.js';
import {typedInput} from './typed_inputs.js';

/** @import {Question, QuestionOptions} from './registry.js' */

/**
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function createQuestion(options) {
  return typedInput({
    ...options, label: 'Your answer (an expression)',
    example: 'such as 2x + 1', maxLength: MAX_MATH_LENGTH, lang: undefined,
  });
}
