/**
 * The section “Ratings” of the statistics tab: the mean, how many gave how
 * many stars, and what they wrote.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {RATINGS_TABLE, fileOf} from '../domain/data_tables.js';
import {formatCount, formatQuantity, formatShare} from '../domain/formats.js';
import {libraryText, ratingsOf} from '../domain/ratings.js';
import {h, setText} from '../lib/dom.js';
import {definitionButton} from '../lib/toggletip.js';
import {nameButtons, tableButtons} from './file_buttons.js';
import {RatingComments} from './rating_comments.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {StarRow} from '../domain/ratings.js' */

/** How many gave one number of stars: a bar, and the same in numbers. */
class StarsRow {
  /** @param {number} stars */
  constructor(stars) {
    this.bar = h('span', {class: 'ratings-bar'});
    this.count = h('td', {class: 'ratings-number', 'data-stars': stars});
    this.share = h('td', {class: 'ratings-number app-muted'});
    this.element = h('tr', {},
      h('th', {scope: 'row'}, formatQuantity(stars, 'star')),
      // The numbers beside it say the same.
      h('td', {class: 'ratings-track', 'aria-hidden': 'true'}, this.bar),
      this.count, this.share);
  }

  /** @param {StarRow} row */
  update({numSessions, share, isShareShown}) {
    this.bar.style.width = `${(share ?? 0) * 100}%`;
    setText(this.count, formatCount(numSessions));
    setText(this.share, isShareShown ? formatShare(share) : '');
  }
}

export class RatingsSection {
  /** @param {Page} page */
  constructor(page) {
    /** @type {PageData|null} */
    this.data = null;
    this.nothing = h('p', {class: 'mb-0', 'data-ratings': 'none'},
      'Nobody has rated this exploration yet. Learners are asked for stars ' +
      'when they reach the end, and need not answer.');
    this.mean = h('span', {class: 'ratings-mean', 'data-stat': 'mean_rating'});
    this.number = h('span', {});
    this.library = h('p', {class: 'app-muted'});
    /** @type {Map<number, StarsRow>} */
    this.rows = new Map();
    this.body = h('tbody', {});
    this.comments = new RatingComments(page.api);
    this.figures = h('div', {}, this.head(), this.library, this.table(),
      h('div', {class: 'chart-actions'}, ...this.files()),
      this.comments.element);
    this.element = h('div', {class: 'panel ratings'},
      this.nothing, this.figures);
  }

  /** @return {HTMLElement} */
  head() {
    return h('p', {class: 'ratings-head'},
      this.mean, ` of ${LIMITS.MAX_STARS}, mean of `, this.number,
      definitionButton('meanRating'));
  }

  /** @return {HTMLElement} */
  table() {
    return h('table', {class: 'ratings-table'},
      h('caption', {class: 'visually-hidden'}, 'Sessions by their stars'),
      h('thead', {class: 'visually-hidden'}, h('tr', {},
        h('th', {scope: 'col'}, 'Stars'),
        h('td', {'aria-hidden': 'true'}),
        h('th', {scope: 'col'}, 'Sessions'),
        h('th', {scope: 'col'}, 'Share'))),
      this.body);
  }

  /** @return {HTMLButtonElement[]} */
  files() {
    const buttons = tableButtons(
      () => this.data && fileOf(RATINGS_TABLE, this.data));
    nameButtons(buttons, RATINGS_TABLE.title);
    return buttons;
  }

  /** @param {PageData} data */
  update(data) {
    this.data = data;
    const ratings = ratingsOf(data.answer);
    this.nothing.hidden = ratings.n > 0;
    this.figures.hidden = ratings.n === 0;
    setText(this.mean, ratings.meanText);
    setText(this.number, formatQuantity(ratings.n, 'rating'));
    setText(this.library, libraryText(ratings));
    for (const row of ratings.rows) this.rowOf(row.stars).update(row);
    this.comments.update(data);
  }

  /**
   * @param {number} stars
   * @return {StarsRow}
   */
  rowOf(stars) {
    const known = this.rows.get(stars);
    if (known) return known;
    const row = new StarsRow(stars);
    this.rows.set(stars, row);
    this.body.append(row.element);
    return row;
  }
}
