/**
 * The learner's parameters: names and texts that an exploration sets while
 * it is played. Every function returns a new object, so that whoever holds
 * the parameters of a moment keeps them.
 */

import {interpolateText} from './html_text.js';

/** @typedef {import('./exploration.js').Exploration} Exploration */
/** @typedef {import('./exploration.js').ParamChange} ParamChange */
/** @typedef {Readonly<Record<string, string>>} Params */

/**
 * Characters of one parameter. A change such as `{{a}}{{a}}` in a loop would
 * double it for ever, and parameters travel with every event.
 */
export const MAX_PARAM_LENGTH = 500;

/**
 * @param {Exploration} exploration
 * @param {() => number} random
 * @returns {Params} The parameters before the first card.
 */
export function initialParams(exploration, random) {
  const blank = Object.fromEntries(
      Object.keys(exploration.param_specs ?? {}).map((name) => [name, '']));
  return applyParamChanges(blank, exploration.param_changes, {}, random);
}

/**
 * @param {Params} params
 * @param {ParamChange[] | undefined} changes Applied in order; a later one
 *     sees what an earlier one set.
 * @param {Params} extras More values that a change may use, such as the
 *     answer; they do not become parameters.
 * @param {() => number} random
 * @returns {Params}
 */
export function applyParamChanges(params, changes, extras, random) {
  let result = params;
  for (const change of changes ?? []) {
    const value = generate(change, {...result, ...extras}, random);
    result = {...result, [change.name]: value.slice(0, MAX_PARAM_LENGTH)};
  }
  return result;
}

/**
 * @param {ParamChange} change
 * @param {Record<string, string>} values
 * @param {() => number} random
 * @returns {string}
 */
function generate(change, values, random) {
  const args = change.customization_args;
  const text = change.generator_id === 'RandomSelector' ?
    pick(args.list_of_values ?? [], random) : args.value;
  const template = String(text ?? '');
  if (args.parse_with_jinja === false) return template;
  return interpolateText(template, values);
}

/**
 * @param {string[]} values
 * @param {() => number} random
 * @returns {string | undefined}
 */
function pick(values, random) {
  return values[Math.floor(random() * values.length)];
}
