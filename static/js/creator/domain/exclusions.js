/**
 * Plays that an owner leaves out of the figures, in words.
 */

import {explorationCounts} from '../../domain/counts.js';
import {figureOfCounter} from './figures.js';
import {
  formatCount, formatDate, formatDateTime, formatDay, formatQuantity,
} from './formats.js';

/** @import {ExplorationCounter} from '../../domain/counts.js' */
/** @import {StatisticsAnswer as Answer} from './statistics_model.js' */

/**
 * @typedef {object} Exclusion plays that are left out, or that were found.
 * @property {string} exclusion_id
 * @property {'day'|'made_up'} kind
 * @property {string|null} day such as "2026-11-01"; null for any.
 * @property {'finding'|'too_many'|'found'|'leaving_out'|'left_out'|
 *     'taking_back'|'discarding'} status
 * @property {string} reason
 * @property {string} asked_by
 * @property {number} asked_at_msecs
 * @property {number} num_sessions
 * @property {number} num_left_out
 * @property {Partial<Record<ExplorationCounter, number>>} counts what the
 *     plays add to some counters.
 * @property {{began_msecs: number, num_sessions: number}[]} groups of plays
 *     that look made up.
 */

/** Groups of plays that look made up that are listed one by one. */
const MAX_GROUPS_TOLD = 5;

/**
 * @param {Pick<Answer, 'num_left_out'>} answer
 * @return {string} empty where nothing is left out.
 */
export function leftOutText({num_left_out: number = 0}) {
  return number === 0 ? '' : `${formatQuantity(number, 'play')} ${
    number === 1 ? 'is' : 'are'} left out of all figures.`;
}

/**
 * @param {Exclusion[]} exclusions
 * @return {Exclusion|null} what the owner has looked for, to be decided about.
 */
export function searchOf(exclusions) {
  return exclusions.findLast(({status}) =>
    ['finding', 'too_many', 'found'].includes(status)) ?? null;
}

/**
 * @param {Exclusion[]} exclusions
 * @return {Exclusion[]} what is left out, the latest first.
 */
export function leftOutOf(exclusions) {
  return exclusions.filter(({status}) =>
    ['leaving_out', 'left_out', 'taking_back'].includes(status)).reverse();
}

/**
 * @param {Exclusion} exclusion
 * @return {string} which plays these are.
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
 * @return {string[]} sentences that say what was found.
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
    ...search.groups.slice(0, MAX_GROUPS_TOLD).map(
      ({began_msecs: msecs, num_sessions: number}) =>
        `${formatCount(number)} plays began within one minute on ${
          formatDateTime(msecs, timeZone)
        } and took the same times, to the millisecond.`),
    ...(search.groups.length > MAX_GROUPS_TOLD ? [
      `And at least ${formatCount(search.groups.length - MAX_GROUPS_TOLD)} ` +
      'more such groups.'] : []),
  ];
}

/**
 * @param {Exclusion} search
 * @param {Answer} answer
 * @return {{label: string, text: string}[]} what leaving the plays out would
 *     change: before and after, or by how much where an earlier version is
 *     shown, as the plays may be those of a later one.
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
 * @return {string} who left plays out, and when; and whether that goes on.
 */
export function byText({asked_by: name, asked_at_msecs: msecs, status}) {
  return `by ${name} on ${formatDate(msecs)}${
    status === 'left_out' ? '' : ' (still at work)'}`;
}
