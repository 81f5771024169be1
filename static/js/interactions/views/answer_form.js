/** The form around a question: a field, a message, a button. */

import {button, el, uniqueId} from '../../player/views/dom.js';
import {ONCE} from '../../player/views/once.js';

/**
 * @typedef {{
 *   form: HTMLFormElement,
 *   messageId: string,
 *   showMessage: (message: string) => void,
 * }} AnswerForm
 */

/**
 * @param {HTMLElement} field
 * @param {() => void} onSubmit
 * @returns {AnswerForm}
 */
export function answerForm(field, onSubmit) {
  const messageId = uniqueId('message');
  const message = el(
      'p', {id: messageId, class: 'player-invalid', role: 'alert'});
  const form = el('form', {
    class: 'player-form', novalidate: true,
    onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      onSubmit();
    },
  }, field, message, button('Submit', {
    type: 'submit', class: 'btn btn-primary player-button', ...ONCE,
  }));
  return {
    form, messageId,
    showMessage: (text) => {
      message.textContent = text;
    },
  };
}
