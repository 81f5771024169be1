/**
 * Dialogs that are open as long as the address says so. The event `close` is
 * fired some time after the dialog has closed; a refresh before it would find
 * the old address and open the dialog again. So each way to close it changes
 * the address at once.
 */

/**
 * @param {string} name class of the dialog; its heading has the id
 *     `<name>-heading`.
 * @param {() => void} leave closes the dialog and removes it from the
 *     address, unless that has been done.
 * @return {HTMLDialogElement}
 */
export function addressedDialog(name, leave) {
  const dialog = document.createElement('dialog');
  dialog.className = name;
  dialog.setAttribute('aria-labelledby', `${name}-heading`);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) leave();
  });
  dialog.addEventListener('cancel', leave);
  // Browsers may close a dialog without `cancel`, and it may be open again by
  // the time of this event.
  dialog.addEventListener('close', () => {
    if (!dialog.open) leave();
  });
  document.body.append(dialog);
  return dialog;
}
