/**
 * The exploration as the server sends it: types, and questions one can ask
 * it without playing it.
 */

/**
 * @typedef {{html: string}} SubtitledHtml
 *
 * @typedef {{
 *   name: string,
 *   generator_id: 'Copier' | 'RandomSelector',
 *   customization_args: {
 *     value?: string,
 *     list_of_values?: string[],
 *   },
 * }} ParamChange
 *
 * @typedef {{
 *   dest: string,
 *   feedback: SubtitledHtml,
 *   labelled_as_correct: boolean,
 *   param_changes: ParamChange[],
 *   refresher_exploration_id: string | null,
 * }} Outcome
 *
 * @typedef {{rule_type: string, inputs: Record<string, any>}} RuleSpec
 *
 * @typedef {{rule_specs: RuleSpec[], outcome: Outcome}} AnswerGroup
 *
 * @typedef {Record<string, {value: any}>} CustomizationArgs
 *
 * @typedef {{
 *   answer_is_exclusive: boolean,
 *   correct_answer: any,
 *   explanation: SubtitledHtml,
 * }} Solution
 *
 * @typedef {{
 *   id: string,
 *   customization_args: CustomizationArgs,
 *   answer_groups: AnswerGroup[],
 *   default_outcome: Outcome | null,
 *   confirmed_unclassified_answers: any[],
 *   hints: {hint_content: SubtitledHtml}[],
 *   solution: Solution | null,
 * }} Interaction
 *
 * @typedef {{
 *   content: SubtitledHtml,
 *   param_changes: ParamChange[],
 *   interaction: Interaction,
 * }} State
 *
 * @typedef {{
 *   exp_id: string,
 *   version: number,
 *   title: string,
 *   category: string,
 *   objective: string,
 *   language_code: string,
 *   time_zone: string,
 *   tags: string[],
 *   blurb: string,
 *   author_notes: string,
 *   init_state_name: string,
 *   param_specs: Record<string, {obj_type: string}>,
 *   param_changes: ParamChange[],
 *   states: Record<string, State>,
 * }} Exploration
 */

/** Says that what was loaded is not an exploration that can be played. */
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
 * @param {any} value What was loaded.
 * @returns {Exploration} The same value.
 * @throws {MalformedExplorationError} When playing it would break half-way:
 *     better said on the first page than on the tenth card.
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
