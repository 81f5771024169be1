/**
 * The statistics of the address: the live counters, which are loaded again at
 * intervals, and the processed data.
 */

import {nothing} from 'lit-html';

import {cutQueryOf, isSameCut} from '../domain/cut.js';
import {ProcessedSource} from '../domain/processed_source.js';
import {failureOf, isRefusal} from '../lib/failures.js';
import {failureBox} from '../lib/notices.js';
import {Poller} from '../lib/poller.js';
import {CardPanel} from './card_panel.js';

/** @import {Page} from '../main.js' */
/** @import {CutQuery} from '../domain/cut.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {Failure} from '../lib/failures.js' */
/** @import {StatisticsResponse as Answer} from '../../domain/wire_types.js' */

/** @abstract */
export class LiveStatistics {
  /**
   * @param {HTMLElement} root
   * @param {Page} page
   * @param {number} intervalMsecs between two requests.
   */
  constructor(root, page, intervalMsecs) {
    this.root = root;
    this.page = page;
    /** @type {ViewState|null} */
    this.state = null;
    /** @type {Answer|null} the figures that are shown. */
    this.answer = null;
    /** @type {CutQuery} the part of the plays that they are of. */
    this.answerCut = {};
    /** @type {unknown} a template: the reason for missing newer figures. */
    this.failure = nothing;
    /** Numbers of the latest request and of the one whose answer is shown. */
    this.numRequested = 0;
    this.numShown = 0;
    this.processed = new ProcessedSource(page.api, () => this.render());
    this.panel = new CardPanel(page);
    this.poller = new Poller(() => this.refresh(), intervalMsecs);
  }

  /** Draws the figures for the address. */
  render() {
    throw new Error('A view of statistics draws itself.');
  }

  /**
   * @param {Failure} failure of loading the counters.
   * @return {unknown} a template.
   */
  failureNotice(failure) {
    return failureBox(
      'The figures could not be loaded', failure, () => this.poller.start());
  }

  /** @return {PageData|null} null until there are figures. */
  get data() {
    return this.answer &&
      this.processed.dataFor(this.answer, this.answerCut);
  }

  /**
   * @param {ViewState|null} state
   * @return {boolean} whether it selects other plays than the current state.
   */
  isOther(state) {
    return state?.version !== this.state?.version ||
      !isSameCut(cutQueryOf(state), cutQueryOf(this.state));
  }

  fetchProcessed() {
    void this.processed.fetch(
      this.state?.version ?? null, cutQueryOf(this.state));
  }

  /**
   * Loads the live counters and shows them.
   *
   * @return {Promise<void>}
   */
  async refresh() {
    const {state} = this;
    const cut = cutQueryOf(state);
    const number = ++this.numRequested;
    /** @type {Answer|null} */
    let answer = null;
    /** @type {unknown} */
    let problem = null;
    try {
      answer = await this.page.api.getStatistics(state?.version ?? null, cut);
    } catch (error) {
      problem = error;
    }
    // The reader may have chosen other plays in the meantime.
    if (this.isOther(state)) return this.refresh();
    // A later request may have been answered first.
    if (number < this.numShown) return;
    this.numShown = number;
    if (answer) this.accept(answer, cut);
    else this.fail(problem);
  }

  /**
   * @param {Answer} answer
   * @param {CutQuery} cut the part of the plays that it is of.
   */
  accept(answer, cut) {
    this.answer = answer;
    this.answerCut = cut;
    this.failure = nothing;
    this.page.setFacts(answer);
    this.render();
    void this.processed.refresh(answer, cut);
  }

  /** @param {unknown} error */
  fail(error) {
    const failure = failureOf(error);
    this.failure = this.failureNotice(failure);
    this.render();
    // The server would refuse the same request again.
    if (isRefusal(failure.status)) this.poller.stop();
  }
}
