/**
 * Fills example values into the parameters of a card, such as “{{guide}}”.
 * Free of the DOM.
 */

import {interpolateHtml} from '../../domain/html_text.js';
import {initialParams} from '../../domain/learner_params.js';

/** @import {Exploration, State} from '../../domain/wire_types.js' */

/** The placeholder of a value that depends on the play. */
const UNKNOWN = '…';

/** Always chooses the first value, where a play chooses at random. */
const FIRST = () => 0;

/**
 * @param {Exploration|null} exploration
 * @return {Record<string, string>} possible values of its parameters.
 */
export function sampleParams(exploration) {
  if (!exploration) return {};
  return Object.fromEntries(
    Object.entries(initialParams(exploration, FIRST))
      .map(([name, value]) => [name, value || UNKNOWN]));
}

/**
 * @param {State} state
 * @param {Exploration|null} exploration
 * @return {State} with its parameters filled in.
 */
export function fillInSampleParams(state, exploration) {
  const params = sampleParams(exploration);
  const fill = (/** @type {string} */ html) => interpolateHtml(html, params);
  const {hints, solution} = state.interaction;
  return {
    ...state,
    content: {...state.content, html: fill(state.content.html)},
    interaction: {
      ...state.interaction,
      hints: hints.map((hint) => ({
        ...hint,
        hint_content: {...hint.hint_content, html: fill(
          hint.hint_content.html)},
      })),
      solution: solution && {
        ...solution,
        explanation: {
          ...solution.explanation, html: fill(solution.explanation.html),
        },
      },
    },
  };
}
