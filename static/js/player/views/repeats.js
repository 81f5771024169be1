/**
 * Ignores the repeats of a double click or a held Enter key, which would press
 * the button of the next card in the same place.
 */

/**
 * @param {HTMLElement} root In it, buttons that move on have `data-once`.
 */
export function guardAgainstRepeats(root) {
  root.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.detail > 1 && target.closest('[data-once]')) stop(event);
  }, {capture: true});
  root.addEventListener('keydown', (event) => {
    if (event.repeat && event.key === 'Enter') stop(event);
  }, {capture: true});
}

/** @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}
