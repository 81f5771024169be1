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
