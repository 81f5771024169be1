/**
 * The frame of a section of the statistics tab: its heading and its content.
 */

import {html} from 'lit-html';

/** @import {Section} from '../domain/view_state.js' */

/**
 * @param {Section} id
 * @param {string} heading
 * @param {unknown} content
 * @param {boolean} [isHeadingShown] else only screen readers read it.
 * @return {import('lit-html').TemplateResult} its heading can have the focus,
 *     for links to it.
 */
export function statsSection(id, heading, content, isHeadingShown = true) {
  return html`<section id=${id} class="stats-section"
    aria-labelledby="${id}-heading">
    <h3 id="${id}-heading" tabindex="-1" class=${isHeadingShown ?
  'stats-section-heading' : 'visually-hidden'}>${heading}</h3>
    ${content}
  </section>`;
}
