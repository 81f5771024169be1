/**
 * Asks, before an edit is saved, whether cards that are gone were renamed.
 */

import {html, render} from 'lit-html';

import {formatShare} from '../domain/formats.js';

/** @import {LikelyRename} from '../../domain/wire_types.js' */

/**
 * @param {readonly LikelyRename[]} pairs
 * @return {import('lit-html').TemplateResult}
 */
function renameDialog(pairs) {
  return html`<dialog class="confirm-dialog"
    aria-labelledby="rename-question">
    <form method="dialog">
      <h2 id="rename-question" class="panel-heading">Were these cards
        renamed?</h2>
      <p>Cards are gone, and new ones say nearly the same. A renamed card keeps
        its statistics; otherwise they are left behind, and the new card begins
        at zero.</p>
      ${pairs.map(({old_state_name: from, new_state_name: to, similarity},
    index) => html`<div class="form-check mb-2">
        <input type="checkbox" class="form-check-input" checked
          id="likely-rename-${index}" name="renamed" value=${index}>
        <label class="form-check-label" for="likely-rename-${index}">“${
  from}” is now “${to}”<span class="cell-share">${
  formatShare(similarity)} of their words are the same</span></label>
      </div>`)}
      <div class="d-flex gap-2 justify-content-end flex-wrap">
        <button class="btn btn-outline-secondary" value="no">Back to the
          text</button>
        <button class="btn btn-primary" value="yes">Save</button>
      </div>
    </form>
  </dialog>`;
}

/**
 * @param {readonly LikelyRename[]} pairs at least one.
 * @return {Promise<LikelyRename[]|null>} those that are renames; null where
 *     the author does not want to save.
 */
export function askAboutRenames(pairs) {
  const place = document.createElement('div');
  render(renameDialog(pairs), place);
  document.body.append(place);
  const dialog = /** @type {HTMLDialogElement} */ (place.firstElementChild);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      const form = /** @type {HTMLFormElement} */ (dialog.firstElementChild);
      const chosen = new FormData(form).getAll('renamed').map(Number);
      place.remove();
      resolve(dialog.returnValue === 'yes' ?
        chosen.map((index) => pairs[index]) : null);
    });
  });
}
