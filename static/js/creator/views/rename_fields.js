/**
 * Rows that declare renames of cards. Without them, the statistics of a renamed
 * card do not carry over.
 */

import {html} from 'lit-html';
import {live} from 'lit-html/directives/live.js';

import {textButton} from '../lib/buttons.js';
import {namedOptions, onValue, selectField} from '../lib/fields.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {RenameRow} from '../domain/edit_model.js' */

/**
 * @param {RenameRow[]} rows changed in place.
 * @param {readonly string[]} names of the cards in the saved version.
 * @param {boolean} isDisabled
 * @param {() => void} redraw called after each change of the rows.
 * @return {Template}
 */
export function renameFields(rows, names, isDisabled, redraw) {
  const add = () => {
    rows.push({from: names[0], to: ''});
    redraw();
    document.getElementById(`rename-${rows.length - 1}-from`)?.focus();
  };
  return html`<fieldset class="rename-fields" ?disabled=${isDisabled}>
    <legend class="form-label">Renamed cards</legend>
    <p class="form-text mt-0">Did you give a card another name in the text?
      Say so here, and its statistics go along. Otherwise the card counts as
      deleted, and a new one begins at zero.</p>
    ${rows.map((row, index) => renameRow(row, `rename-${index}`, names, {
    redraw,
    remove() {
      rows.splice(index, 1);
      redraw();
      document.getElementById('add-rename')?.focus();
    },
  }))}
    <button type="button" id="add-rename" @click=${add}
      class="btn btn-sm btn-outline-secondary">Add a renamed card</button>
  </fieldset>`;
}

/**
 * @param {RenameRow} row
 * @param {string} id
 * @param {readonly string[]} names
 * @param {{redraw: () => void, remove: () => void}} handlers
 * @return {Template}
 */
function renameRow(row, id, names, {redraw, remove}) {
  const take = (/** @type {keyof RenameRow} */ key) => (
    /** @type {string} */ value) => {
    row[key] = value;
    redraw();
  };
  return html`<div class="rename-row d-grid align-items-end mb-2 gap-2">
    <div>
      ${selectField({
    id: `${id}-from`, label: 'Old name', labelClasses: 'form-label',
    options: namedOptions(names), chosen: row.from, onChoose: take('from'),
    classes: '',
  })}
    </div>
    <div>
      <label for="${id}-to" class="form-label">New name</label>
      <input id="${id}-to" class="form-control" autocomplete="off"
        .value=${live(row.to)}
        @input=${onValue(take('to'))}>
    </div>
    ${textButton('Remove', remove, {kind: 'btn-outline-secondary'})}
  </div>`;
}
