/**
 * @file The saved form of a play, from which a later page can resume, as
 * JSON. Texts are restored from the exploration, which the server stores.
 */

import {isObject, parseJson} from './outbox_records.js';

/** @typedef {import('./exploration_engine.js').Params} Params */

/**
 * An answer. Its feedback is read from the exploration.
 *
 * @typedef {object} SavedResult
 * @property {unknown} answer
 * @property {string} answer_text
 * @property {number} answer_group_index
 * @property {number | null} rule_spec_index
 * @property {'explicit' | 'default_outcome'} classification_categorization
 * @property {Params} [params] after it, where it changed them
 */

/**
 * @typedef {object} SavedVisit
 * @property {string} state_name
 * @property {Params} [params] on the card, where they have changed
 * @property {SavedResult[]} results
 */

/** @typedef {import('./hints_manager.js').SavedHints} SavedHints */

/**
 * @typedef {object} SavedContent
 * @property {SavedVisit[]} visits
 * @property {import('./stopwatch.js').TimeInState} time on the last card
 * @property {boolean} has_actually_started
 * @property {boolean} has_maybe_left_card
 * @property {SavedHints} hints
 */

/**
 * @typedef {object} SavedPlay
 * @property {string} owner the page that continues it
 * @property {string} exp_id
 * @property {number} exp_version
 * @property {string} session_id the server's token
 * @property {number} began_at_msecs
 * @property {number} saved_at_msecs
 * @property {boolean} is_reported
 * @property {import('./stats_reporting_service.js').Progress} progress
 * @property {number} card_number which card the learner is at, from 1
 * @property {number} num_cards in the exploration
 * @property {SavedContent | null} play null: it has ended
 */

/** A saved play does not fit this exploration. */
export class MalformedPlayError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'MalformedPlayError';
  }
}

/**
 * @param {string | null} raw
 * @returns {SavedPlay | null} null when it is invalid
 */
export function readSavedPlay(raw) {
  const value = /** @type {any} */ (parseJson(raw));
  const isSavedPlay = isObject(value) &&
    hasTypes(value, {
      owner: 'string', exp_id: 'string', session_id: 'string',
      exp_version: 'whole', began_at_msecs: 'number',
      saved_at_msecs: 'number', is_reported: 'boolean', card_number: 'whole',
      num_cards: 'whole',
    }) &&
    isObject(value.progress) &&
    hasTypes(value.progress, {next_sequence_number: 'whole'}) &&
    isListOf(value.progress.counted, (name) => typeof name === 'string') &&
    (value.play === null || isSavedContent(value.play));
  return isSavedPlay ? /** @type {any} */ (value) : null;
}

/**
 * @param {any} value
 * @returns {boolean}
 */
function isSavedContent(value) {
  return isObject(value) &&
    hasTypes(value, {
      has_actually_started: 'boolean', has_maybe_left_card: 'boolean',
    }) &&
    isObject(value.time) && hasTypes(value.time, {
      timeSpentInStateSecs: 'number', hiddenTimeSecs: 'number',
    }) &&
    isObject(value.hints) && hasTypes(value.hints, {
      num_released: 'whole', num_viewed: 'whole', num_wrong: 'whole',
      num_wrong_since_help: 'whole', is_solution_released: 'boolean',
    }) &&
    isListOf(value.visits, isSavedVisit) &&
    /** @type {unknown[]} */ (value.visits).length > 0;
}

/**
 * @param {any} value
 * @returns {boolean}
 */
function isSavedVisit(value) {
  return isObject(value) && typeof value.state_name === 'string' &&
    isParams(value.params) && isListOf(value.results, isSavedResult);
}

/**
 * @param {any} value
 * @returns {boolean}
 */
function isSavedResult(value) {
  return isObject(value) && 'answer' in value &&
    hasTypes(value, {
      answer_text: 'string', answer_group_index: 'whole',
      classification_categorization: 'string',
    }) && isParams(value.params);
}

/**
 * @param {unknown} value
 * @returns {boolean}
 */
function isParams(value) {
  return value === undefined || (isObject(value) &&
    Object.values(value).every((param) => typeof param === 'string'));
}

/**
 * @param {Record<string, unknown>} value
 * @param {Record<string, string>} types by name; 'whole' is a number without a
 *     fraction. The server refuses every event with a broken sequence number.
 * @returns {boolean}
 */
function hasTypes(value, types) {
  return Object.entries(types).every(([name, type]) => isOfType(
      value[name], type));
}

/**
 * @param {any} value
 * @param {string} type
 * @returns {boolean}
 */
function isOfType(value, type) {
  if (type === 'whole') return Number.isSafeInteger(value) && value >= 0;
  return typeof value === type && (type !== 'number' || value >= 0);
}

/**
 * @param {unknown} value
 * @param {(item: unknown) => boolean} isItem
 * @returns {boolean}
 */
function isListOf(value, isItem) {
  return Array.isArray(value) && value.every(isItem);
}
