/** The interface of every interaction. Independent of the page. */

/** @typedef {import('../domain/exploration.js').CustomizationArgs} Args */

/** Characters of an answer that is an expression or equation. */
export const MAX_MATH_LENGTH = 300;

/**
 * Explains to the learner why an answer is invalid. Such an
 * answer is not classified, not recorded and not counted.
 */
export class InvalidAnswerError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'InvalidAnswerError';
  }
}

/**
 * @typedef {(answer: any, inputs: Record<string, any>) => boolean} Rule
 *
 * @typedef {{
 *   id: string,
 *   isTerminal: boolean,
 *   isLinear: boolean,
 *   rules: Readonly<Record<string, Rule>>,
 *   normalizeAnswer: (answer: unknown, args: Args) => any,
 *   answerToText: (answer: any, args: Args) => string,
 * }} InteractionSpec
 *
 * `isLinear`: there is one outcome and nothing to answer. `normalizeAnswer`
 * gives the answer as it is classified and recorded, or throws an
 * InvalidAnswerError. `answerToText` writes an answer in words.
 */
