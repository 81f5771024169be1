/** Asks before something is done. */

import {html, render} from 'lit-html';

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {string} text
 * @property {string} action label of the button that says yes.
 * @property {boolean} [isDangerous] whether the action cannot be undone.
 */

/**
 * @param {Question} question
 * @return {import('lit-html').TemplateResult}
 */
function questionDialog({title, text, action, isDangerous = false}) {
  return html`<dialog class="confirm-dialog" aria-labelledby="confirm-title">
    <form method="dialog">
      <h2 id="confirm-title" class="panel-heading">${title}</h2>
      <p>${text}</p>
      <div class="d-flex gap-2 justify-content-end flex-wrap">
        <button class="btn btn-outline-secondary" value="no">Cancel</button>
        <button class="btn ${isDangerous ? 'btn-danger' : 'btn-primary'}"
          value="yes">${action}</button>
      </div>
    </form>
  </dialog>`;
}

/**
 * @param {Question} question
 * @return {Promise<boolean>} whether the answer was yes.
 */
export function confirmAction(question) {
  const place = document.createElement('div');
  render(questionDialog(question), place);
  document.body.append(place);
  const dialog = /** @type {HTMLDialogElement} */ (place.firstElementChild);
  dialog.showModal();
  // Going back leaves the view that the question is about.
  const cancel = () => dialog.close('no');
  window.addEventListener('hashchange', cancel);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      window.removeEventListener('hashchange', cancel);
      place.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
