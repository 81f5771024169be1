/**
 * The section “Your data” of the statistics tab.
 */

import {sectionOf} from './section.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */

export class DataSection {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.element = sectionOf('data', 'Your data');
    this.element.hidden = true;
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  update(data, state) {
    this.element.dataset.version = String(state.version ?? '');
    this.element.dataset.revision = String(data.processed?.revision ?? '');
  }
}
