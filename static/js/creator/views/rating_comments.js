/**
 * The comments that learners wrote with their ratings. They are loaded when
 * the list is opened, and refreshed while it is open.
 */

import {html, nothing} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {withState} from '../../lib/with_state.js';
import {formatDate, formatQuantity} from '../domain/formats.js';
import {ratingsOf} from '../domain/ratings.js';
import {failureOf} from '../lib/failures.js';
import {failureBox} from '../lib/notices.js';
import {Resource} from '../lib/resource.js';
import {VoiceActions} from './voice_actions.js';

/** @import {RatingComment} from '../../domain/wire_types.js' */
/** @import {CreatorApi} from '../api.js' */
/** @import {PageData} from '../domain/page_data.js' */

/**
 * A comment without another number of stars changes no counter, so an open
 * list is also refreshed after this time.
 */
const REFRESH_MSECS = 60_000;

/**
 * @param {PageData} data
 * @param {CreatorApi} api
 */
export function ratingComments(data, api) {
  return withState((redraw) => new RatingComments(api, redraw),
    (comments) => comments.view(data));
}

class RatingComments {
  /**
   * @param {CreatorApi} api
   * @param {() => void} redraw
   */
  constructor(api, redraw) {
    this.api = api;
    this.redraw = redraw;
    /** @type {Resource<{comments: readonly RatingComment[]}>} */
    this.answer = new Resource(redraw);
    this.actions = new VoiceActions('rating-comments', redraw);
    /** @type {PageData|null} */
    this.data = null;
    this.isOpen = false;
    // The ratings and the time of the latest request.
    this.ratingsFetched = '';
    this.fetchedAt = -Infinity;
  }

  /** @param {PageData} data */
  view(data) {
    if (data !== this.data) {
      this.data = data;
      this.refresh(data);
    }
    const onToggle = (/** @type {Event} */ {currentTarget}) => {
      this.isOpen = /** @type {HTMLDetailsElement} */ (currentTarget).open;
      this.refresh(data);
      this.redraw();
    };
    return html`<details class="ratings-written" @toggle=${onToggle}>
      <summary id="rating-comments">What learners wrote</summary>
      <div class="ratings-comments">${
        this.list(data.processed?.time_zone)}</div>
    </details>`;
  }

  /** @param {string|undefined} timeZone */
  list(timeZone) {
    const {value, error, reload} = this.answer;
    if (value === null) {
      if (!this.isOpen) return nothing;
      return error === null ?
        html`<p class="loading" role="status">Loading …</p>` :
        failureBox(
          'The comments could not be loaded', failureOf(error), reload);
    }
    const {comments} = value;
    return comments.length === 0 ?
      html`<p class="mb-0">Nobody has written anything yet.</p>` :
      html`<ul class="ratings-list">${repeat(
        comments, ({event_id: id}) => id,
        (comment) => this.item(comment, timeZone))}</ul>${
        this.actions.problem}`;
  }

  /**
   * @param {RatingComment} comment
   * @param {string|undefined} timeZone
   */
  item(comment, timeZone) {
    const {event_id: id, is_done: isDone} = comment;
    const {api, answer} = this;
    return html`<li>${commentText(comment, timeZone)}${this.actions.buttons({
      isDone,
      mark: async (done) => {
        answer.value = await api.markRatingComment(id, done);
      },
      erase: async () => {
        answer.value = await api.deleteRatingComment(id);
      },
    })}</li>`;
  }

  /**
   * Fetches the list if it is open and may have changed.
   *
   * @param {PageData} data
   */
  refresh({answer}) {
    if (!this.isOpen) return;
    const ratings = JSON.stringify(ratingsOf(answer).rows);
    const age = answer.generated_at_msecs - this.fetchedAt;
    const isStale = ratings !== this.ratingsFetched || age >= REFRESH_MSECS ||
      this.answer.error !== null;
    if (!isStale) return;
    this.ratingsFetched = ratings;
    this.fetchedAt = answer.generated_at_msecs;
    this.answer.load(
      `${this.fetchedAt} ${ratings}`, () => this.api.getRatingComments());
  }
}

/**
 * @param {RatingComment} comment
 * @param {string|undefined} timeZone
 */
function commentText({comment, is_done: isDone, ...rating}, timeZone) {
  const {stars, exp_version: version, occurred_at_msecs: msecs} = rating;
  return html`<p class="ratings-comment" dir="auto">${comment}</p><p
    class="app-muted ratings-about">${[formatQuantity(stars, 'star'),
      `version ${version}`, formatDate(msecs, timeZone),
      ...isDone ? ['done'] : []].join(' · ')}</p>`;
}
