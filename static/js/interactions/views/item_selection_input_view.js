/** ItemSelectionInput: check boxes, each of which the space bar turns. */

import {creatorHtml, el} from '../../player/views/dom.js';
import {selectionLimits} from '../item_selection_input.js';
import {choicesOf} from '../multiple_choice_input.js';
import {answerForm} from './answer_form.js';

/**
 * @param {import('./interaction_view.js').ViewOptions} options
 * @returns {import('./interaction_view.js').InteractionView}
 */
export function itemSelectionInputView({args, lang, onSubmit}) {
  const rows = choicesOf(args).map(
      (html, index) => choiceRow(index, html, lang));
  const field = el('fieldset', {class: 'player-choices'},
      el('legend', {class: 'player-label'}, legendOf(selectionLimits(args))),
      ...rows);
  const inputs = [...field.querySelectorAll('input')];
  const {form, messageId, showMessage} = answerForm(field, () => onSubmit(
      inputs.filter((input) => input.checked)
          .map((input) => Number(input.value))));
  for (const input of inputs) input.setAttribute('aria-describedby', messageId);
  field.addEventListener('change', () => showMessage(''));
  const focus = () => inputs[0]?.focus();
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
 * @param {{least: number, most: number}} limits
 * @returns {string}
 */
function legendOf({least, most}) {
  if (least === most) {
    return least === 1 ? 'Choose one answer' : `Choose ${least} answers`;
  }
  return least > 1 ? `Choose ${least} to ${most} answers` :
      `Choose all that apply, at most ${most}`;
}

/**
 * @param {number} index
 * @param {string} html
 * @param {string} lang
 * @returns {HTMLElement}
 */
function choiceRow(index, html, lang) {
  return el('label', {class: 'player-choice'},
      el('input', {
        class: 'form-check-input player-choice__input', type: 'checkbox',
        value: index,
      }),
      creatorHtml(html, {lang, className: 'player-choice__text'}));
}
