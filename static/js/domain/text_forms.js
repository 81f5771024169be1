/**
 * Normal forms of texts, equal for texts that people regard as the same.
 * The same as in core/domain/text_forms.py; tests/fixtures/text_forms.json has
 * examples.
 */

/**
 * Characters that show nothing: soft hyphens, joiners, marks of the direction
 * of writing.
 */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Normalizing would make x² the same as x2, and 1½ the same as 11/2. */
const POWER = /[⁺⁻]?[⁰¹²³⁴-⁹]+/gu;
const MIXED_NUMBER = /(?<=\p{Nd})(?=[¼-¾⅐-⅞])/gu;

/** @type {[RegExp, string][]} */
const MARKS = [
  [/[‘’‛′`´ʹʼ]/gu, '\''], [/[“”„‟″«»]/gu, '"'],
  [/[‐‑‒–—―−]/gu, '-'], [/⁄/gu, '/'],
];

/**
 * @param {string} text
 * @returns {string}
 */
function plainMarks(text) {
  return MARKS.reduce(
      (result, [mark, plain]) => result.replace(mark, plain), text);
}

/**
 * @param {string} text
 * @returns {string} The text without invisible characters.
 */
export function withoutInvisible(text) {
  return text.replace(INVISIBLE, '');
}

/**
 * @param {string} text
 * @returns {string} The text with one space for any white space between words.
 */
export function collapseSpaces(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * @param {string} text
 * @returns {string} The text without the differences that nobody sees or
 *     types: spaces, invisible characters, the forms of apostrophes, quotation
 *     marks and hyphens, full width and other forms of the same character.
 */
export function compose(text) {
  const visible = withoutInvisible(text)
      .replace(POWER, '^$&').replace(MIXED_NUMBER, ' ');
  // Also before NFKC, which turns some marks into a space and an accent.
  return collapseSpaces(plainMarks(plainMarks(visible).normalize('NFKC')));
}

/**
 * @param {string} text
 * @returns {string} The text without differences of case either. The Turkish
 *     letters with and without a dot are the same letter.
 */
export function foldCase(text) {
  return compose(text).toLowerCase().replaceAll('i\u0307', 'i')
      .replaceAll('ß', 'ss').replaceAll('ς', 'σ').replaceAll('ı', 'i');
}
