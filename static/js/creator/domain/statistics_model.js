/**
 * The statistics of one exploration as the tab shows them. Every figure on
 * the page is derived here, from one response of the server, so that no two
 * places can contradict each other.
 */

import {explorationCounts, stateCounts} from '../../domain/counts.js';
import {
  CARD_FIGURES, EXPLORATION_COUNTERS, EXPLORATION_FIGURES, cardValue,
  explorationValue,
} from './figures.js';
import {formatCount} from './formats.js';
import {rateOf} from './wilson.js';

/**
 * @import {
 *   ListedVersion, StatisticsResponse, VersionGroup
 * } from '../../domain/wire_types.js'
 */
/**
 * @import {
 *   ExplorationCounts, RatingCounts, StateCounts
 * } from '../../domain/counts.js'
 */
/**
 * @import {
 *   CardKind, CardRates, CardValues, ExplorationRates, ExplorationValues
 * } from './figures.js'
 */
/** @import {Rate} from './wilson.js' */

/**
 * @typedef {ExplorationValues & {rates: ExplorationRates}} Overview the
 *     values of all figures by their terms, and their shares. The share
 *     of the completions is the completion rate.
 */

/**
 * @typedef {object} CardPlace
 * @property {number} position 1 is the first card, then breadth first.
 * @property {string} stateName
 * @property {boolean} isFirst
 */

/**
 * @typedef {CardPlace & CardKind & CardValues & {rates: CardRates}} CardRow
 *     with the values of all figures by their terms, and their shares.
 */

/**
 * @template {{term: string}} Figure
 * @param {readonly Figure[]} figures
 * @param {(figure: Figure) => number|null} valueOf
 * @param {(figure: Figure) => number|undefined} wholeOf the denominator.
 * @return {any} their values by their terms, and their shares.
 */
function valuesOf(figures, valueOf, wholeOf) {
  /** @type {Record<string, Rate>} */
  const rates = {};
  const values = figures.map((figure) => {
    const value = valueOf(figure);
    const whole = wholeOf(figure);
    if (whole !== undefined) rates[figure.term] = rateOf(value ?? 0, whole);
    return [figure.term, value];
  });
  return {...Object.fromEntries(values), rates};
}

/**
 * @param {StatisticsResponse} answer
 * @return {Overview}
 */
export function overviewOf(answer) {
  const counts = explorationCounts(answer);
  return valuesOf(EXPLORATION_FIGURES,
    (figure) => explorationValue(figure, counts),
    ({shareOf}) => shareOf && counts[shareOf]);
}

/**
 * @param {StatisticsResponse} answer
 * @return {string[]} the names of all cards, each once, in reading order.
 */
function cardNamesOf(answer) {
  const names = new Set(answer.state_order);
  Object.keys(answer.state_stats_mapping).sort()
    .forEach((name) => names.add(name));
  return [...names];
}

/**
 * @param {StateCounts} counts
 * @param {CardKind} kind
 * @param {ExplorationCounts} exploration
 * @return {CardValues & {rates: CardRates}}
 */
function cardFigures(counts, kind, exploration) {
  return valuesOf(CARD_FIGURES, (figure) => cardValue(figure, counts, kind),
    ({share}) => share?.of(counts, exploration));
}

/**
 * @param {StatisticsResponse} answer
 * @return {(stateName: string) => CardKind} kinds of its cards.
 */
function kindsOf(answer) {
  const terminal = new Set(answer.terminal_state_names);
  const linear = new Set(answer.linear_state_names);
  const withHints = new Set(answer.state_names_with_hints);
  const withSolution = new Set(answer.state_names_with_solution);
  return (name) => ({
    isTerminal: terminal.has(name), isLinear: linear.has(name),
    hasHints: withHints.has(name), hasSolution: withSolution.has(name),
  });
}

/**
 * @param {StatisticsResponse} answer
 * @return {boolean} whether the first card is an end card, so that all who
 *     start finish at once.
 */
export function endsAtOnce(answer) {
  return answer.terminal_state_names.includes(answer.init_state_name);
}

/**
 * A card that was added later could not be entered before, so its shares are
 * of the starts of versions that have it.
 *
 * @param {StatisticsResponse} answer
 * @param {readonly VersionGroup[]} [partialVersions] plays of versions that
 *     lack some of the cards.
 * @return {CardRow[]} breadth first from the first card.
 */
export function cardRowsOf(answer, partialVersions = []) {
  const kindOf = kindsOf(answer);
  const mapping = new Map(Object.entries(answer.state_stats_mapping));
  const all = explorationCounts(answer);
  return cardNamesOf(answer).map((stateName, index) => {
    const counts = stateCounts(mapping.get(stateName) ?? {});
    const exploration = {
      ...all,
      num_starts:
        all.num_starts - startsWithout(stateName, partialVersions),
    };
    const kind = kindOf(stateName);
    return {
      position: index + 1,
      stateName,
      isFirst: stateName === answer.init_state_name,
      ...kind,
      ...cardFigures(counts, kind, exploration),
    };
  });
}

/**
 * @param {string} stateName
 * @param {readonly VersionGroup[]} partialVersions
 * @return {number} the starts of versions that lack the card.
 */
function startsWithout(stateName, partialVersions) {
  return partialVersions
    .filter(({first_hit_counts: hits}) => !Object.hasOwn(hits, stateName))
    .reduce((sum, {num_starts: starts}) => sum + starts, 0);
}

/**
 * @param {StatisticsResponse} answer
 * @return {ListedVersion[]} newest first.
 */
export function versionsOf(answer) {
  return [...answer.versions].sort((a, b) => b.version - a.version);
}

/**
 * @param {StatisticsResponse} answer
 * @return {boolean} whether nothing at all was counted.
 */
export function isEmpty(answer) {
  return [
    explorationCounts(answer), ...Object.values(answer.state_stats_mapping),
  ].every((counts) => Object.values(counts).every((count) => count === 0));
}

/**
 * The changes between two responses in one sentence, for those who cannot see
 * the numbers change.
 *
 * @param {StatisticsResponse|null} before
 * @param {StatisticsResponse} now
 * @return {string} empty when no total changed.
 */
export function changeSentence(before, now) {
  if (!before || before.exp_version !== now.exp_version) return '';
  if (before.cut || now.cut) return '';
  const [countsBefore, countsNow] =
    [explorationCounts(before), explorationCounts(now)];
  const parts = EXPLORATION_COUNTERS
    .filter(({counter}) => countsBefore[counter] !== countsNow[counter])
    .map(({counter, label}) =>
      `${formatCount(countsNow[counter])} ${label.toLowerCase()}`);
  return parts.length ? `Updated: ${parts.join(', ')}.` : '';
}
