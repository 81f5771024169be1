/** MultipleChoiceInput: radio buttons, so the arrow keys work by themselves. */

import {creatorHtml, el, uniqueId} from '../../player/views/dom.js';
import {choicesOf, displayOrder} from '../multiple_choice_input.js';
import {answerForm} from './answer_form.js';

/**
 * @param {import('./interaction_view.js').ViewOptions} options
 * @returns {import('./interaction_view.js').InteractionView}
 */
export function multipleChoiceInputView({args, lang, random, onSubmit}) {
  const name = uniqueId('choice');
  const choices = choicesOf(args);
  const rows = displayOrder(args, random).map(
      (index) => choiceRow(name, index, choices[index], lang));
  const field = el('fieldset', {class: 'player-choices'},
      el('legend', {class: 'player-label'}, 'Choose one answer'), ...rows);
  const inputs = [...field.querySelectorAll('input')];
  const chosen = () => inputs.find((input) => input.checked);
  const {form, messageId, showMessage} = answerForm(
      field, () => onSubmit(chosen() ? Number(chosen()?.value) : null));
  field.setAttribute('aria-describedby', messageId);
  field.addEventListener('change', () => showMessage(''));
  const focus = () => (chosen() ?? inputs[0])?.focus();
  return {
    element: form,
    focus,
    reset: () => {
      for (const input of inputs) input.checked = false;
      showMessage('');
    },
    showInvalid: (message) => {
      showMessage(message);
      focus();
    },
  };
}

/**
 * @param {string} name
 * @param {number} index In the creator's order.
 * @param {string} html
 * @param {string} lang
 * @returns {HTMLElement}
 */
function choiceRow(name, index, html, lang) {
  return el('label', {class: 'player-choice'},
      el('input', {
        class: 'form-check-input player-choice__input', type: 'radio', name,
        value: index,
      }),
      creatorHtml(html, {lang, className: 'player-choice__text'}));
}
