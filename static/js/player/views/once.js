/**
 * One act of the learner is one act: the second click of a double click, and
 * the repeats of a key held down, press no button that moves on. (They would
 * press the next card's button, which stands where the last one stood.)
 */

/** Marks a button that must not be pressed by accident. */
export const ONCE = {'data-once': true};

/** @param {HTMLElement} root */
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
