/**
 * The processed data of the version shown, loaded again when their revision
 * changes. Free of the DOM.
 */

import {failureOf} from '../lib/failures.js';
import {isSameCut} from './cut.js';

/**
 * @import {
 *   ProcessedStatisticsResponse as ProcessedView, StatisticsResponse as Answer
 * } from '../../domain/wire_types.js'
 */
/** @import {CutQuery} from './cut.js' */
/** @import {PageData} from './page_data.js' */

/**
 * @typedef {object} ProcessedApi
 * @property {(version: number|null, cut: CutQuery) => Promise<ProcessedView>
 *     } getProcessed
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
    /** @type {CutQuery} the part of the plays that the view is of. */
    this.viewCut = {};
    /** @type {PageData['processedFailure']} */
    this.failure = null;
    /** @type {Answer|null} the latest one. */
    this.answer = null;
    /** @type {CutQuery} the part of the plays of `answer`. */
    this.cut = {};
    this.isFetching = false;
  }

  /**
   * Loads the view. The first call does not wait for the live counters, so that
   * both requests run concurrently.
   *
   * @param {number|null} version null is the latest.
   * @param {CutQuery} [cut] the part of the plays.
   * @return {Promise<void>}
   */
  async fetch(version, cut = {}) {
    if (this.isFetching) return;
    this.isFetching = true;
    const answerBefore = this.answer;
    try {
      this.view = await this.api.getProcessed(version, cut);
      this.viewCut = cut;
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.isFetching = false;
    }
    this.onChange();
    // The counters may have changed, or be of another version. A failed request
    // is repeated with the next counters.
    const isOutdated = this.answer !== answerBefore && this.failure === null;
    if (this.answer && isOutdated) await this.refresh(this.answer, this.cut);
  }

  /**
   * @param {Answer} answer the live counters with the revision of the
   *     processed data.
   * @param {CutQuery} [cut] the part of the plays that they are of.
   * @return {Promise<void>}
   */
  async refresh(answer, cut = {}) {
    this.answer = answer;
    this.cut = cut;
    if (this.isOther(answer, cut)) await this.fetch(answer.exp_version, cut);
  }

  /**
   * @param {Answer} answer
   * @param {CutQuery} cut
   * @return {boolean} whether the loaded view differs from that of the server.
   */
  isOther(answer, cut) {
    if (answer.processed_revision === undefined) return false;
    return !this.isFitting(answer, cut) ||
      this.view?.revision !== answer.processed_revision;
  }

  /**
   * @param {Answer} answer
   * @param {CutQuery} cut
   * @return {boolean} whether the view is of the same plays.
   */
  isFitting(answer, cut) {
    return this.view?.exp_version === answer.exp_version &&
      isSameCut(this.viewCut, cut);
  }

  /**
   * @param {Answer} answer
   * @param {CutQuery} [cut]
   * @return {PageData}
   */
  dataFor(answer, cut = {}) {
    const isFitting = this.isFitting(answer, cut);
    return {
      answer, cut, processed: isFitting ? this.view : null,
      processedFailure: this.failure,
    };
  }
}
