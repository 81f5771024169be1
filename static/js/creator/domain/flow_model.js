/**
 * The model of the flow: cards with the number of learners who reached and
 * left them, ways with the number who took them. Free of the DOM.
 */

import {edgesOf} from './exploration_graph.js';

/** @import {ChartTable} from './charts/chart_content.js' */
/** @import {Exploration, Transition} from '../../domain/wire_types.js' */
/** @import {CardRow} from './statistics_model.js' */

/**
 * @typedef {object} Way from a card to another one.
 * @property {string} from
 * @property {string} to
 * @property {number|null} count how often it was taken; null if
 *     unknown.
 * @property {boolean} isInVersion whether an answer of this version leads
 *     there; learners of earlier versions may have gone other ways.
 */

/** Thickness of a way that nobody took, and of the commonest, in pixels. */
const THINNEST = 1;
const THICKEST = 8;

/**
 * @param {string} from
 * @param {string} to
 * @return {string} a key that is unique for any two names.
 */
function keyOf(from, to) {
  return JSON.stringify([from, to]);
}

/**
 * @param {Exploration} exploration
 * @param {readonly Transition[]|null} transitions null where they are not
 *     known.
 * @param {readonly string[]} names the cards shown.
 * @return {Way[]} those of the version first, as they are stored.
 */
export function waysOf(exploration, transitions, names) {
  const cardNames = new Set(names);
  /** @type {Map<string, Way>} */
  const ways = new Map();
  for (const {from, to} of edgesOf(exploration)) {
    if (!cardNames.has(from) || !cardNames.has(to)) continue;
    ways.set(keyOf(from, to), {
      from, to, count: transitions ? 0 : null, isInVersion: true,
    });
  }
  for (const {from, to, count} of transitions ?? []) {
    if (from === to || !cardNames.has(from) || !cardNames.has(to)) continue;
    const key = keyOf(from, to);
    ways.set(key, {
      from, to, count, isInVersion: ways.get(key)?.isInVersion ?? false,
    });
  }
  return [...ways.values()];
}

/**
 * Grows with the square root of the count, so that rare ways remain
 * distinguishable beside common ones.
 *
 * @param {number|null} count
 * @param {number} largest of all counts.
 * @return {number} in pixels.
 */
export function thicknessOf(count, largest) {
  if (!count || largest <= 0) return THINNEST;
  return THINNEST + (THICKEST - THINNEST) * Math.sqrt(count / largest);
}

/** The steps of the colour scale, by the upper bound of each. */
export const LEFT_STEPS = Object.freeze([
  {level: '1', upTo: 0.05, label: 'up to 5 %'},
  {level: '2', upTo: 0.1, label: 'up to 10 %'},
  {level: '3', upTo: 0.2, label: 'up to 20 %'},
  {level: '4', upTo: 0.4, label: 'up to 40 %'},
  {level: '5', upTo: 1, label: 'more'},
]);

/**
 * @param {CardRow} row
 * @return {string} the level of its step; "end" for an end card, "few" where
 *     too few learners came for a share.
 */
export function leftLevelOf(row) {
  if (row.isTerminal) return 'end';
  if (!row.rates.leftHere.isEnough) return 'few';
  const share = row.rates.leftHere.share ?? 0;
  return LEFT_STEPS.find(({upTo}) => share <= upTo)?.level ?? '5';
}

/**
 * @param {readonly Way[]} ways
 * @return {ChartTable} the commonest first.
 */
export function waysTable(ways) {
  const rows = [...ways].sort((a, b) => (b.count ?? 0) - (a.count ?? 0));
  return {
    id: 'ways',
    columns: [
      {key: 'from', label: 'From'},
      {key: 'to', label: 'To'},
      {key: 'count', label: 'Times taken', isNumber: true},
      {
        key: 'is_in_version', label: 'In this version',
        format: (value) => value ? 'yes' : 'no',
      },
    ],
    rows: rows.map(({from, to, count, isInVersion}) =>
      [from, to, count, isInVersion]),
  };
}
