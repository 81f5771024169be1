/** Properties of an exploration that do not depend on a play. */

/** @import {Exploration, Interaction, Outcome, State} from './wire_types.js' */

/** @typedef {Record<string, {value: any}>} CustomizationArgs */

/** The loaded value is not an exploration that can be played. */
export class MalformedExplorationError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'MalformedExplorationError';
  }
}

/**
 * @param {Interaction} interaction
 * @returns {Outcome[]} In the order in which they are tried.
 */
export function outcomesOf(interaction) {
  const outcomes = interaction.answer_groups.map((group) => group.outcome);
  if (interaction.default_outcome) outcomes.push(interaction.default_outcome);
  return outcomes;
}

/**
 * Whether a name is one of the states. (`in` would find `toString`.)
 *
 * @param {Exploration} exploration
 * @param {string} stateName
 * @returns {boolean}
 */
function hasState(exploration, stateName) {
  return Object.hasOwn(exploration.states, stateName);
}

/**
 * @param {any} value The loaded value.
 * @returns {Exploration} The same value.
 * @throws {MalformedExplorationError} When a play of it would fail: better
 *     reported on the first page than on the tenth card.
 */
export function checkExploration(value) {
  if (!isRecord(value) || !isRecord(value.states)) {
    throw new MalformedExplorationError('There are no cards.');
  }
  const exploration = /** @type {Exploration} */ (value);
  if (!hasState(exploration, exploration.init_state_name)) {
    throw new MalformedExplorationError('There is no first card.');
  }
  for (const [name, state] of Object.entries(exploration.states)) {
    checkState(exploration, name, state);
  }
  return exploration;
}

/**
 * @param {Exploration} exploration
 * @param {string} name
 * @param {State} state
 */
function checkState(exploration, name, state) {
  const interaction = state?.interaction;
  if (!isRecord(state?.content) || !Array.isArray(interaction?.answer_groups)) {
    throw new MalformedExplorationError(`The card "${name}" is incomplete.`);
  }
  for (const outcome of outcomesOf(interaction)) {
    if (!hasState(exploration, outcome?.dest)) {
      throw new MalformedExplorationError(
          `The card "${name}" leads to a card that does not exist.`);
    }
  }
}

/**
 * @param {any} value
 * @returns {boolean}
 */
function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
