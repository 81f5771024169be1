/** Announces changes of the page to screen readers. */

import {byId, setText} from './dom.js';

/**
 * @param {string} sentence announced after the current one.
 */
export function announce(sentence) {
  const region = byId('announcer', HTMLElement);
  // A repeated sentence is announced only if its text differs.
  if (!setText(region, sentence)) setText(region, sentence + '\u00a0');
}
