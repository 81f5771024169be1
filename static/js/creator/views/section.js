/**
 * The frame of a section of the statistics tab: its heading and what it
 * holds.
 */

import {h} from '../lib/dom.js';

/** @import {Section} from '../domain/view_state.js' */

/**
 * @param {Section} id
 * @param {string} heading
 * @param {...(Node|null)} content
 * @return {HTMLElement} its heading can have the focus, for links to it.
 */
export function sectionOf(id, heading, ...content) {
  return h('section', {
    id, class: 'stats-section', 'aria-labelledby': `${id}-heading`,
  },
  h('h3', {
    id: `${id}-heading`, class: 'stats-section-heading', tabindex: '-1',
  }, heading),
  ...content);
}
