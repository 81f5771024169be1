/**
 * A section far down the page: its heading stands there from the beginning,
 * what it holds is fetched when it comes near the screen.
 */

import {h} from '../lib/dom.js';
import {lazyInto} from '../lib/lazy_part.js';
import {whenNear} from '../lib/near_screen.js';
import {sectionOf} from './section.js';

/** @import {PageData} from '../domain/page_data.js' */
/** @import {Section, ViewState} from '../domain/view_state.js' */

/**
 * @typedef {object} SectionContent
 * @property {HTMLElement} element
 * @property {(data: PageData, state: ViewState) => void} update
 */

/** How far from the screen it is fetched. */
const NEAR_SCREEN = '400px';

export class LazySection {
  /**
   * @param {Section} id
   * @param {string} heading
   * @param {() => Promise<SectionContent>} load
   */
  constructor(id, heading, load) {
    this.isNear = false;
    /** @type {((content: SectionContent) => void)|null} */
    this.draw = null;
    this.place = h('div', {class: 'lazy-section'});
    this.element = sectionOf(id, heading, this.place);
    this.part = lazyInto(this.place, load);
    whenNear(this.element, NEAR_SCREEN, () => {
      this.isNear = true;
      if (this.draw) this.part.with(this.draw);
    });
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  update(data, state) {
    this.draw = (content) => content.update(data, state);
    if (this.isNear) this.part.with(this.draw);
  }
}
