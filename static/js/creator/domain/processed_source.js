/**
 * The processed data of the version shown, loaded again when their revision
 * changes. Free of the DOM.
 */

import {failureOf} from '../lib/failures.js';

/**
 * @import {
 *   ProcessedStatisticsResponse as ProcessedView, StatisticsResponse as Answer
 * } from '../../domain/wire_types.js'
 */
/** @import {PageData} from './page_data.js' */

/**
 * @typedef {object} ProcessedApi
 * @property {(version: number|null) => Promise<ProcessedView>} getProcessed
 */

export class ProcessedSource {
  /**
   * @param {ProcessedApi} api
   * @param {() => void} onChange called after loading.
   */
  constructor(api, onChange) {
    this.api = api;
    this.onChange = onChange;
    /** @type {ProcessedView|null} */
    this.view = null;
    /** @type {PageData['processedFailure']} */
    this.failure = null;
    /** @type {Answer|null} the latest one. */
    this.answer = null;
    this.isFetching = false;
  }

  /**
   * Loads the view. The first time it does not wait for the live counters, so
   * that both requests are under way at once.
   *
   * @param {number|null} version null is the latest.
   * @return {Promise<void>}
   */
  async fetch(version) {
    if (this.isFetching) return;
    this.isFetching = true;
    const answerBefore = this.answer;
    try {
      this.view = await this.api.getProcessed(version);
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.isFetching = false;
    }
    this.onChange();
    // The reader may have chosen another version in the meantime. A failed
    // request is repeated with the next counters.
    const isPassed = this.answer !== answerBefore && this.failure === null;
    if (this.answer && isPassed) await this.refresh(this.answer);
  }

  /**
   * @param {Answer} answer the live counters with the revision of the
   *     processed data.
   * @return {Promise<void>}
   */
  async refresh(answer) {
    this.answer = answer;
    if (this.isOther(answer)) await this.fetch(answer.exp_version);
  }

  /**
   * @param {Answer} answer
   * @return {boolean} whether the server has another view than this one.
   */
  isOther(answer) {
    if (answer.processed_revision === undefined) return false;
    return this.view?.exp_version !== answer.exp_version ||
      this.view.revision !== answer.processed_revision;
  }

  /**
   * @param {Answer} answer
   * @return {PageData}
   */
  dataFor(answer) {
    const isFitting = this.view?.exp_version === answer.exp_version;
    return {
      answer, processed: isFitting ? this.view : null,
      processedFailure: this.failure,
    };
  }
}
