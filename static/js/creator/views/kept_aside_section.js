/**
 * Reported counts that are in no figure, collapsed at the end of the page.
 * Their names are untrusted, as anyone can report any name.
 */

import {html, nothing} from 'lit-html';

import {stateCounts} from '../../domain/counts.js';
import {CARD_FIGURES, cardValue} from '../domain/figures.js';
import {formatCount} from '../domain/formats.js';

/** @import {StateCounts} from '../../domain/counts.js' */
/** @import {CardFigure} from '../domain/figures.js' */
/** @import {StatisticsResponse as Answer} from '../../domain/wire_types.js' */

/**
 * The figures shown for a name that no card has.
 *
 * @type {readonly CardFigure['term'][]}
 */
const SHOWN_TERMS = ['entered', 'answers', 'completed'];

/** @param {Answer} answer */
export function keptAsideSection({
  unrecognised_states: states = {}, unrecognised_counters: counters = {},
}) {
  const hasStates = Object.keys(states).length > 0;
  const hasCounters = Object.keys(counters).length > 0;
  if (!hasStates && !hasCounters) return nothing;
  return html`<details class="glossary">
    <summary>Counts kept aside</summary>
    ${hasStates ? unknownCards(states) : nothing}
    ${hasCounters ? unknownCounters(counters) : nothing}
  </details>`;
}

/** @param {Answer['unrecognised_states']} states */
function unknownCards(states) {
  return html`<p>Players reported cards that this version does not have. Their
      counts are part of no figure on this page. A name is shown when several
      sessions reported it.</p>
    <ul>${Object.entries(states).map(([name, counts]) => html`<li>${
    // The server adds up names of few sessions under ''.
    name ? html`<bdi>${name}</bdi>` : 'Other names'}: ${
    countsText(counts)}</li>`)}</ul>`;
}

/**
 * @param {Partial<StateCounts>} counts of a name that no card has.
 * @return {string}
 */
function countsText(counts) {
  const allCounts = stateCounts(counts);
  return CARD_FIGURES.filter(({term}) => SHOWN_TERMS.includes(term))
    .map((figure) => `${figure.label.toLowerCase()} ` +
      formatCount(cardValue(figure, allCounts))).join(', ');
}

/** @param {Record<string, number>} counters */
function unknownCounters(counters) {
  const counted = Object.entries(counters)
    .map(([name, count]) => `${name} ${formatCount(count)}`).join(', ');
  return html`<p>Players of a later version of this program reported counts
    that this version does not know. They are kept until it does: ${
  counted}.</p>`;
}
