/** Sentences about plays that an owner leaves out of the figures. */

import {explorationCounts} from '../../domain/counts.js';
import {figureOfCounter} from './figures.js';
import {
  formatCount, formatDate, formatDateTime, formatDay, formatQuantity,
} from './formats.js';

/**
 * @import {
 *   Exclusion, StatisticsResponse as Answer
 * } from '../../domain/wire_types.js'
 */
/** @import {ExplorationCounter} from '../../domain/counts.js' */

/** Number of groups of plays that are listed one by one. */
const MAX_GROUPS_LISTED = 5;

/**
 * @param {Pick<Answer, 'num_left_out'>} answer
 * @return {string} '' if none are left out.
 */
export function leftOutText({num_left_out: number}) {
  return number === 0 ? '' : `${formatQuantity(number, 'play')} ${
    number === 1 ? 'is' : 'are'} left out of all figures.`;
}

/**
 * @param {Exclusion[]} exclusions
 * @return {Exclusion|null} the owner's search, which awaits a decision.
 */
export function searchOf(exclusions) {
  return exclusions.findLast(({status}) =>
    ['finding', 'too_many', 'found'].includes(status)) ?? null;
}

/**
 * @param {Exclusion[]} exclusions
 * @return {Exclusion[]} the plays left out, the latest first.
 */
export function exclusionsInEffect(exclusions) {
  return exclusions.filter(({status}) =>
    ['leaving_out', 'left_out', 'taking_back'].includes(status)).reverse();
}

/**
 * @param {Exclusion} exclusion
 * @return {string} a description of the plays.
 */
export function playsText({kind, day, num_sessions: number}) {
  const plays = formatQuantity(number, 'play');
  const when = day === null ? '' : ` that began on ${formatDay(day)}`;
  return kind === 'day' ? plays + when :
    `${plays}${when} that ${number === 1 ? 'looks' : 'look'} made up`;
}

/**
 * @param {Exclusion} search
 * @param {string} timeZone
 * @return {string[]} sentences about its result.
 */
export function foundSentences(search, timeZone) {
  if (search.status === 'finding') {
    return ['Plays are still being looked for. Open this again later.'];
  }
  if (search.status === 'too_many') {
    return ['These are more plays than can be left out at once. Choose a day.'];
  }
  if (search.num_sessions === 0) {
    return [search.kind === 'day' ?
      'No play that counts began on that day.' : 'No plays look made up.'];
  }
  return [
    `Found ${playsText(search)}.`,
    ...search.groups.slice(0, MAX_GROUPS_LISTED).map(
      ({began_msecs: msecs, num_sessions: number}) =>
        `${formatCount(number)} plays began within one minute on ${
          formatDateTime(msecs, timeZone)
        } and took the same times, to the millisecond.`),
    ...(search.groups.length > MAX_GROUPS_LISTED ? [
      `And at least ${formatCount(search.groups.length - MAX_GROUPS_LISTED)} ` +
      'more such groups.'] : []),
  ];
}

/**
 * @param {Exclusion} search
 * @param {Answer} answer
 * @return {{label: string, text: string}[]} the effect of leaving the
 *     plays out: the counts before and after; the difference alone if an
 *     earlier version is shown, as the plays may be of a later one.
 */
export function changesOf({counts}, answer) {
  const now = explorationCounts(answer);
  const isLatest = answer.exp_version === answer.latest_version;
  return /** @type {[ExplorationCounter, number][]} */ (
    Object.entries(counts)).map(([counter, number]) => ({
    label: figureOfCounter(counter)?.label ?? counter,
    text: isLatest ? `${formatCount(now[counter])} → ${
      formatCount(Math.max(now[counter] - number, 0))}` :
      `${formatCount(number)} fewer`,
  }));
}

/**
 * @param {Exclusion} exclusion
 * @return {string} who left the plays out, when, and whether it is still
 *     under way.
 */
export function byText({asked_by: name, asked_at_msecs: msecs, status}) {
  return `by ${name} on ${formatDate(msecs)}${
    status === 'left_out' ? '' : ' (still at work)'}`;
}
