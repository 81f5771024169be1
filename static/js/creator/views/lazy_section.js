/**
 * Sections far down the page: the heading is there from the beginning, the
 * content is loaded when it comes near the screen.
 */

import {html, nothing} from 'lit-html';
import {ref} from 'lit-html/directives/ref.js';

import {withState} from '../../lib/with_state.js';
import {foldedPart} from '../lib/folded_part.js';
import {LazyModule, lazily} from '../lib/lazy_part.js';
import {whenNear} from '../lib/near_screen.js';
import {statsSection} from './section.js';

/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {Page} from '../main.js' */

const ratings = new LazyModule(() => import('./ratings_section.js'), 'ratings');
const sheet = new LazyModule(
  () => import('./lesson_sheet.js'), 'lesson_sheet');
const compare = new LazyModule(() => import('./compare_section.js'), 'compare');
const data = new LazyModule(
  () => import('./downloads/data_section.js'), 'data_section');

/**
 * @template T
 * @param {LazyModule<T>} module
 * @param {(module: T) => unknown} view
 */
function nearScreen(module, view) {
  return withState((redraw) => {
    const state = {
      isNear: false,
      watch: (/** @type {Element|undefined} */ element) => element &&
        whenNear(element, () => {
          state.isNear = true;
          redraw();
        }),
    };
    return state;
  }, ({isNear, watch}) => html`<div class="lazy-section" ${ref(watch)}>${
    isNear ? lazily(module, view) : nothing}</div>`);
}

/**
 * @param {PageData} pageData
 * @param {Page} page
 */
export function lazyRatings(pageData, page) {
  return statsSection('ratings', nearScreen(ratings,
    ({ratingsSection}) => ratingsSection(pageData, page)));
}

/**
 * @param {PageData} pageData
 * @param {ViewState} state
 * @param {Page} page
 */
export function lazyLessonSheet(pageData, state, page) {
  return html`${lazily(sheet, ({LessonSheet}) => withState(
    (redraw) => new LessonSheet(page, redraw),
    (shown) => shown.view(pageData, state)))}`;
}

/**
 * @param {PageData} pageData
 * @param {ViewState} state
 * @param {Page} page
 */
export function lazyCompare(pageData, state, page) {
  const {section, a, b} = state;
  return statsSection('compare', foldedPart('compare',
    'Two versions, ranges of days or groups of learners', nearScreen(compare,
      ({CompareSection}) => withState(
        (redraw) => new CompareSection(page, redraw),
        (shown) => shown.view(pageData, state))),
    {isAddressed: section === 'compare' || a !== null || b !== null}));
}

/**
 * @param {PageData} pageData
 * @param {ViewState} state
 * @param {Page} page
 */
export function lazyData(pageData, state, page) {
  return statsSection('data', foldedPart('downloads',
    'Everything on this page as files', nearScreen(data,
      ({dataSection}) => withState(() => ({from: '', to: ''}),
        (range, redraw) => dataSection(pageData, state, page, range, redraw))),
    {isAddressed: state.section === 'data'}));
}
