/**
 * A question in a dialog; the focus returns to where it was. It begins on the
 * button that changes nothing: who is just typing may press Enter.
 */

import {button, el, uniqueId} from './dom.js';

/**
 * @param {{
 *   title: string,
 *   text: string,
 *   confirmLabel: string,
 *   cancelLabel: string,
 * }} question
 * @returns {Promise<boolean>} Whether the learner agreed. Escape is a no.
 */
export function askInDialog({title, text, confirmLabel, cancelLabel}) {
  const id = uniqueId('dialog');
  const dialog = el('dialog', {
    class: 'player-dialog', 'aria-labelledby': id,
    'aria-describedby': `${id}-text`,
  },
  el('h2', {id, class: 'player-dialog__title'}, title),
  el('p', {id: `${id}-text`}, text),
  el('div', {class: 'player-actions'},
      button(confirmLabel, {
        class: 'btn btn-primary player-button',
        onclick: () => dialog.close('yes'),
      }),
      button(cancelLabel, {
        class: 'btn btn-outline-secondary player-button',
        onclick: () => dialog.close(''),
        autofocus: true,
      })));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
