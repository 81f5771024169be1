/**
 * Asks, before an edit is saved, whether missing cards were renamed.
 */

import {html} from 'lit-html';

import {formatShare} from '../domain/formats.js';
import {ask} from '../lib/confirm.js';

/** @import {LikelyRename} from '../../domain/wire_types.js' */

/**
 * @param {readonly LikelyRename[]} pairs at least one.
 * @return {Promise<LikelyRename[]|null>} those that are renames; null where
 *     the author does not want to save.
 */
export async function askAboutRenames(pairs) {
  const form = await ask({
    title: 'Were these cards renamed?', action: 'Save',
    cancel: 'Back to the text', content: html`<p>Cards are gone, and new ones
        say nearly the same. A renamed card keeps its statistics; otherwise
        they are left behind, and the new card begins at zero.</p>
      ${pairs.map(({old_state_name: from, new_state_name: to, similarity},
    index) => html`<div class="form-check mb-2">
        <input type="checkbox" class="form-check-input" checked
          id="likely-rename-${index}" name="renamed" value=${index}>
        <label class="form-check-label" for="likely-rename-${index}">“${
  from}” is now “${to}”<span class="cell-share">${
  formatShare(similarity)} of their words are the same</span></label>
      </div>`)}`,
  });
  return form &&
    form.getAll('renamed').map((index) => pairs[Number(index)]);
}
