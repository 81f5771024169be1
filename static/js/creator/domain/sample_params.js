/**
 * What a card says to somebody: its parameters filled in with an example, as
 * nobody reads “{{guide}}”. Free of the DOM.
 */

import {interpolateHtml} from '../../domain/html_text.js';
import {initialParams} from '../../domain/learner_params.js';

/** @import {Exploration, State} from '../../domain/exploration.js' */

/** What a learner sets while playing, nobody knows here. */
const UNKNOWN = '…';

/** Of values that are chosen at random the first one. */
const FIRST = () => 0;

/**
 * @param {Exploration|null} exploration
 * @return {Record<string, string>} what its parameters may say.
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
 * @return {State} with what the player fills in.
 */
export function filledIn(state, exploration) {
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
