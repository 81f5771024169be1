/**
 * What learners wrote with their ratings, fetched when it is opened and kept
 * up to date while it is.
 */

import {formatDate, formatQuantity} from '../domain/formats.js';
import {ratingsOf} from '../domain/ratings.js';
import {h} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {failureNotice} from '../lib/notices.js';

/** @import {CreatorApi, RatingComment} from '../api.js' */
/** @import {PageData} from '../domain/page_data.js' */

/**
 * A comment that comes without another number of stars changes no counter, so
 * an open list is also fetched after this time.
 */
const REFRESH_MSECS = 60_000;

export class RatingComments {
  /** @param {CreatorApi} api */
  constructor(api) {
    this.api = api;
    /** @type {PageData|null} */
    this.data = null;
    // What the list was last fetched for.
    this.ratingsFetched = '';
    this.fetchedAt = -Infinity;
    this.shown = '';
    this.place = h('div', {class: 'ratings-comments'});
    this.element = h('details', {class: 'ratings-written'},
      h('summary', {}, 'What learners wrote'), this.place);
    this.element.addEventListener('toggle', () => this.refresh());
  }

  /** @param {PageData} data */
  update(data) {
    this.data = data;
    this.refresh();
  }

  /** Fetches the list where it is open and may say something else. */
  refresh() {
    if (!this.element.open || !this.data) return;
    const {answer} = this.data;
    const ratings = JSON.stringify(ratingsOf(answer).rows);
    const age = answer.generated_at_msecs - this.fetchedAt;
    if (ratings === this.ratingsFetched && age < REFRESH_MSECS) return;
    this.ratingsFetched = ratings;
    this.fetchedAt = answer.generated_at_msecs;
    void this.fetch();
  }

  async fetch() {
    if (!this.place.firstChild) {
      this.place.append(
        h('p', {class: 'loading', role: 'status'}, 'Loading …'));
    }
    try {
      const {comments} = await this.api.getRatingComments();
      this.show(comments);
    } catch (error) {
      this.fail(error);
    }
  }

  /** @param {readonly RatingComment[]} comments */
  show(comments) {
    const timeZone = this.data?.processed?.time_zone;
    const key = JSON.stringify([comments, timeZone]);
    if (key === this.shown) return;
    this.shown = key;
    this.place.replaceChildren(
      comments.length === 0 ?
        h('p', {class: 'mb-0'}, 'Nobody has written anything yet.') :
        h('ul', {class: 'ratings-list'},
          ...comments.map((comment) => commentItem(comment, timeZone))),
    );
  }

  /** @param {unknown} error */
  fail(error) {
    // What is there stays; the next refresh tries again.
    this.fetchedAt = -Infinity;
    if (this.shown) return;
    this.place.replaceChildren(failureNotice(
      'The comments could not be loaded', failureOf(error),
      () => void this.fetch()));
  }
}

/**
 * @param {RatingComment} comment
 * @param {string|undefined} timeZone
 * @return {HTMLElement}
 */
function commentItem(comment, timeZone) {
  const {stars, exp_version: version, occurred_at_msecs: msecs} = comment;
  return h('li', {},
    h('p', {class: 'ratings-comment', dir: 'auto'}, comment.comment),
    h('p', {class: 'app-muted ratings-about'},
      `${formatQuantity(stars, 'star')} · version ${version} · ` +
      formatDate(msecs, timeZone)));
}
