/**
 * The processed view of the version shown, fetched anew when the server has
 * another one. Free of the DOM.
 */

import {failureOf} from '../lib/failures.js';

/** @import {PageData, ProcessedView} from './page_data.js' */
/** @import {StatisticsAnswer as Answer} from './statistics_model.js' */

/**
 * @typedef {object} ProcessedApi
 * @property {(version: number|null) => Promise<ProcessedView>} getProcessed
 */

export class ProcessedSource {
  /**
   * @param {ProcessedApi} api
   * @param {() => void} onChange called when there is something new to show.
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
   * Begins to fetch before it is known whether there is anything new, so
   * that the first drawing need not wait for one answer after the other.
   *
   * @param {number|null} version null is the latest.
   * @return {Promise<void>}
   */
  async fetch(version) {
    if (this.isFetching) return;
    this.isFetching = true;
    const asked = this.answer;
    try {
      this.view = await this.api.getProcessed(version);
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.isFetching = false;
    }
    this.onChange();
    // Another version may have been chosen in the meantime. What has failed
    // is asked for again with the next counters.
    const isPassed = this.answer !== asked && this.failure === null;
    if (this.answer && isPassed) await this.refresh(this.answer);
  }

  /**
   * @param {Answer} answer the live counters, which say what there is.
   * @return {Promise<void>}
   */
  async refresh(answer) {
    this.answer = answer;
    if (this.isOther(answer)) await this.fetch(answer.exp_version);
  }

  /**
   * @param {Answer} answer
   * @return {boolean} whether the server has another view than that at hand.
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
