/** What the server takes as a text; see core/domain/plain_text.py. */

const CONTROL = /(?![\t\n\r])\p{Cc}/gu;

/**
 * @param {string} text What somebody has typed or pasted.
 * @returns {string} The text without the control characters that pasting can
 *     bring along, and that the server would refuse.
 */
export function withoutControl(text) {
  return text.replace(CONTROL, '');
}
