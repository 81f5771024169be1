/** Draws formulas as MathML; loaded when a page has one. */

import katex from 'katex';

/** Not trusted, as a learner's words can be part of a formula. */
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
