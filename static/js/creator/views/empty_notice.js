/**
 * Why there is nothing to see yet, and the next thing to do.
 */

import {html} from 'lit-html';

import {withState} from '../../lib/with_state.js';
import {announce} from '../lib/announcer.js';
import {textButton} from '../lib/buttons.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Page} from '../main.js' */
/** @import {EmptyState} from '../domain/empty_state.js' */

/**
 * @param {string} expId
 * @return {unknown} the link to the player with a button that copies it.
 */
function shareLink(expId) {
  const url = `${location.origin}/explore/${encodeURIComponent(expId)}`;
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
        // Not every page may write to the clipboard: the reader still can.
        field.focus();
        announce('The link is selected; copy it with the keyboard.');
      }
    };
    return html`<div class="input-group share-link">
      <input type="text" readonly class="form-control" .value=${url}
        aria-label="Link to share"
        @focus=${(/** @type {Event} */ {currentTarget}) =>
    /** @type {HTMLInputElement} */ (currentTarget).select()}>
      ${textButton(
    state.isCopied ? 'Copied' : 'Copy link', copy, 'btn-primary')}
    </div>`;
  });
}

/**
 * @param {EmptyState} empty
 * @param {Page} page
 * @return {unknown}
 */
function actionFor(empty, page) {
  if (empty.action === 'share') return shareLink(page.expId);
  const [label, href] = empty.action === 'publish' ?
    ['Go to publishing', page.hashFor({tab: 'content'})] :
    ['Show the latest version', page.hashFor({tab: 'stats'})];
  return html`<a class="btn btn-primary" href=${href}>${label}</a>`;
}

/**
 * @param {EmptyState} empty
 * @param {Page} page
 * @return {Template}
 */
export function emptyNotice(empty, page) {
  return html`<section class="app-empty" data-empty=${empty.action}>
    <h3 class="empty-heading">${empty.heading}</h3>
    ${empty.reasons.map((reason) => html`<p>${reason}</p>`)}
    ${actionFor(empty, page)}
  </section>`;
}
