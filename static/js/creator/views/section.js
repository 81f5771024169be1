/**
 * The frame of a section of the statistics tab: its heading and its content.
 */

import {html, nothing} from 'lit-html';

import {SECTIONS} from '../domain/view_state.js';

/** @import {Section} from '../domain/view_state.js' */

/**
 * The plays behind sections that do not depend on the chosen days or learners;
 * shown while some are chosen.
 *
 * @type {Readonly<Partial<Record<Section, string>>>}
 */
const ALWAYS_OF = Object.freeze({
  improvements: 'of all plays', ratings: 'comments: of all plays',
  compare: 'of the sides chosen here',
});

/**
 * @param {string} [text]
 * @return {unknown} a note for figures that ignore the chosen part.
 */
export function alwaysOf(text = 'of all plays') {
  return html`<small class="always-of badge text-bg-secondary">${text}</small>`;
}

/**
 * @param {Section} id
 * @param {unknown} content
 * @param {boolean} [isHeadingShown] else only screen readers read it.
 * @return {import('lit-html').TemplateResult} its heading can have the focus,
 *     for links to it.
 */
export function statsSection(id, content, isHeadingShown = true) {
  return html`<section id=${id} class="stats-section"
    aria-labelledby="${id}-heading">
    <h3 id="${id}-heading" tabindex="-1" class=${isHeadingShown ?
  'stats-section-heading' : 'visually-hidden'}>${SECTIONS[id]} ${
  id in ALWAYS_OF ? alwaysOf(ALWAYS_OF[id]) : nothing}</h3>
    ${content}
  </section>`;
}
