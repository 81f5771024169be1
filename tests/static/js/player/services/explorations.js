/** Small explorations for tests, written down as briefly as possible. */

/** @typedef {import(
 *     '../../../../../static/js/domain/wire_types.js').Outcome} Outcome */
/** @typedef {import(
 *     '../../../../../static/js/domain/wire_types.js').State} State */

/**
 * @param {string} dest
 * @param {Partial<Outcome> & {html?: string}} [fields]
 * @returns {Outcome}
 */
export function outcome(dest, {html = '', ...fields} = {}) {
  return {
    dest, feedback: {html}, labelled_as_correct: false, param_changes: [],
    refresher_exploration_id: null, ...fields,
  };
}

/**
 * @param {string} id
 * @param {Partial<import('../../../../../static/js/domain/wire_types.js')
 *     .Interaction>} [fields]
 * @param {Partial<State>} [stateFields]
 * @returns {State}
 */
export function state(id, fields = {}, stateFields = {}) {
  return {
    content: {html: `<p>${id}</p>`},
    param_changes: [],
    interaction: {
      id, customization_args: {}, answer_groups: [], default_outcome: null,
      confirmed_unclassified_answers: [], hints: [], solution: null, ...fields,
    },
    solicit_answer_details: false,
    creator_note: '',
    ...stateFields,
  };
}

/** @returns {State} */
export function end() {
  return state('EndExploration', {
    customization_args: {recommendedExplorationIds: {value: []}},
  });
}

/**
 * @param {string} dest
 * @returns {State}
 */
export function continueTo(dest) {
  return state('Continue', {default_outcome: outcome(dest)});
}

/**
 * A text question: the right word leads on, other words stay.
 *
 * @param {string} word
 * @param {Outcome} right
 * @param {Outcome} otherwise
 * @returns {State}
 */
export function ask(word, right, otherwise) {
  return state('TextInput', {
    answer_groups: [{
      rule_specs: [{rule_type: 'Equals', inputs: {x: [word]}}],
      outcome: right,
    }],
    default_outcome: otherwise,
  });
}

/**
 * @param {Record<string, State>} states The first one is the first card.
 * @param {object} [fields]
 * @returns {import('../../../../../static/js/domain/wire_types.js')
 *     .Exploration}
 */
export function exploration(states, fields = {}) {
  return {
    exp_id: 'e', version: 1, title: 'T', category: 'C', objective: 'O',
    language_code: 'en', time_zone: 'UTC', tags: [], blurb: '', author_notes: '',
    init_state_name: Object.keys(states)[0], param_specs: {},
    param_changes: [], states, ...fields,
  };
}
