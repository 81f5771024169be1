/** The end of the last card: where to go from here, and the rating. */

import {html} from 'lit-html';
import {LIMITS} from '../../domain/wire_contract.js';
import {
  exploreUrl, fetchSimilar, fetchSummaries,
} from '../services/exploration_summaries.js';
import {answersSummary} from './answers_summary.js';
import {RatingForm} from './rating.js';

/** @typedef {import('../../domain/wire_types.js').Summary} Summary */
/** @typedef {import('lit-html').TemplateResult} TemplateResult */

/**
 * @typedef {{
 *   expId: string,
 *   parents: string[],
 *   recommendedIds: string[],
 *   questions: import('../services/play_summary.js').AnsweredQuestion[],
 *   getJson: import('../services/exploration_loader.js').GetJson,
 *   isPlayed: (expId: string) => boolean,
 *   lang: string,
 *   rate: import('./rating.js').Rate | null,
 *   redraw: () => void,
 * }} EndDependencies `parents`: the lessons left for this one, most recent
 *     last. `isPlayed`: whether this browser has played a lesson. `rate` is
 *     null where a rating would not be counted.
 */

/** Lessons suggested where the author recommends none. */
const MAX_SUGGESTED = 2;

export class EndCard {
  #dependencies;
  /** @type {Summary[]} Of the lessons to play next. */
  #summaries = [];
  /** @type {RatingForm | null} */
  #rating = null;

  /** @param {EndDependencies} dependencies */
  constructor(dependencies) {
    this.#dependencies = dependencies;
    const {parents, rate, redraw} = dependencies;
    // At the end of a refresher, learners return to a lesson and rate that.
    if (parents.length > 0) return;
    if (rate) this.#rating = new RatingForm(rate, redraw);
    this.#fetchRecommendations();
  }

  async #fetchRecommendations() {
    const {expId, recommendedIds, getJson, isPlayed, redraw} =
        this.#dependencies;
    this.#summaries = await fetchSummaries(recommendedIds, getJson);
    if (this.#summaries.length === 0) {
      this.#summaries = (await fetchSimilar(expId, getJson))
          .filter(({exp_id: id}) => !isPlayed(id)).slice(0, MAX_SUGGESTED);
    }
    redraw();
  }

  /** @returns {TemplateResult} */
  template() {
    const {expId, parents, questions, lang} = this.#dependencies;
    const parent = parents.at(-1);
    // Titles are last, so that buttons do not move when they are loaded.
    return html`
      <div class="player-end">
        ${answersSummary(questions, lang)}
        <div class="player-actions">
          ${parent ? link(exploreUrl(parent, parents.slice(0, -1)),
              'Return to your lesson', 'btn-primary') : null}
          ${link('/library', 'Back to the library',
              parent ? 'btn-outline-secondary' : 'btn-primary')}
          ${link(exploreUrl(expId, parents), 'Play again',
              'btn-outline-secondary')}
        </div>
        ${this.#rating?.template()}
        <div class="player-onward">${this.#recommendations()}</div>
      </div>`;
  }

  /** @returns {TemplateResult | null} */
  #recommendations() {
    if (this.#summaries.length === 0) return null;
    return html`
      <h3 class="player-onward__title">You may like next</h3>
      <ul class="list-unstyled d-grid gap-2 m-0">${
        this.#summaries.map((summary) =>
          recommendation(summary, this.#dependencies.lang))}</ul>`;
  }
}

/**
 * @param {Summary} summary
 * @param {string} lang
 * @returns {TemplateResult}
 */
function recommendation({exp_id: expId, title, objective, rating}, lang) {
  return html`
    <li>
      <a class="player-onward__link" href=${exploreUrl(expId)}>
        <strong lang=${lang} dir="auto">${title}</strong>
        ${objective === '' ? null :
          html`<span lang=${lang} dir="auto">${objective}</span>`}
        ${rating ? ratingView(rating) : null}
      </a>
    </li>`;
}

/**
 * @param {NonNullable<Summary['rating']>} rating
 * @returns {TemplateResult} "★ 4.3 (12 ratings)"
 */
function ratingView({mean, num_ratings: numRatings}) {
  return html`<span><span aria-hidden="true">★ </span
    ><span class="visually-hidden">rated </span>${mean}<span
      class="visually-hidden"> of ${LIMITS.MAX_STARS} stars</span> (${
      numRatings} ratings)</span>`;
}

/**
 * @param {string} href
 * @param {string} label
 * @param {string} kind
 * @returns {TemplateResult}
 */
function link(href, label, kind) {
  return html`<a class="btn ${kind} player-button" href=${href}>${label}</a>`;
}
