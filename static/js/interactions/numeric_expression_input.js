/** NumericExpressionInput: arithmetic with numbers; the answer is its text. */

import {InvalidAnswerError} from './interaction_spec.js';
import {EXPRESSION_RULES, hasValues} from './math_rules.js';
import {readExpression} from './math_text.js';

/**
 * @param {unknown} answer
 * @returns {string}
 */
function normalizeAnswer(answer) {
  const {expression, names} = readExpression(String(answer ?? ''));
  const letter = names.find((name) => name !== 'pi');
  if (letter) {
    throw new InvalidAnswerError(
        `Please use numbers only, without “${letter}”.`);
  }
  if (!hasValues(expression)) {
    throw new InvalidAnswerError(
        'This has no value. Is something divided by 0?');
  }
  return expression;
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const spec = Object.freeze({
  id: 'NumericExpressionInput',
  isTerminal: false,
  isLinear: false,
  rules: EXPRESSION_RULES,
  normalizeAnswer,
  answerToText: (answer) => answer,
});
