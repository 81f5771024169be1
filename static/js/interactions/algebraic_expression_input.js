/** AlgebraicExpressionInput: an answer is the text of an expression. */

import {EXPRESSION_RULES} from './math_rules.js';
import {checkNames, readExpression} from './math_text.js';

/**
 * @param {unknown} answer
 * @param {import('./interaction_spec.js').Args} args
 * @returns {string}
 */
function normalizeAnswer(answer, args) {
  const {expression, names} = readExpression(String(answer ?? ''));
  checkNames(names, args.allowedVariables?.value ?? []);
  return expression;
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const spec = Object.freeze({
  id: 'AlgebraicExpressionInput',
  isTerminal: false,
  isLinear: false,
  rules: EXPRESSION_RULES,
  normalizeAnswer,
  answerToText: (answer) => answer,
});
