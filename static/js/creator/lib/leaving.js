/**
 * Dialogs that are open as long as the address says so. The event `close` is
 * fired some time after the dialog has closed; a refresh before it would find
 * the old address and open the dialog again. So each way to close it changes
 * the address at once.
 */

import {h} from './dom.js';

/**
 * @param {string} name class of the dialog; its heading has the id
 *     `<name>-heading`.
 * @param {() => void} leave closes the dialog and removes it from the
 *     address, unless that has been done.
 * @return {HTMLDialogElement}
 */
export function addressedDialog(name, leave) {
  const dialog =
    h('dialog', {class: name, 'aria-labelledby': `${name}-heading`});
  onLeave(dialog, null, leave);
  return dialog;
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement|null} closeButton
 * @param {() => void} leave closes the dialog, and takes it out of the
 *     address, unless that has been done.
 */
export function onLeave(dialog, closeButton, leave) {
  closeButton?.addEventListener('click', leave);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) leave();
  });
  dialog.addEventListener('cancel', leave);
  // Browsers may close a dialog without `cancel`, and it may be open again by
  // the time of this event.
  dialog.addEventListener('close', () => {
    if (!dialog.open) leave();
  });
}
