/**
 * Reported counts that are part of no figure, collapsed at the end of the
 * page: anybody can report any name, and its sender chooses the text.
 */

import {stateCounts} from '../../domain/counts.js';
import {CARD_FIGURES, cardValue} from '../domain/figures.js';
import {formatCount} from '../domain/formats.js';
import {h} from '../lib/dom.js';

/** @import {StateCounts} from '../../domain/counts.js' */
/** @import {CardFigure} from '../domain/figures.js' */
/** @import {StatisticsAnswer as Answer} from '../domain/statistics_model.js' */

/**
 * The figures shown of a name that is no card.
 *
 * @type {readonly CardFigure['term'][]}
 */
const SHOWN_TERMS = ['entered', 'answers', 'completed'];

/**
 * @param {Partial<StateCounts>} counts of a name that is no card.
 * @return {string}
 */
function asideText(counts) {
  const allCounts = stateCounts(counts);
  return CARD_FIGURES.filter(({term}) => SHOWN_TERMS.includes(term))
    .map((figure) => `${figure.label.toLowerCase()} ` +
      formatCount(cardValue(figure, allCounts, false))).join(', ');
}

/**
 * @param {Answer['unrecognised_states']} states
 * @return {Node[]}
 */
function unknownCards(states) {
  const items = Object.entries(states).map(([name, counts]) => h('li', {},
    // The server sums up under '' what few sessions reported.
    name ? h('bdi', {}, name) : 'Other names', `: ${asideText(counts)}`));
  return [
    h('p', {}, 'Players reported cards that this version does not have. ' +
      'Their counts are part of no figure on this page. A name is shown when ' +
      'several sessions reported it.'),
    h('ul', {}, ...items),
  ];
}

/**
 * @param {Record<string, number>} counters
 * @return {Node[]}
 */
function unknownCounters(counters) {
  const counted = Object.entries(counters)
    .map(([name, count]) => `${name} ${formatCount(count)}`).join(', ');
  return [h('p', {}, 'Players of a later version of this program reported ' +
    `counts that this version does not know. They are kept until it does: ${
      counted}.`)];
}

export class KeptAsideSection {
  constructor() {
    this.body = h('div', {});
    this.element = h('details', {class: 'glossary', hidden: true},
      h('summary', {}, 'Counts kept aside'), this.body);
    this.shown = '';
  }

  /** @param {Answer} answer */
  update(answer) {
    const states = answer.unrecognised_states ?? {};
    const counters = answer.unrecognised_counters ?? {};
    const key = JSON.stringify([states, counters]);
    if (key === this.shown) return;
    this.shown = key;
    const parts = [
      ...(Object.keys(states).length ? unknownCards(states) : []),
      ...(Object.keys(counters).length ? unknownCounters(counters) : []),
    ];
    this.element.hidden = parts.length === 0;
    this.body.replaceChildren(...parts);
  }
}
