/**
 * The frame of a section of the statistics tab: its heading and its content.
 */

import {html} from 'lit-html';

/** @import {Section} from '../domain/view_state.js' */

/**
 * @param {Section} id
 * @param {string} heading
 * @param {unknown} content
 * @return {import('lit-html').TemplateResult} its heading can have the focus,
 *     for links to it.
 */
export function statsSection(id, heading, content) {
  return html`<section id=${id} class="stats-section"
    aria-labelledby="${id}-heading">
    <h3 id="${id}-heading" class="stats-section-heading" tabindex="-1">${
  heading}</h3>
    ${content}
  </section>`;
}
