/** What the server takes as a text; see core/domain/plain_text.py. */

// eslint-disable-next-line no-control-regex
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/**
 * @param {string} text What somebody has typed or pasted.
 * @returns {string} The text without the control characters that pasting can
 *     bring along, and that the server would refuse.
 */
export function withoutControl(text) {
  return text.replace(CONTROL, '');
}
