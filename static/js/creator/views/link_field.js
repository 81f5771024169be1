/** A link to be passed on, with a button that copies it. */

import {html} from 'lit-html';

import {withState} from '../../lib/with_state.js';
import {announce} from '../lib/announcer.js';
import {textButton} from '../lib/buttons.js';

/**
 * @param {string} url
 * @param {string} label
 */
export function linkField(url, label) {
  return withState(() => ({isCopied: false}), (state, redraw) => {
    const copy = async (/** @type {Event} */ {currentTarget}) => {
      const field = /** @type {HTMLInputElement} */ (
        /** @type {Element} */ (currentTarget).previousElementSibling);
      try {
        await navigator.clipboard.writeText(url);
        state.isCopied = true;
        redraw();
        announce('Link copied.');
      } catch {
        // Without access to the clipboard, the reader can copy the selection.
        field.focus();
        announce('The link is selected; copy it with the keyboard.');
      }
    };
    return html`<div class="input-group share-link">
      <input type="text" readonly class="form-control" .value=${url}
        aria-label=${label}
        @focus=${(/** @type {Event} */ {currentTarget}) =>
    /** @type {HTMLInputElement} */ (currentTarget).select()}>
      ${textButton(
    state.isCopied ? 'Copied' : 'Copy link', copy,
    {kind: 'btn-primary'})}
    </div>`;
  });
}
