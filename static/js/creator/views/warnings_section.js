/**
 * What makes the figures doubtful, in plain words.
 */

import {stateCounts} from '../../domain/counts.js';
import {CARD_FIGURES, cardValue} from '../domain/figures.js';
import {formatCount} from '../domain/formats.js';
import {inPlainWords} from '../domain/violations.js';
import {h} from '../lib/dom.js';
import {notice} from '../lib/notices.js';

/** @import {StateCounts} from '../../domain/counts.js' */
/** @import {CardFigure} from '../domain/figures.js' */
/** @import {StatisticsAnswer as Answer} from '../domain/statistics_model.js' */

/**
 * The figures that tell how much is kept aside.
 *
 * @type {readonly CardFigure['term'][]}
 */
const TOLD_ASIDE = ['entered', 'answers', 'completed'];

/**
 * @param {string[]} violations
 * @return {HTMLElement}
 */
function violationsNotice(violations) {
  return notice('danger', 'These figures contradict each other', [
    'Something was counted wrongly, so do not rely on the figures below ' +
    'until they have been counted again from the event log. What does not ' +
    'add up:',
    h('ul', {class: 'mb-0'},
      ...violations.map(
        (violation) => h('li', {}, inPlainWords(violation)))),
  ]);
}

/**
 * @param {Partial<StateCounts>} counts of a name that is no card.
 * @return {string}
 */
function asideText(counts) {
  const known = stateCounts(counts);
  return CARD_FIGURES.filter(({term}) => TOLD_ASIDE.includes(term))
    .map((figure) => `${figure.label.toLowerCase()} ` +
      formatCount(cardValue(figure, known, false))).join(', ');
}

/**
 * @param {Answer['unrecognised_states']} states
 * @return {HTMLElement}
 */
function unrecognisedNotice(states) {
  const items = Object.entries(states).map(([name, counts]) => h('li', {},
    // The server folds names beyond the first few hundred into one of ''.
    h('strong', {}, name || 'Other names'), `: ${asideText(counts)}`));
  return notice('warning', 'Counts for cards that this version does not have', [
    'Players reported the cards below, but this version has none of that ' +
    'name. Their counts are kept aside and are part of no figure on this ' +
    'page.',
    h('ul', {class: 'mb-0'}, ...items),
  ]);
}

/**
 * @param {Record<string, number>} counters
 * @return {HTMLElement}
 */
function laterProgramNotice(counters) {
  const counted = Object.entries(counters)
    .map(([name, count]) => `${name} ${formatCount(count)}`).join(', ');
  return notice('warning', 'Counts that this version of the program does ' +
    'not know', [
    'Players of a later version of this program reported them. They are ' +
    `kept for when it does: ${counted}.`,
  ]);
}

export class WarningsSection {
  constructor() {
    this.element = h('section', {
      'aria-label': 'Warnings about these figures', hidden: true,
    });
    this.shown = '';
  }

  /** @param {Answer} answer */
  update(answer) {
    const violations = answer.invariant_violations ?? [];
    const states = answer.unrecognised_states ?? {};
    const counters = answer.unrecognised_counters ?? {};
    const key = JSON.stringify([violations, states, counters]);
    if (key === this.shown) return;
    this.shown = key;
    const notices = [];
    if (violations.length) notices.push(violationsNotice(violations));
    if (Object.keys(states).length) notices.push(unrecognisedNotice(states));
    if (Object.keys(counters).length) {
      notices.push(laterProgramNotice(counters));
    }
    this.element.hidden = notices.length === 0;
    this.element.replaceChildren(...notices);
  }
}
