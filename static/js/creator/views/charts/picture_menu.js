/** The menu that saves a drawing as a picture. */

import {html} from 'lit-html';

import {announce} from '../../lib/announcer.js';

/** @type {readonly ('png'|'svg')[]} */
const KINDS = Object.freeze(['png', 'svg']);

/** @import {Bar} from '../../lib/bars_drawing.js' */

/**
 * @param {{title: string, fileName: string, bars?: Bar[]}} picture its title
 *     and its file, which gets an extension. Without `bars`, the drawing is in
 *     the same element with `data-picture`.
 */
export function pictureMenu(picture) {
  const save = async (
    /** @type {Event} */ {currentTarget}, /** @type {'png'|'svg'} */ kind) => {
    const button = /** @type {HTMLElement} */ (currentTarget);
    const figure = /** @type {HTMLElement} */ (
      button.closest('[data-picture]'));
    try {
      const {savePicture} = await import('../../lib/pictures.js');
      await savePicture(kind, figure, picture);
    } catch (error) {
      console.warn('The picture could not be made:', error);
      announce('The picture could not be made.');
    }
  };
  return html`<details class="d-inline-block">
    <summary class="btn btn-sm btn-outline-secondary"
      aria-label="Picture of “${picture.title}”">Picture</summary>
    <div class="chart-actions">${KINDS.map((kind) => html`<button type="button"
      class="btn btn-sm btn-outline-secondary"
      aria-label="${kind.toUpperCase()}: picture of “${picture.title}”"
      @click=${(/** @type {Event} */ event) => void save(event, kind)}>${
        kind.toUpperCase()}</button>`)}</div>
  </details>`;
}
