/** The card as learners see it, the cards around it, and a link to edit it. */

import {html, nothing} from 'lit-html';
import {guard} from 'lit-html/directives/guard.js';

import {breadthFirstOrder, destinationsOf} from
  '../../domain/exploration_graph.js';
import {fillInSampleParams} from '../../domain/sample_params.js';
import {linkButton, textButton} from '../../lib/buttons.js';
import {cardPreview} from './card_preview.js';

/** @import {Page} from '../../main.js' */
/** @import {Exploration} from '../../../domain/wire_types.js' */

/**
 * @param {object} card
 * @param {Page} card.page
 * @param {string} card.stateName
 * @param {number} card.version
 * @param {string} card.editHref
 * @param {Exploration|null} card.exploration null until it is loaded.
 * @param {boolean} card.hasFailed whether it could not be loaded.
 */
export function cardColumn(
  {page, stateName, version, editHref, exploration, hasFailed}) {
  return html`<div class="card-column">
    <h3 class="card-part-heading">As learners see it, version ${version}</h3>
    ${exploration ? cardInExploration(page, exploration, stateName) :
      placeholder(hasFailed ?
        'The card could not be loaded.' : 'Loading the card …')}
    ${page.isShared ? nothing : linkButton('Edit this card', editHref)}
  </div>`;
}

/** @param {string} text */
function placeholder(text) {
  return html`<div><p class="app-muted">${text}</p></div>
    <div class="card-ways d-grid mb-3 gap-3"></div>`;
}

/**
 * @param {Page} page
 * @param {Exploration} exploration
 * @param {string} stateName
 */
function cardInExploration(page, exploration, stateName) {
  const {states, language_code: language} = exploration;
  const state = states[stateName];
  if (!state) return placeholder('This version does not have the card.');
  const others = breadthFirstOrder(exploration)
    .filter((name) => name !== stateName);
  return html`<div>${guard([exploration, stateName],
    () => cardPreview(fillInSampleParams(state, exploration), language))}</div>
    <div class="card-ways d-grid mb-3 gap-3">
      ${cardList(page, 'Leads to', destinationsOf(state)
        .filter((name) => name !== stateName))}
      ${cardList(page, 'Comes from', others.filter((name) =>
        destinationsOf(states[name]).includes(stateName)))}
    </div>`;
}

/**
 * @param {Page} page
 * @param {string} heading
 * @param {string[]} names
 */
function cardList(page, heading, names) {
  return html`<div>
    <h4 class="card-ways-name">${heading}</h4>
    ${names.length === 0 ? html`<p class="app-muted mb-0">no other card</p>` :
      html`<ul>${names.map((name) => html`<li>${textButton(
        name, () => page.navigate({card: name}, {isStep: false}),
        {kind: 'btn-link btn-sm p-0 text-start'})}</li>`)}</ul>`}
  </div>`;
}
