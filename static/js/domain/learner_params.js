/**
 * The learner's parameters: names and texts that an exploration sets while
 * it is played. Every function returns a new object, so that earlier
 * parameters stay unchanged.
 */

import {interpolateText} from './html_text.js';
import {LIMITS} from './wire_contract.js';

/** @typedef {import('./wire_types.js').Exploration} Exploration */
/** @typedef {import('./wire_types.js').ParamChange} ParamChange */
/** @typedef {Readonly<Record<string, string>>} Params */

/** Bytes of JSON for the parameters in an event, which may have 10 kB. */
const REPORTABLE_BYTES = 9000;

/** Characters of all values together, if they must be truncated. */
const REPORTABLE_CHARACTERS = 1200;

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
    // A change such as `{{a}}{{a}}` in a loop would double a value without
    // bound, and parameters are sent with every event.
    const value = generate(change, {...result, ...extras}, random)
        .slice(0, LIMITS.MAX_PARAM_VALUE_LENGTH);
    result = {...result, [change.name]: value};
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
  return interpolateText(text ?? '', values);
}

/**
 * @param {string[]} values
 * @param {() => number} random
 * @returns {string | undefined}
 */
function pick(values, random) {
  return values[Math.floor(random() * values.length)];
}

/**
 * @param {Params} params
 * @returns {Params} The same, or with values truncated where the server would
 *     refuse the event because of them.
 */
export function reportableParams(params) {
  if (jsonBytes(params) <= REPORTABLE_BYTES) return params;
  const entries = Object.entries(params);
  const length = Math.floor(REPORTABLE_CHARACTERS / entries.length);
  return Object.fromEntries(
      entries.map(([name, value]) => [name, value.slice(0, length)]));
}

/**
 * @param {Params} params
 * @returns {number} The size when every character beyond ASCII is written as
 *     an escape of six bytes.
 */
function jsonBytes(params) {
  const json = JSON.stringify(params);
  const numEscaped = json.match(/[^ -~]/g)?.length ?? 0;
  return json.length + 5 * numEscaped;
}
