/** What TextInput and NumericInput share: a labelled field that is typed in. */

import {el, uniqueId} from '../../player/views/dom.js';
import {answerForm} from './answer_form.js';

/**
 * @param {{
 *   label: string,
 *   rows?: number,
 *   attributes: import('../../player/views/dom.js').Attributes,
 *   onSubmit: (typed: string) => void,
 * }} options More than one row makes it a text area, in which Enter submits
 *     all the same and Shift+Enter begins a new line.
 * @returns {import('./interaction_view.js').InteractionView}
 */
export function typedInput({label, rows = 1, attributes, onSubmit}) {
  const id = uniqueId('answer');
  const common = {
    id, class: 'form-control player-field', autocomplete: 'off',
    autocapitalize: 'none', spellcheck: 'false', ...attributes,
  };
  const input = rows > 1 ? el('textarea', {...common, rows}) :
    el('input', {...common, type: 'text'});
  const field = el('div', {},
      el('label', {for: id, class: 'player-label'}, label), input);
  const {form, messageId, showMessage} =
      answerForm(field, () => onSubmit(input.value));
  input.setAttribute('aria-describedby', messageId);
  const show = (/** @type {string} */ message) => {
    showMessage(message);
    input.setAttribute('aria-invalid', String(message !== ''));
  };
  input.addEventListener('input', () => show(''));
  submitOnEnter(input, form);
  return {
    element: form,
    focus: () => input.focus(),
    reset: () => {
      input.value = '';
      show('');
    },
    showInvalid: (message) => {
      show(message);
      input.focus();
      input.select();
    },
  };
}

/**
 * A field of one line does so by itself. Enter that ends the composition of
 * a character (Chinese, Japanese, Korean) belongs to that character.
 *
 * @param {HTMLElement} input
 * @param {HTMLFormElement} form
 */
function submitOnEnter(input, form) {
  if (!(input instanceof HTMLTextAreaElement)) return;
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
