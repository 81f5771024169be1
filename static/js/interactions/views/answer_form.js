/** The form of a question: its field, a message and the button. */

import {html} from 'lit-html';

/**
 * @param {string} id
 * @returns {string} The id of the message about the last answer.
 */
export function messageIdOf(id) {
  return `${id}-message`;
}

/**
 * @param {{
 *   id: string,
 *   field: import('lit-html').TemplateResult,
 *   message: string,
 *   onSubmit: (form: HTMLFormElement) => void,
 * }} options
 * @returns {import('lit-html').TemplateResult}
 */
export function answerForm({id, field, message, onSubmit}) {
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    onSubmit(/** @type {HTMLFormElement} */ (event.currentTarget));
  };
  return html`
    <form class="player-form" novalidate @submit=${submit}>
      ${field}
      <p id=${messageIdOf(id)} class="player-invalid" role="alert">${
        message}</p>
      <button type="submit" class="btn btn-primary player-button" data-once
        >Submit</button>
    </form>`;
}
