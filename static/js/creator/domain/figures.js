/**
 * Names and defines every figure that the tab derives from the live counters.
 * Tiles, tables, downloads, the glossary and warnings are built from these
 * rows, in this order; a new counter of the contract needs only a row here.
 */

/**
 * @import {
 *   ExplorationCounter, ExplorationCounts, StateCounter, StateCounts
 * } from '../../domain/counts.js'
 */
/** @import {Rate} from './wilson.js' */

/**
 * @typedef {object} FigureTexts
 * @property {string} key in URLs, and in the headings of files.
 * @property {string} term the entry of the glossary.
 * @property {string} label
 * @property {string} definition
 * @property {string} [formula]
 */

/**
 * @typedef {object} ExplorationFigureParts
 * @property {'sessions'|'times'|'answers'} unit what is counted; a session
 *     counts once.
 * @property {string} noun singular, for counts in sentences.
 * @property {ExplorationCounter|null} counter null: derived from others.
 * @property {(counts: ExplorationCounts) => number} [derive]
 * @property {ExplorationCounter} [shareOf] the denominator of its share.
 * @property {string} [note] text in place of the share.
 */

/**
 * @typedef {object} CardFigureParts
 * @property {'sessions'|'times'|'answers'} unit what is counted; a session
 *     counts once.
 * @property {'visits'|'answers'} about the panel of a card shows figures about
 *     visits first.
 * @property {StateCounter|null} counter null: derived from others.
 * @property {(counts: StateCounts) => number} [derive]
 * @property {(count: number, kind: CardKind) => boolean} [appliesTo] whether
 *     the figure makes sense for the card; by default it does for all.
 * @property {CardShare} [share]
 */

/**
 * @typedef {object} CardKind
 * @property {boolean} isTerminal
 * @property {boolean} isLinear whether its only answer is to continue.
 * @property {boolean} hasHints
 * @property {boolean} hasSolution
 */

/**
 * @typedef {object} CardShare
 * @property {(card: StateCounts, exploration: ExplorationCounts) => number
 *     } of
 * @property {string} words the denominator in words.
 * @property {boolean} isInTable whether the table of cards shows it, too.
 */

/**
 * Whether hints or the solution can be opened, or were in earlier versions.
 *
 * @param {number} count
 * @param {boolean} isPossible
 * @return {boolean}
 */
function isPossibleOrWas(count, isPossible) {
  return isPossible || count > 0;
}

/** @typedef {FigureTexts & ExplorationFigureParts} AnyExplorationFigure */
/** @typedef {FigureTexts & CardFigureParts} AnyCardFigure */

/**
 * Returns a difference, or 0 where broken counts would make it negative; a
 * warning on the page reports broken counts.
 *
 * @param {number} whole
 * @param {number} part
 * @return {number}
 */
function remainder(whole, part) {
  return Math.max(whole - part, 0);
}

const OF_EXPLORATION = /** @satisfies {readonly AnyExplorationFigure[]} */ (
  /** @type {const} */ ([
    {
      key: 'num_starts', term: 'starts', counter: 'num_starts',
      label: 'Starts', noun: 'start', unit: 'sessions',
      definition: 'How often a learner opened the exploration and saw its ' +
        'first card. Going on after a reload or another day is the same ' +
        'start; starting again is a new one, and so is opening the ' +
        'exploration in a browser that does not remember the play.',
      note: 'opened the first card',
    },
    {
      key: 'num_actual_starts', term: 'actualStarts',
      counter: 'num_actual_starts', label: 'Actual starts',
      noun: 'actual start', unit: 'sessions', shareOf: 'num_starts',
      definition: 'Starts in which the learner gave at least one answer ' +
        '(pressing Continue is one), or reached the end without needing any.',
    },
    {
      key: 'num_completions', term: 'completions', counter: 'num_completions',
      label: 'Completions', noun: 'completion', unit: 'sessions',
      shareOf: 'num_actual_starts',
      definition: 'Starts that reached an end card.',
    },
    {
      key: 'num_ratings', term: 'ratings', counter: 'num_ratings',
      label: 'Ratings', noun: 'rating', unit: 'sessions',
      shareOf: 'num_completions',
      definition: 'How many learners gave stars at the end. They may change ' +
        'them; the last ones count.',
    },
    {
      key: 'num_passers_by', term: 'passersBy', counter: null,
      derive: (counts) =>
        remainder(counts.num_starts, counts.num_actual_starts),
      label: 'Passers-by', noun: 'passer-by', unit: 'sessions',
      shareOf: 'num_starts',
      definition: 'Starts without any answer. Someone who is still reading ' +
        'the first card is among them until the first answer.',
      formula: 'starts − actual starts',
    },
    {
      key: 'num_drop_outs', term: 'dropOuts', counter: null,
      derive: (counts) =>
        remainder(counts.num_actual_starts, counts.num_completions),
      label: 'Drop-outs', noun: 'drop-out', unit: 'sessions',
      shareOf: 'num_actual_starts',
      definition: 'Learners who answered at least once and have not reached ' +
        'an end card. Someone who is playing right now is among them until ' +
        'the end.',
      formula: 'actual starts − completions',
    },
  ]));

const OF_CARDS = /** @satisfies {readonly AnyCardFigure[]} */ (
  /** @type {const} */ ([
    {
      key: 'entered', term: 'entered', counter: 'total_hit_count',
      label: 'Entered', unit: 'times', about: 'visits',
      definition: 'How often this card was shown to a learner who came from ' +
        'another card or had just started. Coming back counts again; an ' +
        'answer that stays on the card does not.',
    },
    {
      key: 'first_entered', term: 'firstEntered', counter: 'first_hit_count',
      label: 'First entered', unit: 'sessions', about: 'visits',
      definition: 'In how many starts this card was shown at least once. ' +
        'The percentage is of the starts of versions that have the card.',
      share: {
        of: (_, exploration) => exploration.num_starts, words: 'starts',
        isInTable: false,
      },
    },
    {
      key: 'answers', term: 'answers', counter: 'total_answers_count',
      label: 'Answers', unit: 'answers', about: 'answers',
      definition: 'How many answers were given on this card, right or wrong.',
      appliesTo: (_, {isTerminal}) => !isTerminal,
    },
    {
      key: 'useful_feedback', term: 'usefulFeedback',
      counter: 'useful_feedback_count', label: 'Useful feedback',
      unit: 'answers', about: 'answers',
      definition: 'Answers that you had a response for, or that led to ' +
        'another card. The others fell to “all other answers” and stayed on ' +
        'the card. The percentage is of all answers on this card. A card ' +
        'where one can only go on has no such number.',
      appliesTo: (_, {isTerminal, isLinear}) => !isTerminal && !isLinear,
      share: {
        of: (card) => card.total_answers_count, words: 'answers',
        isInTable: true,
      },
    },
    {
      key: 'solution_views', term: 'solutionViews',
      counter: 'num_times_solution_viewed', label: 'Solution views',
      unit: 'sessions', about: 'answers',
      definition: 'In how many starts the learner opened the solution of ' +
        'this card. Opening it twice counts once.',
      appliesTo: (count, {hasSolution}) => isPossibleOrWas(count, hasSolution),
    },
    {
      key: 'completed', term: 'completed', counter: 'num_completions',
      label: 'Completed', unit: 'times', about: 'visits',
      definition: 'How often an answer led from this card to another one. ' +
        'An end card is completed on arrival.',
    },
    {
      key: 'hint_views', term: 'hintViews', counter: 'num_times_hint_viewed',
      label: 'Hint views', unit: 'sessions', about: 'answers',
      definition: 'In how many starts the learner opened at least one hint ' +
        'of this card.',
      appliesTo: (count, {hasHints}) => isPossibleOrWas(count, hasHints),
      share: {
        of: (card) => card.first_hit_count, words: 'starts that came here',
        isInTable: false,
      },
    },
    {
      key: 'left_here', term: 'leftHere', counter: null,
      derive: (counts) =>
        remainder(counts.total_hit_count, counts.num_completions),
      appliesTo: (_, {isTerminal}) => !isTerminal,
      label: 'Left here', unit: 'times', about: 'visits',
      definition: 'How often a learner came to this card and did not go on. ' +
        'Someone who is on the card right now is among them. The percentage ' +
        'is of all times the card was entered. End cards have no such number.',
      formula: 'entered − completed',
      share: {
        of: (card) => card.total_hit_count, words: 'times entered',
        isInTable: true,
      },
    },
  ]));

/** @typedef {typeof OF_EXPLORATION[number]} ExplorationRow */
/** @typedef {typeof OF_CARDS[number]} CardFigureRow */

/** @typedef {AnyExplorationFigure & Pick<ExplorationRow, 'term'>
 *    } ExplorationFigure */
/** @typedef {AnyCardFigure & Pick<CardFigureRow, 'term'>} CardFigure */

/** @typedef {Record<ExplorationRow['term'], number>} ExplorationValues */

/**
 * @typedef {Extract<CardFigureRow, {appliesTo: unknown}>['term']
 * } TermOfSomeCards
 */

/**
 * @typedef {Record<Exclude<CardFigureRow['term'], TermOfSomeCards>, number> &
 *   Record<TermOfSomeCards, number|null>} CardValues
 */

/**
 * @typedef {Partial<Record<ExplorationRow['term'], Rate>> &
 *   Record<Extract<ExplorationRow, {shareOf: string}>['term'], Rate>
 * } ExplorationRates the shares of the figures that have one.
 */

/**
 * @typedef {Partial<Record<CardFigureRow['term'], Rate>> &
 *   Record<Extract<CardFigureRow, {share: object}>['term'], Rate>
 * } CardRates the shares of the figures that have one.
 */

/** @type {readonly ExplorationFigure[]} */
export const EXPLORATION_FIGURES = Object.freeze(OF_EXPLORATION);

/** @type {readonly CardFigure[]} */
export const CARD_FIGURES = Object.freeze(OF_CARDS);

/**
 * The figures that are counters, and so have a value for each day.
 *
 * @type {readonly (ExplorationFigure & {counter: ExplorationCounter})[]}
 */
export const EXPLORATION_COUNTERS = Object.freeze(
  EXPLORATION_FIGURES.flatMap((figure) =>
    figure.counter === null ? [] : [{...figure, counter: figure.counter}]));

/**
 * @param {ExplorationCounter} counter
 * @return {ExplorationFigure} its figure.
 */
export function figureOfCounter(counter) {
  const figure = EXPLORATION_COUNTERS.find((one) => one.counter === counter);
  if (!figure) throw new Error(`The counter ${counter} has no figure.`);
  return figure;
}

/**
 * @param {ExplorationFigure} figure
 * @param {ExplorationCounts} counts
 * @return {number}
 */
export function explorationValue({counter, derive}, counts) {
  return counter === null ? derive?.(counts) ?? 0 : counts[counter];
}

/**
 * @param {CardFigure} figure
 * @param {StateCounts} counts
 * @param {CardKind} [kind] of the card, if there is such a card.
 * @return {number|null} null where the figure makes no sense for the card.
 */
export function cardValue({counter, derive, appliesTo}, counts, kind) {
  const value = counter === null ? derive?.(counts) ?? 0 : counts[counter];
  return kind && appliesTo && !appliesTo(value, kind) ? null : value;
}
