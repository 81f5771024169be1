/**
 * Asks before something is done.
 */

import {h} from './dom.js';

/**
 * @param {{title: string, text: string, action: string,
 *     isDangerous?: boolean}} question isDangerous: it cannot be undone.
 * @return {Promise<boolean>} whether the answer was yes.
 */
export function confirmAction({title, text, action, isDangerous = false}) {
  const dialog = h('dialog', {
    class: 'confirm-dialog', 'aria-labelledby': 'confirm-title',
  }, h('form', {method: 'dialog'},
    h('h2', {id: 'confirm-title', class: 'panel-heading'}, title),
    h('p', {}, text),
    h('div', {class: 'd-flex gap-2 justify-content-end flex-wrap'},
      h('button', {class: 'btn btn-outline-secondary', value: 'no'}, 'Cancel'),
      h('button', {
        class: isDangerous ? 'btn btn-danger' : 'btn btn-primary',
        value: 'yes',
      }, action))));
  document.body.append(dialog);
  dialog.showModal();
  // Who goes back has left what the question is about.
  const goAway = () => dialog.close('no');
  window.addEventListener('hashchange', goAway);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      window.removeEventListener('hashchange', goAway);
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
