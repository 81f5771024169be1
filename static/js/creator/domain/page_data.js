/**
 * The data that all sections of the statistics tab share.
 */

/** @import {Failure} from '../lib/failures.js' */
/**
 * @import {
 *   ProcessedStatisticsResponse, StatisticsResponse
 * } from '../../domain/wire_types.js'
 */

/**
 * @typedef {object} PageData
 * @property {StatisticsResponse} answer the live counters.
 * @property {import('./cut.js').CutQuery} cut the part of the plays that is
 *     shown; empty for all.
 * @property {ProcessedStatisticsResponse|null} processed null until loaded.
 * @property {Failure|null} processedFailure why it could not be loaded.
 */

export {};
