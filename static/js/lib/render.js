/** Draws a template without moving the focus. */

import {render} from 'lit-html';

/**
 * @param {unknown} template
 * @param {HTMLElement} container
 */
export function renderKeepingFocus(template, container) {
  const focused = document.activeElement;
  render(template, container);
  // An element that a sorted list moves loses the focus.
  if (focused instanceof HTMLElement && focused !== document.activeElement &&
      container.contains(focused)) {
    focused.focus({preventScroll: true});
  }
}
