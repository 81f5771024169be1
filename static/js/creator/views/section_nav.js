/**
 * Links to the sections of the tab; they stay in sight.
 */

import {h, onFollow, setAttribute} from '../lib/dom.js';
import {StayingPut} from '../lib/staying_put.js';

/** @import {Page} from '../main.js' */
/** @import {Section, ViewState} from '../domain/view_state.js' */

/** @type {readonly {section: Section, label: string}[]} */
const LINKS = Object.freeze([
  {section: 'overview', label: 'Overview'},
  {section: 'todo', label: 'To do'},
  {section: 'cards', label: 'Cards'},
  {section: 'ratings', label: 'Ratings'},
  {section: 'compare', label: 'Compare'},
  {section: 'data', label: 'Data'},
]);

export class SectionNav {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.place = new StayingPut();
    this.links = LINKS.map(({section, label}) => {
      const link = h('a', {href: page.hashFor({section})}, label);
      onFollow(link, () => this.follow(section));
      return {section, link};
    });
    this.element = h('nav', {
      class: 'section-nav', 'aria-label': 'Sections of the statistics',
    }, ...this.links.map(({link}) => link));
  }

  /**
   * Keeps all else that the address says.
   *
   * @param {Section} section
   * @param {Partial<ViewState>} [changes] of the address besides.
   */
  follow(section, changes = {}) {
    this.page.navigate({...changes, section});
    // Also where the address said so already.
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

  /**
   * Offers only sections that are there and marks the one in the address.
   *
   * @param {ViewState} state
   */
  update(state) {
    for (const {section, link} of this.links) {
      const element = document.getElementById(section);
      link.hidden = !element || element.hidden;
      setAttribute(link, 'href', this.page.hashFor({...state, section}));
      setAttribute(
        link, 'aria-current', section === state.section ? 'location' : null);
    }
  }
}
