/** Titles of other explorations that a lesson links to. */

import {EXP_ID_REGEX} from '../../domain/wire_contract.js';

/** @import {Summary} from '../../domain/wire_types.js' */

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isExpId(value) {
  return typeof value === 'string' && EXP_ID_REGEX.test(value);
}

/**
 * @param {unknown[]} expIds
 * @param {import('./exploration_loader.js').GetJson} getJson
 * @returns {Promise<Summary[]>} Those that exist and may be played, in the
 *     given order. If the server fails, all of them with a title
 *     made from the id: a plain link is better than none.
 */
export async function fetchSummaries(expIds, getJson) {
  const ids = [...new Set(expIds)].filter(isExpId);
  if (ids.length === 0) return [];
  const query = encodeURIComponent(JSON.stringify(ids));
  try {
    const answer = await getJson(
        `/explorationsummarieshandler/data?stringified_exp_ids=${query}`);
    return answer.summaries;
  } catch (error) {
    console.warn('No titles of the next lessons.', error);
    return ids.map((id) => ({
      exp_id: id, title: titleFromId(id), objective: '', category: '',
      rating: null,
    }));
  }
}

/**
 * @param {string} expId
 * @param {import('./exploration_loader.js').GetJson} getJson
 * @returns {Promise<Summary[]>} Lessons in its language that share its category
 *     or tags, the most similar first; none if the server fails.
 */
export async function fetchSimilar(expId, getJson) {
  try {
    return (await getJson('/explorationsummarieshandler/similar/' +
        encodeURIComponent(expId))).summaries;
  } catch (error) {
    console.warn('No suggestion of a next lesson.', error);
    return [];
  }
}

/**
 * @param {string} expId
 * @returns {string} "a-first-look" as "A first look".
 */
export function titleFromId(expId) {
  const words = expId.replace(/[-_]+/g, ' ').trim() || expId;
  return words[0].toUpperCase() + words.slice(1);
}

/**
 * The lessons that the learner left for refreshers, by id, most recent
 * last. Stored in the address as repeated `parent`.
 *
 * @param {URLSearchParams} query
 * @returns {string[]}
 */
export function parentsOf(query) {
  return query.getAll('parent').filter(isExpId);
}

/**
 * @param {string} expId
 * @param {string[]} [parents]
 * @returns {string} The address of the player.
 */
export function exploreUrl(expId, parents = []) {
  const query = new URLSearchParams(parents.map((id) => ['parent', id]));
  const suffix = parents.length > 0 ? `?${query}` : '';
  return `/explore/${encodeURIComponent(expId)}${suffix}`;
}
