/**
 * The most common paths through an exploration, and the reliability of its
 * questions (Cronbach's alpha), in words. Free of the DOM.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {
  excerptOf, formatCoefficient, formatCount, formatPart, formatQuantity,
  formatShare,
} from './formats.js';
import {rateOf} from './wilson.js';

/**
 * @import {
 *   PathShown, Paths, Reliability
 * } from '../../domain/wire_types.js'
 */

/** Ways that are listed. */
const NUM_WAYS = 5;

/** Of runs of this many cards or more, the inner ones are only counted. */
const MIN_RUN = 4;

const LONGEST_NAME = 40;

/** @type {Readonly<Record<PathShown['end'], string>>} */
const ENDS = Object.freeze({
  completed: 'finished',
  left: 'left there',
  left_for_refresher: 'left there for a refresher',
  open: 'still there, or left without notice',
});

/**
 * @typedef {object} Way
 * @property {string} share of all learners.
 * @property {string} text
 */

/**
 * @param {string} name
 * @return {string}
 */
function quoteName(name) {
  return `“${excerptOf(name, LONGEST_NAME)}”`;
}

/**
 * @param {readonly string[]} names
 * @param {ReadonlyMap<string, number>} positions in reading order.
 * @return {string[][]} runs of cards that follow each other in that order.
 */
function runsOf(names, positions) {
  /** @type {string[][]} */
  const runs = [];
  for (const name of names) {
    const run = runs[runs.length - 1];
    const last = run && positions.get(run[run.length - 1]);
    if (run && last !== undefined && positions.get(name) === last + 1) {
      run.push(name);
    } else {
      runs.push([name]);
    }
  }
  return runs;
}

/**
 * @param {PathShown} path
 * @param {ReadonlyMap<string, number>} positions
 * @return {string} such as “A” → 8 cards → “J”: finished.
 */
function pathText({state_names: names, end, is_cut: isCut}, positions) {
  const parts = runsOf(names, positions).flatMap((run) =>
    run.length < MIN_RUN ? run.map(quoteName) : [
      quoteName(run[0]), formatQuantity(run.length - 2, 'card'),
      quoteName(run[run.length - 1]),
    ]);
  return `${[...parts, ...isCut ? ['…'] : []].join(' → ')}: ${ENDS[end]}`;
}

/**
 * @param {Paths} paths
 * @param {readonly string[]} stateOrder
 * @return {Way[]} the commonest first.
 */
export function commonestWays(paths, stateOrder) {
  const positions = new Map(stateOrder.map((name, index) => [name, index]));
  return paths.most_common.slice(0, NUM_WAYS).map((path) => {
    const rate = rateOf(path.num_sessions, paths.num_sessions);
    return {
      share: formatPart(rate.part, rate.whole) +
        (rate.isEnough ? ` (${formatShare(rate.share)})` : ''),
      text: pathText(path, positions),
    };
  });
}

/**
 * @param {Reliability} reliability
 * @return {string} empty for fewer than two questions.
 */
export function reliabilityText({alpha, n, items}) {
  if (items.length < 2) return '';
  const questions = formatQuantity(items.length, 'question');
  if (alpha === null || n < LIMITS.MIN_N_FOR_RATE) {
    return `Reliability: too few learners answered all ${questions} ` +
      `(n = ${formatCount(n)}).`;
  }
  return `Reliability ${formatCoefficient(alpha)} (n = ${formatCount(n)}, ` +
    `those who answered all ${questions}). 0.70 is usual for tests.`;
}
