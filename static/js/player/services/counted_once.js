/** @file The once-only counters that a session has already counted. */

/** @typedef {import('../../domain/counts.js').StateCounter} StateCounter */
/** @typedef {import('../../domain/wire_types.js').Progress} Reported */

/** Key of the single rating that a session counts. */
export const RATED = 'num_ratings';

/**
 * @param {StateCounter} counter
 * @param {string} stateName
 * @returns {string}
 */
export function onceKey(counter, stateName) {
  return JSON.stringify([counter, stateName]);
}

/**
 * @param {Reported | undefined} reported
 * @returns {string[]} keys of the once-only counters counted so far
 */
export function onceKeysOf(reported) {
  const {
    hint_viewed: hints = [], solution_hit: solutions = [],
    rate_exploration: ratings = [],
  } = reported?.states ?? {};
  return [
    ...hints.map(name => onceKey('num_times_hint_viewed', name)),
    ...solutions.map(name => onceKey('num_times_solution_viewed', name)),
    ...ratings.map(() => RATED),
  ];
}
