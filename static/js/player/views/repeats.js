/**
 * Makes one act of the learner out of a double click or a key held down. Its
 * repeats would press the next card's button, which is where the last one was.
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
