/**
 * The comments that learners wrote with their ratings. They are loaded when
 * the list is opened, and refreshed while it is open.
 */

import {html} from 'lit-html';

import {withState} from '../../lib/with_state.js';
import {formatDate, formatQuantity} from '../domain/formats.js';
import {ratingsOf} from '../domain/ratings.js';
import {openedPart} from '../lib/folded_part.js';
import {Voices} from './voices.js';

/** @import {CommentsResponse} from '../../domain/wire_types.js' */
/** @import {CreatorApi} from '../api.js' */
/** @import {PageData} from '../domain/page_data.js' */

/**
 * @param {PageData} data
 * @param {CreatorApi} api
 */
export function ratingComments(data, api) {
  return withState((redraw) => new Voices({
    name: 'comments', headingId: 'rating-comments', list: api.comments,
    idName: 'event_id',
  }, redraw), (voices) => openedPart('What learners wrote', () => {
    voices.load(data, JSON.stringify(ratingsOf(data.answer).rows));
    return html`<div class="ratings-comments">${voices.view(
      (answer) => commentList(voices, answer, data.processed?.time_zone))
    }</div>`;
  }, {classes: 'ratings-written', summaryId: 'rating-comments'}));
}

/**
 * @param {Voices<CommentsResponse>} voices
 * @param {CommentsResponse} answer
 * @param {string|undefined} timeZone
 */
function commentList(voices, {comments}, timeZone) {
  if (comments.length === 0) {
    return html`<p class="mb-0">Nobody has written anything yet.</p>`;
  }
  return voices.list(comments.map((comment) => ({
    id: comment.event_id, isDone: comment.is_done, text: comment.comment,
    about: [
      formatQuantity(comment.stars, 'star'), `version ${comment.exp_version}`,
      formatDate(comment.occurred_at_msecs, timeZone),
      ...comment.is_done ? ['done'] : [],
    ].join(' · '),
  })));
}
