/**
 * Broken counts in the words that stand on the page.
 */

/** @type {Readonly<Record<string, string>>} */
const NAMES = Object.freeze({
  num_starts: 'starts',
  num_actual_starts: 'actual starts',
  total_hit_count: 'entered',
  first_hit_count: 'first entered',
  total_answers_count: 'answers',
  useful_feedback_count: 'useful feedback',
  num_times_solution_viewed: 'solution views',
});

/**
 * @param {string} violation what the server says of a broken rule, with the
 *     names of the counts as they are stored.
 * @return {string}
 */
export function inPlainWords(violation) {
  return violation
    .replace('of the first state', 'of the first card')
    // The one name that the exploration and its cards share.
    .replace(/\bnum_completions\b/g, 'completions')
    .replace(/\b[a-z]+(?:_[a-z]+)+\b/g, (name) => NAMES[name] ?? name);
}
