/**
 * Dialogs that stand in the address. The event `close` comes some time after
 * the dialog has closed; whatever is drawn until then would find the address
 * as it was, and open the dialog again. So each way out leaves at once.
 */

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} closeButton
 * @param {() => void} leave closes the dialog, and takes it out of the
 *     address, unless that has been done.
 */
export function onLeave(dialog, closeButton, leave) {
  closeButton.addEventListener('click', leave);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) leave();
  });
  dialog.addEventListener('cancel', leave);
  // Browsers may close without asking first; and by the time that they say so
  // another one may be open.
  dialog.addEventListener('close', () => {
    if (!dialog.open) leave();
  });
}
