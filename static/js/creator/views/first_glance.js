/**
 * The first screen of the tab: what a creator has to know before the next
 * lesson, without any term that needs a definition.
 */

import {html, nothing} from 'lit-html';

import {
  headlinesOf, latestChangeOf, placesOfLeaving, placesOfMistakes,
} from '../domain/first_glance.js';
import {processedStatusOf} from '../domain/processed_status.js';
import {cardRowsOf} from '../domain/statistics_model.js';
import {cardButton} from './cards_table.js';
import {rateTrack} from './rate_track.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Page} from '../main.js' */
/** @import {PeriodComparison} from '../domain/day_series.js' */
/** @import {Headline, Place} from '../domain/first_glance.js' */
/** @import {PageData} from '../domain/page_data.js' */

/**
 * @param {PageData} data
 * @param {PeriodComparison|null} comparison
 * @param {Page} page
 * @param {unknown} digest what to change first.
 * @return {Template}
 */
export function firstGlance(data, comparison, page, digest) {
  const change = latestChangeOf(data);
  return html`<div class="figures glance">
    ${headlinesOf(data, comparison).map(headlineFigure)}
    ${change ? headlineFigure(change) : html`<div class="figure"></div>`}
    ${placeList('Where most leave', page,
    placesOfLeaving(cardRowsOf(data.answer)),
    'Nobody has left before the end so far.')}
    ${mistakes(data, page)}
    ${digest}
  </div>`;
}

/** @param {Headline} headline */
function headlineFigure({name, value, note, rate, change}) {
  return html`<dl class="figure" data-headline=${name}>
    <dt class="figure-name">${name}</dt>
    <dd class="figure-value">${value}</dd>
    <dd class="figure-share">${rate ? rateTrack(rate) : nothing}${note}</dd>
    <dd class="figure-period">${change}</dd>
  </dl>`;
}

/**
 * @param {PageData} data
 * @param {Page} page
 */
function mistakes(data, page) {
  const {kind, reason} = processedStatusOf(data);
  const processed = kind === 'ready' ? data.processed : null;
  return placeList('What most get wrong', page,
    processed ? placesOfMistakes(processed) : [],
    processed ? 'No first answer was wrong so far.' : reason);
}

/**
 * @param {string} heading
 * @param {Page} page
 * @param {Place[]} places
 * @param {string} otherwise shown if there are none.
 */
function placeList(heading, {navigate}, places, otherwise) {
  return html`<section class="figure" aria-label=${heading}>
    <h4 class="figure-name">${heading}</h4>
    ${places.length === 0 ? html`<p class="glance-nothing">${otherwise}</p>` :
    html`<ol class="glance-places">${places.map((place) => html`<li>
      ${cardButton(place, navigate)}
      <p class="glance-text">${place.text}${rateTrack(place.rate)}</p>
      <p class="figure-share">${place.detail}</p>
    </li>`)}</ol>`}
  </section>`;
}
