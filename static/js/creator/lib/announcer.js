/**
 * Says things to those who listen to the page instead of seeing it.
 */

import {byId, setText} from './dom.js';

/**
 * @param {string} sentence said once the reader has finished the current one.
 */
export function announce(sentence) {
  const region = byId('announcer', HTMLElement);
  // The same sentence twice must be said twice: a space makes it another.
  if (!setText(region, sentence)) setText(region, sentence + '\u00a0');
}
