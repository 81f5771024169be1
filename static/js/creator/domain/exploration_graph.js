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
 * @return {string[]} where its answers lead, each once, in stored order.
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
 * @return {CardEdge[]} the ways from a card to another one; an answer that
 *     stays is no way.
 */
export function edgesOf(exploration) {
  return Object.entries(exploration.states).flatMap(([from, state]) =>
    destinationsOf(state)
      .filter((to) => to !== from && Object.hasOwn(exploration.states, to))
      .map((to) => ({from, to})));
}

/**
 * @param {Exploration} exploration
 * @return {string[]} breadth first from the first card; cards that no way
 *     leads to come last, by name.
 */
export function breadthFirstOrder(exploration) {
  const {states, init_state_name: first} = exploration;
  const order = new Set(Object.hasOwn(states, first) ? [first] : []);
  // A set is visited in the order of insertion, while it grows too.
  for (const name of order) {
    destinationsOf(states[name])
      .filter((to) => Object.hasOwn(states, to))
      .forEach((to) => order.add(to));
  }
  Object.keys(states).sort().forEach((name) => order.add(name));
  return [...order];
}
