/**
 * Definitions of the numbers on the statistics tab. The same sentence is shown
 * beside the number and in the glossary.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {CARD_GLOSSARY} from './card_glossary.js';
import {CARD_FIGURES, EXPLORATION_FIGURES} from './figures.js';

/** @import {FigureTexts} from './figures.js' */

/**
 * @typedef {object} Term
 * @property {string} name
 * @property {string} definition
 * @property {string} [formula]
 */

/**
 * @param {readonly FigureTexts[]} figures
 * @return {Record<string, Term>}
 */
function termsOf(figures) {
  return Object.fromEntries(figures.map(
    ({term, label, definition, formula}) =>
      [term, {name: label, definition, formula}]));
}

/** @type {Readonly<Record<string, Term>>} */
export const GLOSSARY = Object.freeze({
  ...termsOf(EXPLORATION_FIGURES),
  completionRate: {
    name: 'Completion rate',
    definition: 'The share of actual starts that reached an end card. ' +
      'Passers-by are left out: they never began. With fewer than ' +
      `${LIMITS.MIN_N_FOR_RATE} actual starts no percentage is shown, ` +
      'because chance alone would move it too far.',
    formula: 'completions ÷ actual starts',
  },
  meanRating: {
    name: 'Mean rating',
    definition: 'The mean of the stars that learners gave at the end, each ' +
      'session once, with its last rating. Only learners who came to the ' +
      'end are asked, and few of them answer: mostly those who liked it a ' +
      'lot or not at all. So it says how these learners liked it, not how ' +
      'much anyone learned.',
    formula: 'sum of stars ÷ ratings',
  },
  interval: {
    name: '95 % interval',
    definition: 'The range that the rate would plausibly have with very ' +
      'many learners like these (Wilson’s score interval). The more ' +
      'learners, the narrower it gets. Two rates whose intervals overlap ' +
      'widely may well be the same.',
  },
  medianTime: {
    name: 'Median time to the end',
    definition: 'Half of those who completed spent less time on the cards ' +
      'up to the end, half more. Pauses count. Of processed plays.',
  },
  dayByDay: {
    name: 'Day by day',
    definition: 'What happened on each day, in the time zone of the ' +
      'exploration: UTC, unless its YAML names another. Days without plays ' +
      'are zero. The days always add up to the totals: plays that are not ' +
      'processed yet are shown on the last day. A dotted line is a ' +
      'saved version.',
  },
  completeThrough: {
    name: 'Complete through',
    definition: 'Every play reported before this moment is part of the ' +
      'processed figures: days, times, answers, transitions and what to ' +
      'do. Starts, completions and the counts of each card are live and ' +
      'need no processing.',
  },
  audit: {
    name: 'Audit',
    definition: 'A job recounts the event log, one play at a time, and ' +
      'compares the result with the counters that this page shows. It ' +
      'agrees when there is no difference and no rule between the numbers ' +
      'is broken; counters that differ are corrected and listed. Plays ' +
      'that differ and are still in progress are left for the next audit.',
  },
  toProcess: {
    name: 'Plays to process',
    definition: 'Plays that the live totals count and the processed figures ' +
      'do not yet. When there are none: plays whose learners may still be ' +
      'there, processed as far as they had come. “Refresh” processes all ' +
      'of them now.',
  },
  ...termsOf(CARD_FIGURES),
  shareEntered: {
    name: 'Share of starts',
    definition: 'In what part of the starts the card was shown at least ' +
      'once. Starts of versions that do not have the card are left out.',
    formula: 'first entered ÷ starts',
  },
  differenceInterval: {
    name: 'Interval of a difference',
    definition: 'The range that the difference would plausibly have with ' +
      'very many learners like these (Newcombe’s hybrid score interval, ' +
      '95 %). While it holds 0, chance alone can explain the difference. ' +
      'The dot is the difference found, the line its interval.',
    formula: 'rate after − rate before, in percentage points',
  },
  ...CARD_GLOSSARY,
});
