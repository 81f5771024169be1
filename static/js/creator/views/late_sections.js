/**
 * The sections of the statistics tab that stand far down the page.
 */

import {imported, loadStyles} from '../lib/lazy_part.js';
import {LazySection} from './lazy_section.js';

/** @import {Page} from '../main.js' */

/**
 * @param {Page} page
 * @return {LazySection}
 */
export function lazyRatings(page) {
  return new LazySection('ratings', 'Ratings', async () => {
    const [{RatingsSection}] = await Promise.all([
      imported(() => import('./ratings_section.js')),
      loadStyles('ratings'),
    ]);
    return new RatingsSection(page);
  });
}

/**
 * @param {Page} page
 * @return {LazySection}
 */
export function lazyCompare(page) {
  return new LazySection('compare', 'Compare', async () => {
    const [{CompareSection}] = await Promise.all([
      imported(() => import('./compare_section.js')),
      loadStyles('compare'),
    ]);
    return new CompareSection(page);
  });
}

/**
 * @param {Page} page
 * @return {LazySection}
 */
export function lazyData(page) {
  return new LazySection('data', 'Your data', async () => {
    const [{DataSection}] = await Promise.all([
      imported(() => import('./data_section.js')),
      loadStyles('data_section'),
    ]);
    return new DataSection(page);
  });
}
