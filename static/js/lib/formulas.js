/** Draws formulas as MathML: a part of the page loaded where it is needed. */

import katex from 'katex';

/** A learner's words can be part of a formula. */
const OPTIONS = Object.freeze({
  output: /** @type {const} */ ('mathml'),
  trust: false,
  strict: 'ignore',
  maxExpand: 500,
  maxSize: 20,
});

/**
 * @param {string} latex
 * @returns {string} MathML, without inline styles, which the page's policy
 *     forbids; empty if the LaTeX is invalid.
 */
export function mathMlOf(latex) {
  try {
    return katex.renderToString(latex, OPTIONS)
        .replace(/ style="[^"]*"/g, '');
  } catch {
    return '';
  }
}
