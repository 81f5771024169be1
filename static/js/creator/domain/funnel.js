/**
 * The cards along the way that most learners take, with how many reach each
 * card and where the others go. Free of the DOM.
 */

/** @import {Transition, VersionGroup} from '../../domain/wire_types.js' */
/** @import {CardRow} from './statistics_model.js' */

/**
 * @typedef {object} Exit
 * @property {string} to
 * @property {number} count how often learners went from here to there.
 */

/**
 * @typedef {object} FunnelStep
 * @property {CardRow} row
 * @property {string|null} next the next card of the way.
 * @property {number} toNext how often learners went on to it.
 * @property {number} change how many learners more (or, below 0, fewer)
 *     reached the next card than this one, among the versions that have both.
 * @property {boolean} isOfSomeVersions whether other versions lack one of the
 *     two cards.
 * @property {Exit[]} elsewhere the commonest first.
 */

/**
 * @typedef {object} Funnel
 * @property {FunnelStep[]} steps from the first card on.
 * @property {CardRow[]} aside cards beside the way, by how many reached them.
 * @property {boolean} isMeasured whether the way is the one learners took;
 *     else it is the order of reading.
 */

/** Exits of a card that are listed; rarer ones are summed up. */
const MAX_EXITS = 3;

/**
 * @param {readonly Transition[]} transitions
 * @param {Map<string, CardRow>} rows
 * @return {Map<string, Exit[]>} the ways out of each card, commonest first.
 */
function exitsOf(transitions, rows) {
  /** @type {Map<string, Exit[]>} */
  const exits = new Map();
  for (const {from, to, count} of transitions) {
    if (from === to || count <= 0 || !rows.has(from) || !rows.has(to)) {
      continue;
    }
    exits.set(from, [...(exits.get(from) ?? []), {to, count}]);
  }
  for (const list of exits.values()) {
    list.sort((a, b) => b.count - a.count || (a.to < b.to ? -1 : 1));
  }
  return exits;
}

/**
 * @param {string} first
 * @param {Map<string, Exit[]>} exits
 * @param {Map<string, CardRow>} rows
 * @return {string[]} from the first card along the commonest way to a card
 *     not yet met, up to an end card.
 */
function commonestWay(first, exits, rows) {
  const way = [first];
  const visited = new Set(way);
  for (;;) {
    const last = way[way.length - 1];
    if (rows.get(last)?.isTerminal) return way;
    const next = exits.get(last)?.find(({to}) => !visited.has(to));
    if (!next) return way;
    way.push(next.to);
    visited.add(next.to);
  }
}

/**
 * @param {Exit[]} exits
 * @return {Exit[]} with the rarest of many summed up.
 */
function sumUpRarest(exits) {
  // A single further exit takes as much room as a sum.
  if (exits.length <= MAX_EXITS + 1) return exits;
  const rest = exits.slice(MAX_EXITS);
  return [...exits.slice(0, MAX_EXITS), {
    to: `${rest.length} other cards`,
    count: rest.reduce((sum, {count}) => sum + count, 0),
  }];
}

/**
 * @param {readonly CardRow[]} cards in reading order.
 * @param {readonly Transition[]|null} transitions null where they are not
 *     known.
 * @param {readonly VersionGroup[]} [partialVersions] plays of versions that
 *     lack some of the cards.
 * @return {Funnel}
 */
export function funnelOf(cards, transitions, partialVersions = []) {
  const rows = new Map(cards.map((row) => [row.stateName, row]));
  const first = cards.find(({isFirst}) => isFirst);
  const exits = exitsOf(transitions ?? [], rows);
  const isMeasured = first !== undefined && exits.size > 0;
  const way = isMeasured ? commonestWay(first.stateName, exits, rows) :
    cards.map(({stateName}) => stateName);
  const onWay = new Set(way);
  return {
    isMeasured,
    steps: way.map((name, index) => stepOf(name, way[index + 1] ?? null,
      rows, exits.get(name) ?? [], partialVersions)),
    aside: cards.filter(({stateName}) => !onWay.has(stateName))
      .sort((a, b) => b.firstEntered - a.firstEntered),
  };
}

/**
 * @param {string} name
 * @param {string|null} next
 * @param {Map<string, CardRow>} rows
 * @param {Exit[]} exits
 * @param {readonly VersionGroup[]} partialVersions
 * @return {FunnelStep}
 */
function stepOf(name, next, rows, exits, partialVersions) {
  const row = /** @type {CardRow} */ (rows.get(name));
  const following = next === null ? undefined : rows.get(next);
  const lacking = !following ? [] : partialVersions.filter(
    ({first_hit_counts: hits}) => [row, following].some(
      ({stateName}) => !Object.hasOwn(hits, stateName)));
  return {
    row, next,
    toNext: exits.find(({to}) => to === next)?.count ?? 0,
    change: following ?
      entriesOutside(following, lacking) - entriesOutside(row, lacking) : 0,
    isOfSomeVersions: lacking.length > 0,
    elsewhere: sumUpRarest(exits.filter(({to}) => to !== next)),
  };
}

/**
 * @param {CardRow} row
 * @param {readonly VersionGroup[]} others
 * @return {number} how many entered the card in versions other than these.
 */
function entriesOutside({firstEntered, stateName}, others) {
  return others.reduce((rest, {first_hit_counts: hits}) =>
    rest - (hits[stateName] ?? 0), firstEntered);
}
