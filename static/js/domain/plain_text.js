/** Text as the server accepts it; see core/domain/plain_text.py. */

const CONTROL = /(?![\t\n\r])\p{Cc}/gu;

/**
 * @param {string} text As typed or pasted.
 * @returns {string} The text without control characters, which pasting can
 *     add and the server would refuse.
 */
export function withoutControl(text) {
  return text.replace(CONTROL, '');
}

/**
 * @param {string[]} texts
 * @returns {string} The list, with commas; with semicolons if a text has one.
 */
export function listText(texts) {
  return texts.join(texts.some((text) => text.includes(',')) ? '; ' : ', ');
}

/**
 * @param {string} text As typed or pasted.
 * @param {number} maxLength In UTF-16 units.
 * @returns {string} Text that the server accepts: no unpaired surrogates, and
 *     no control characters except tabs and line breaks.
 */
export function validText(text, maxLength) {
  return text.replace(/\r\n?/g, '\n')
      .replace(/(?![\t\n])[\p{Cc}\p{Cs}]/gu, '')
      .slice(0, maxLength).replace(/\p{Cs}$/u, '');
}
