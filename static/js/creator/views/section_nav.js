/** Links to the sections of the tab, in the sticky bar. */

import {html, nothing} from 'lit-html';

import {keysOf, SECTIONS} from '../domain/view_state.js';
import {linkClickListener} from '../lib/dom.js';
import {StayingPut} from '../lib/staying_put.js';

/** @import {Page} from '../main.js' */
/** @import {Section, ViewState} from '../domain/view_state.js' */

export class SectionNav {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.place = new StayingPut();
  }

  /**
   * Goes to a section; the rest of the address stays as it is.
   *
   * @param {Section} section
   * @param {Partial<ViewState>} [changes] other changes of the address.
   */
  follow(section, changes = {}) {
    this.page.navigate({...changes, section});
    // Navigation does not reveal a section that the address already has.
    this.reveal(section);
  }

  /** @param {Section} section */
  reveal(section) {
    const element = document.getElementById(section);
    if (!element || element.hidden) return;
    this.place.hold(element);
    document.getElementById(`${section}-heading`)
      ?.focus({preventScroll: true});
  }

  /** @param {ViewState} state */
  view(state) {
    return html`<nav class="section-nav"
      aria-label="Sections of the statistics">${keysOf(SECTIONS).map(
    (section) => html`<a
        href=${this.page.hashFor({...state, section})}
        aria-current=${section === state.section ? 'location' : nothing}
        @click=${linkClickListener(() => this.follow(section))}>${
      SECTIONS[section]}</a>`)}</nav>`;
  }
}
