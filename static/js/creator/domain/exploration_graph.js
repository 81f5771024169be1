/**
 * The cards of an exploration and the ways between them. Free of the DOM.
 */

/** @import {Exploration, State} from '../../domain/wire_types.js' */

/**
 * @typedef {object} CardEdge
 * @property {string} from
 * @property {string} to
 */

/**
 * @param {State} state
 * @return {string[]} distinct destinations of its answers, in stored order.
 */
export function destinationsOf(state) {
  const {answer_groups: groups, default_outcome: otherwise} =
    state.interaction;
  const outcomes = groups.map((group) => group.outcome);
  if (otherwise) outcomes.push(otherwise);
  return [...new Set(outcomes.map((outcome) => outcome.dest))];
}

/**
 * @param {Exploration} exploration
 * @return {CardEdge[]} the ways between different cards; answers that stay
 *     at their card are left out.
 */
export function edgesOf(exploration) {
  return Object.entries(exploration.states).flatMap(([from, state]) =>
    destinationsOf(state)
      .filter((to) => to !== from && Object.hasOwn(exploration.states, to))
      .map((to) => ({from, to})));
}

/**
 * @param {Exploration} exploration
 * @return {string[]} breadth first from the first card; unreachable cards come
 *     last, by name.
 */
export function breadthFirstOrder(exploration) {
  const {states, init_state_name: first} = exploration;
  const order = new Set(Object.hasOwn(states, first) ? [first] : []);
  // The iteration also visits names that are added during it.
  for (const name of order) {
    destinationsOf(states[name])
      .filter((to) => Object.hasOwn(states, to))
      .forEach((to) => order.add(to));
  }
  Object.keys(states).sort().forEach((name) => order.add(name));
  return [...order];
}
