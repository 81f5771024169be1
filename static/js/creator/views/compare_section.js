/**
 * The section “Compare” of the statistics tab: two versions, ranges of days or
 * segments side by side.
 */

import {html, nothing} from 'lit-html';

import {
  daysHint, formatSide, overlapProblem, parseSide, sidesOf,
} from '../domain/comparison_sides.js';
import {dayOf} from '../domain/day_series.js';
import {versionsOf} from '../domain/statistics_model.js';
import {differenceAddress} from '../domain/view_state.js';
import {announce} from '../lib/announcer.js';
import {failureOf, isRefusal} from '../lib/failures.js';
import {failureBox} from '../lib/notices.js';
import {CompareForm} from './compare_form.js';
import {compareResult, comparisonSentence} from './compare_result.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/**
 * @import {
 *   Comparison, StatisticsResponse as Answer
 * } from '../../domain/wire_types.js'
 */
/** @import {Sides, Surroundings} from '../domain/comparison_sides.js' */
/** @import {Failure} from '../lib/failures.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {Page} from '../main.js' */

/**
 * @param {PageData} data
 * @return {Surroundings}
 */
export function surroundingsOf({answer, processed}) {
  return {
    versions: versionsOf(answer).map(({version}) => version),
    today: dayOf(answer.generated_at_msecs, processed?.time_zone ?? 'UTC'),
    segments: processed?.segments ?? [],
  };
}

/**
 * @param {Comparison} comparison
 * @param {string|null} card that the reader wants to see.
 * @param {Page} page
 * @return {string|null} link to the changes; null unless it compares versions.
 */
function changesHref({a, b}, card, page) {
  const [before, after] = [parseSide(a.side), parseSide(b.side)];
  return before?.kind === 'version' && after?.kind === 'version' ?
    page.hashFor(
      differenceAddress(before.version, after.version, card)) : null;
}

export class CompareSection {
  /**
   * @param {Page} page
   * @param {() => void} redraw
   */
  constructor(page, redraw) {
    this.page = page;
    this.redraw = redraw;
    /** @type {Comparison|null} */
    this.comparison = null;
    this.isLoading = true;
    /** @type {unknown} a template. */
    this.failure = nothing;
    /**
     * @type {{sides: string, revision: number, retryAfter: Answer|null}} the
     *     last request; `retryAfter`: the figures when it failed.
     */
    this.requested = {sides: '', revision: 0, retryAfter: null};
    this.form = new CompareForm((sides) => page.navigate({
      a: formatSide(sides.a), b: formatSide(sides.b),
    }), redraw);
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   * @return {Template}
   */
  view(data, state) {
    const {answer} = data;
    const surroundings = surroundingsOf(data);
    const sides = sidesOf(state, surroundings);
    const hint = daysHint(sides);
    this.request(sides, data);
    return html`<div class="panel compare-panel"
      aria-busy=${this.isLoading ? 'true' : nothing}>
      ${this.form.view(sides, surroundings, versionsOf(answer))}
      ${hint ? html`<p class="compare-hint">${hint}</p>` : nothing}
      <div role="alert">${this.failure}</div>
      ${this.result(state, answer.latest_version)}
    </div>`;
  }

  /**
   * @param {ViewState} state
   * @param {number} latest
   * @return {Template}
   */
  result(state, latest) {
    const {comparison, isLoading, page} = this;
    if (!comparison) {
      return html`<div class="compare-result pt-3">${isLoading ?
        html`<p class="app-muted mb-0">The comparison is being worked out
          …</p>` : nothing}</div>`;
    }
    return html`<div class="compare-result pt-3">${
      compareResult(comparison, state, {
        onCard: (card, version) => page.navigate(
          {card, version: version === latest ? null : version}),
        onChoice: (choice) => page.navigate(choice),
        changesHref: (card) => changesHref(comparison, card, page),
      })}</div>`;
  }

  /**
   * Requests the comparison if it differs from the last request, or if that
   * failed and there are newer figures.
   *
   * @param {Sides} sides
   * @param {PageData} data
   */
  request(sides, {answer, processed}) {
    // The days of the default depend on the exploration's time zone.
    if (!processed) return;
    const {requested} = this;
    const key = `${formatSide(sides.a)} and ${formatSide(sides.b)}`;
    const {revision} = processed;
    const isRetry = ![null, answer].includes(requested.retryAfter);
    if (key === requested.sides && revision === requested.revision &&
        !isRetry) return;
    this.requested = {sides: key, revision, retryAfter: null};
    if (overlapProblem(sides)) {
      this.comparison = null;
      this.failure = nothing;
      this.isLoading = false;
      return;
    }
    void this.load(sides, answer, key !== requested.sides);
  }

  /**
   * @param {Sides} sides
   * @param {Answer} answer the figures at the time of the request.
   * @param {boolean} isOther whether the sides differ from the last request.
   */
  async load(sides, answer, isOther) {
    const {requested} = this;
    const isFirst = this.comparison === null;
    this.isLoading = true;
    try {
      const comparison = await this.page.api.getComparison(
        formatSide(sides.a), formatSide(sides.b));
      if (this.requested !== requested) return;
      // The response of an incompatible server fails here, before it is drawn.
      const sentence = comparisonSentence(comparison);
      this.comparison = comparison;
      this.failure = nothing;
      if (isOther && !isFirst) announce(sentence);
    } catch (error) {
      if (this.requested !== requested) return;
      this.fail(failureOf(error), sides, answer);
    }
    this.isLoading = false;
    this.redraw();
  }

  /**
   * @param {Failure} failure
   * @param {Sides} sides
   * @param {Answer} answer
   */
  fail(failure, sides, answer) {
    const {requested} = this;
    if (!isRefusal(failure.status)) requested.retryAfter = answer;
    const isAtField = failure.status === 400 &&
      this.form.refuse(failure.path, failure.message);
    this.comparison = null;
    this.failure = isAtField ? nothing : failureBox(
      `${requested.sides} could not be compared`, failure, () => {
        void this.load(sides, answer, true);
        this.redraw();
      });
  }
}
