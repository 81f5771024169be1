/**
 * @file The records of the outbox.
 *
 * An *item* is one event together with its counts: one write,
 * so that a crash never leaves one without the other. A *batch* is the sum of
 * the counts of some items, frozen with its id. Until they are summed, the
 * counts in an item already name their batch; so if several pages sum them,
 * the server still counts them once.
 */

/** @typedef {import('./aggregated_stats.js').CountsDelta} CountsDelta */
/**
 * @typedef {import('./aggregated_stats.js').AggregatedStats} AggregatedStats
 */

/**
 * @typedef {object} SessionRef
 * @property {string} exp_id
 * @property {number} exp_version
 * @property {string} session_id the server's signed token
 */

/**
 * @typedef {{event_type: string, event_id: string, state_name: string,
 *   sequence_number: number, client_time_msecs: number,
 *   [field: string]: unknown}} StatsEvent
 */

/**
 * Marks a record that a server postponed (see postponements.js).
 *
 * @typedef {object} Postponed
 * @property {number} until_msecs
 * @property {number} asked_at_msecs
 * @property {number} [first_asked_at_msecs]
 * @property {number} times in a row
 * @property {boolean} is_of_session its whole session is postponed
 */

/**
 * @typedef {object} Item
 * @property {SessionRef} session
 * @property {number} stored_at_msecs
 * @property {StatsEvent | null} event null: delivered, unlike the counts
 * @property {{batch_id: string, delta: CountsDelta} | null} counts null:
 *     already in a batch, or the event counts nothing
 * @property {Postponed} [postponed]
 * @property {boolean} [was_refused] tried again; its counts wait until the
 *     event has been accepted
 */

/**
 * @typedef {object} Batch
 * @property {SessionRef} session
 * @property {number} stored_at_msecs
 * @property {string} batch_id
 * @property {AggregatedStats} aggregated_stats
 * @property {Postponed} [postponed]
 */

/** @typedef {{key: string, item: Item}} StoredItem */
/** @typedef {{key: string, batch: Batch}} StoredBatch */
/** @typedef {{key: string, record: Item | Batch}} StoredRecord */

export const ITEM_KEYS = 'item.';
export const BATCH_KEYS = 'batch.';

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * @param {string | null} raw
 * @returns {unknown} undefined when it is not JSON
 */
export function parseJson(raw) {
  try {
    return raw === null ? undefined : JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} value
 * @returns {value is SessionRef}
 */
function isSessionRef(value) {
  return isObject(value) && typeof value.exp_id === 'string' &&
    typeof value.exp_version === 'number' &&
    typeof value.session_id === 'string';
}

/**
 * @param {unknown} value
 * @returns {boolean}
 */
function isEvent(value) {
  return isObject(value) && typeof value.event_type === 'string' &&
    typeof value.event_id === 'string' &&
    typeof value.sequence_number === 'number';
}

/**
 * @param {unknown} value
 * @returns {boolean}
 */
function isCounts(value) {
  return isObject(value) && typeof value.batch_id === 'string' &&
    isObject(value.delta);
}

/**
 * @param {string | null} raw
 * @returns {Item | null} null when it is not an item
 */
export function readItem(raw) {
  const value = parseJson(raw);
  const isItem = isObject(value) && isSessionRef(value.session) &&
    typeof value.stored_at_msecs === 'number' &&
    (value.event === null || isEvent(value.event)) &&
    (value.counts === null || isCounts(value.counts));
  return isItem ? /** @type {Item} */ (/** @type {unknown} */ (value)) : null;
}

/**
 * @param {string | null} raw
 * @returns {Batch | null} null when it is not a batch
 */
export function readBatch(raw) {
  const value = parseJson(raw);
  const isBatch = isObject(value) && isSessionRef(value.session) &&
    typeof value.stored_at_msecs === 'number' &&
    typeof value.batch_id === 'string' && isObject(value.aggregated_stats);
  return isBatch ?
    /** @type {Batch} */ (/** @type {unknown} */ (value)) : null;
}
