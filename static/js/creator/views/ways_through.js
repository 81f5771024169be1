/** The most common paths through the exploration, and its reliability. */

import {html, nothing} from 'lit-html';

import {commonestWays, reliabilityText} from '../domain/ways.js';
import {foldedPart} from '../lib/folded_part.js';
import {definedText} from '../lib/toggletip.js';

/** @import {PageData} from '../domain/page_data.js' */

/** @param {PageData} data */
export function waysThrough({answer, processed}) {
  if (!processed) return nothing;
  const ways = commonestWays(processed.paths, answer.state_order);
  const reliability = reliabilityText(processed.reliability);
  return html`
    ${ways.length === 0 ? nothing : foldedPart('ways', 'The most common paths',
    html`<ol class="ways">${ways.map(({share, text}) =>
      html`<li><strong>${share}</strong> ${text}</li>`)}</ol>`)}
    ${reliability ? html`<p class="form-text" data-reliability>${
      definedText('reliability', reliability)}</p>` : nothing}`;
}
