/**
 * What each number on the statistics tab means, once, in plain words: the
 * same sentence stands where the number stands and in the glossary.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {CARD_GLOSSARY} from './card_glossary.js';

/**
 * @typedef {object} Term
 * @property {string} name
 * @property {string} definition
 * @property {string} [formula]
 */

/** @type {Readonly<Record<string, Term>>} */
export const GLOSSARY = Object.freeze({
  starts: {
    name: 'Starts',
    definition: 'How often a learner opened the exploration and saw its ' +
      'first card. Opening it again, or reloading the page, is a new start.',
  },
  actualStarts: {
    name: 'Actual starts',
    definition: 'Starts in which the learner gave at least one answer ' +
      '(pressing Continue is one), or reached the end without needing any.',
  },
  completions: {
    name: 'Completions',
    definition: 'Starts that reached an end card.',
  },
  passersBy: {
    name: 'Passers-by',
    definition: 'Starts without any answer. Someone who is still reading ' +
      'the first card is among them until the first answer.',
    formula: 'starts − actual starts',
  },
  dropOuts: {
    name: 'Drop-outs',
    definition: 'Learners who answered at least once and have not reached ' +
      'an end card. Someone who is playing right now is among them until ' +
      'the end.',
    formula: 'actual starts − completions',
  },
  completionRate: {
    name: 'Completion rate',
    definition: 'The share of actual starts that reached an end card. ' +
      'Passers-by are left out: they never began. With fewer than ' +
      `${LIMITS.MIN_N_FOR_RATE} actual starts no percentage is shown, ` +
      'because chance alone would move it too far.',
    formula: 'completions ÷ actual starts',
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
      'are zero. All days together are just what the totals say: plays that ' +
      'are not processed yet stand on the last day. A dotted line is a ' +
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
      'is broken. Plays that were going on then are left for the next one.',
  },
  toProcess: {
    name: 'Plays to process',
    definition: 'Plays that the live totals count and the processed figures ' +
      'do not yet. When there are none: plays whose learners may still be ' +
      'there, processed as far as they had come. “Refresh” processes all ' +
      'of them now.',
  },
  entered: {
    name: 'Entered',
    definition: 'How often this card was shown to a learner who came from ' +
      'another card or had just started. Coming back counts again; an ' +
      'answer that stays on the card does not.',
  },
  firstEntered: {
    name: 'First entered',
    definition: 'In how many starts this card was shown at least once.',
  },
  answers: {
    name: 'Answers',
    definition: 'How many answers were given on this card, right or wrong.',
  },
  usefulFeedback: {
    name: 'Useful feedback',
    definition: 'Answers that you had a response for, or that led to ' +
      'another card. The others fell to “all other answers” and stayed on ' +
      'the card. The percentage is of all answers on this card.',
  },
  solutionViews: {
    name: 'Solution views',
    definition: 'In how many starts the learner opened the solution of ' +
      'this card. Opening it twice counts once.',
  },
  completed: {
    name: 'Completed',
    definition: 'How often an answer led from this card to another one. ' +
      'An end card is completed on arrival.',
  },
  leftHere: {
    name: 'Left here',
    definition: 'How often a learner came to this card and did not go on. ' +
      'Someone who is on the card right now is among them. The percentage ' +
      'is of all times the card was entered. End cards have no such number.',
    formula: 'entered − completed',
  },
  shareEntered: {
    name: 'Share of starts',
    definition: 'In what part of all starts the card was shown at least ' +
      'once.',
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
