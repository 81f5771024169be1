/**
 * Sections far down the page: the heading is there from the beginning, the
 * content is loaded when it comes near the screen.
 */

import {html, nothing} from 'lit-html';
import {ref} from 'lit-html/directives/ref.js';

import {TemplateView} from '../../lib/template_view.js';
import {withState} from '../../lib/with_state.js';
import {LazyModule, lazily} from '../lib/lazy_part.js';
import {whenNear} from '../lib/near_screen.js';
import {sectionOf} from './section.js';

/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {Page} from '../main.js' */

/** Distance from the screen at which the content is loaded. */
const NEAR_SCREEN = '400px';

const ratings = new LazyModule(() => import('./ratings_section.js'), 'ratings');
const compare = new LazyModule(() => import('./compare_section.js'), 'compare');
const data = new LazyModule(() => import('./data_section.js'), 'data_section');

/**
 * @template T
 * @param {LazyModule<T>} module
 * @param {(module: T) => unknown} view
 */
export function nearScreen(module, view) {
  return withState((redraw) => {
    const state = {
      isNear: false,
      watch: (/** @type {Element|undefined} */ element) => element &&
        whenNear(element, NEAR_SCREEN, () => {
          state.isNear = true;
          redraw();
        }),
    };
    return state;
  }, ({isNear, watch}) => html`<div class="lazy-section" ${ref(watch)}>${
    isNear ? lazily(module, view) : nothing}</div>`);
}

/**
 * @typedef {object} SectionContent
 * @property {HTMLElement} element
 * @property {(data: PageData, state: ViewState) => void} update
 */

/**
 * @param {() => SectionContent} create
 * @param {PageData} pageData
 * @param {ViewState} state
 */
function updated(create, pageData, state) {
  return withState(create, (content) => {
    content.update(pageData, state);
    return content.element;
  });
}

/** @typedef {TemplateView<[PageData, ViewState]>} SectionView */

/**
 * @param {Page} page
 * @return {SectionView}
 */
export function lazyRatings(page) {
  return new TemplateView(sectionOf('ratings', 'Ratings'), (pageData) =>
    nearScreen(ratings, ({ratingsSection}) =>
      ratingsSection(pageData, page.api)));
}

/**
 * @param {Page} page
 * @return {SectionView}
 */
export function lazyCompare(page) {
  return new TemplateView(sectionOf('compare', 'Compare'), (...args) =>
    nearScreen(compare, ({CompareSection}) =>
      updated(() => new CompareSection(page), ...args)));
}

/**
 * @param {Page} page
 * @return {SectionView}
 */
export function lazyData(page) {
  return new TemplateView(sectionOf('data', 'Your data'), (...args) =>
    nearScreen(data, ({DataSection}) =>
      updated(() => new DataSection(page), ...args)));
}
