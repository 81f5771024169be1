/** Dialogs that ask before an action. */

import {html, render} from 'lit-html';

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {string} action label of the button that confirms.
 * @property {boolean} [isDangerous] whether the action cannot be undone.
 */

/**
 * @param {Question & {content: unknown, cancel: string}} question
 * @return {import('lit-html').TemplateResult}
 */
function questionDialog({title, content, action, cancel, isDangerous = false}) {
  return html`<dialog class="confirm-dialog" aria-labelledby="confirm-title">
    <form method="dialog">
      <h2 id="confirm-title" class="panel-heading">${title}</h2>
      ${content}
      <div class="d-flex gap-2 justify-content-end flex-wrap">
        <button class="btn btn-outline-secondary" value="no">${cancel}</button>
        <button class="btn ${isDangerous ? 'btn-danger' : 'btn-primary'}"
          value="yes">${action}</button>
      </div>
    </form>
  </dialog>`;
}

/**
 * @param {Question & {content: unknown, cancel: string}} question
 * @return {Promise<FormData|null>} the fields of its content; null unless the
 *     answer was yes.
 */
export function ask(question) {
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
      const form = /** @type {HTMLFormElement} */ (dialog.firstElementChild);
      resolve(dialog.returnValue === 'yes' ? new FormData(form) : null);
      place.remove();
    });
  });
}

/**
 * @param {Question & {text: string}} question
 * @return {Promise<boolean>} whether the answer was yes.
 */
export async function confirmAction({text, ...question}) {
  const content = html`<p>${text}</p>`;
  return await ask({...question, content, cancel: 'Cancel'}) !== null;
}
