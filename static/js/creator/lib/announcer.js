/** Announces changes of the page to screen readers. */

import {byId} from './dom.js';

/**
 * @param {string} sentence announced after the current one.
 */
export function announce(sentence) {
  const region = byId('announcer', HTMLElement);
  // A repeated sentence is announced only if its text differs.
  region.textContent =
    region.textContent === sentence ? sentence + '\u00a0' : sentence;
}
