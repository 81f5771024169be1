/** The ratings: their mean, their distribution, and the comments. */

import {html, nothing} from 'lit-html';

import {LIMITS} from '../../domain/wire_contract.js';
import {formatCount, formatQuantity, formatShare} from '../domain/formats.js';
import {libraryText, ratingsOf} from '../domain/ratings.js';
import {barsDrawing} from '../lib/bars_drawing.js';
import {definitionTip} from '../lib/toggletip.js';
import {answerDetailsPanel} from './answer_details.js';
import {ratingComments} from './rating_comments.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {StarRow} from '../domain/ratings.js' */

/**
 * @param {PageData} data
 * @param {Page} page
 */
export function ratingsSection(data, page) {
  return html`${ratingsPanel(data, ratingComments(data, page.api))}${
    answerDetailsPanel(data, page)}`;
}

/**
 * @param {PageData} data
 * @param {unknown} [comments]
 */
export function ratingsPanel(data, comments = nothing) {
  const ratings = ratingsOf(data.answer);
  if (ratings.n === 0) {
    return html`<div class="panel ratings"><p class="mb-0"
      data-ratings="none">Nobody has rated this exploration yet. Learners are
      asked for stars when they reach the end, and need not answer.</p></div>`;
  }
  return html`<div class="panel ratings"><div>
    <p class="mb-1"><span class="ratings-mean"
      data-stat="mean_rating">${ratings.meanText}</span> of ${
        LIMITS.MAX_STARS}, mean of ${formatQuantity(ratings.n, 'rating')}${
        definitionTip('meanRating')}</p>
    <p class="app-muted">${libraryText(ratings)}</p>
    ${starsTable(ratings.rows)}
    ${comments}
  </div></div>`;
}

/** @param {PageData} data */
export function starsPicture({answer}) {
  return barsDrawing(ratingsOf(answer).rows.map((row) => ({
    label: formatQuantity(row.stars, 'star'),
    value: formatCount(row.numSessions), share: row.share ?? 0,
  })));
}

/** @param {readonly StarRow[]} rows */
function starsTable(rows) {
  return html`<table class="ratings-table w-100 mb-3">
    <caption class="visually-hidden">Sessions by their stars</caption>
    <thead class="visually-hidden"><tr>
      <th scope="col">Stars</th>
      <td aria-hidden="true"></td>
      <th scope="col">Sessions</th>
      <th scope="col">Share</th>
    </tr></thead>
    <tbody>${rows.map(starsRow)}</tbody>
  </table>`;
}

/** @param {StarRow} row */
function starsRow({stars, numSessions, share, isShareShown}) {
  // The bar repeats the numbers beside it.
  return html`<tr>
    <th scope="row">${formatQuantity(stars, 'star')}</th>
    <td class="ratings-track" aria-hidden="true"><span class="ratings-bar"
      .style="width: ${(share ?? 0) * 100}%"></span></td>
    <td class="ratings-number" data-stars=${stars}>${
      formatCount(numSessions)}</td>
    <td class="ratings-number app-muted">${
      isShareShown ? formatShare(share) : ''}</td>
  </tr>`;
}
