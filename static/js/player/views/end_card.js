/** What stands under the last card: where to go from here. */

import {LIMITS} from '../../domain/wire_contract.js';
import {exploreUrl, fetchSummaries} from '../services/exploration_summaries.js';
import {el} from './dom.js';
import {RatingForm} from './rating.js';

/** @typedef {import('../services/exploration_summaries.js').Summary} Summary */

/**
 * @typedef {{
 *   expId: string,
 *   parents: string[],
 *   recommendedIds: string[],
 *   getJson: import('../services/exploration_loader.js').GetJson,
 *   lang: string,
 *   rate: import('./rating.js').Rate | null,
 * }} EndDependencies `parents`: the lessons left for this one, last one last.
 *     `rate` is null where a rating would not be counted.
 */

/**
 * @param {EndDependencies} dependencies
 * @returns {HTMLElement}
 */
export function endCardActions(dependencies) {
  const {expId, parents, rate} = dependencies;
  const onward = el('div', {class: 'player-onward'});
  const isRefresher = parents.length > 0;
  if (!isRefresher) fillRecommendations(onward, dependencies);
  // Below the buttons, which must not move when the titles arrive.
  return el('div', {class: 'player-end'},
      el('div', {class: 'player-actions'},
          isRefresher && link(
              exploreUrl(parents[parents.length - 1], parents.slice(0, -1)),
              'Return to your lesson', 'btn-primary'),
          link('/library', 'Back to the library',
              isRefresher ? 'btn-outline-secondary' : 'btn-primary'),
          link(exploreUrl(expId, parents), 'Play again',
              'btn-outline-secondary')),
      // Who came to refresh something is on the way back to a lesson, and is
      // asked there.
      !isRefresher && rate && new RatingForm(rate).element,
      onward);
}

/**
 * @param {HTMLElement} container
 * @param {EndDependencies} dependencies
 */
async function fillRecommendations(container, dependencies) {
  const {recommendedIds, getJson, lang} = dependencies;
  const summaries = await fetchSummaries(recommendedIds, getJson);
  if (summaries.length === 0) return;
  container.append(
      el('h3', {class: 'player-onward__title'}, 'You may like next'),
      el('ul', {class: 'player-onward__list'},
          ...summaries.map((summary) => recommendation(summary, lang))));
}

/**
 * @param {Summary} summary
 * @param {string} lang
 * @returns {HTMLElement}
 */
function recommendation({exp_id: expId, title, objective, rating}, lang) {
  return el('li', {},
      el('a', {class: 'player-onward__link', href: exploreUrl(expId)},
          el('strong', {lang}, title),
          objective !== '' && el('span', {lang}, objective),
          rating && ratingText(rating)));
}

/**
 * @param {NonNullable<Summary['rating']>} rating
 * @returns {HTMLElement} "★ 4.3 (12 ratings)"
 */
function ratingText({mean, num_ratings: number}) {
  return el('span', {},
      el('span', {'aria-hidden': 'true'}, '★ '),
      el('span', {class: 'visually-hidden'}, 'rated '), mean,
      el('span', {class: 'visually-hidden'}, ` of ${LIMITS.MAX_STARS} stars`),
      ` (${number} ratings)`);
}

/**
 * @param {string} href
 * @param {string} label
 * @param {string} kind
 * @returns {HTMLElement}
 */
function link(href, label, kind) {
  return el('a', {class: `btn ${kind} player-button`, href}, label);
}
