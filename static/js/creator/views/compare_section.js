/**
 * The section “Compare” of the statistics tab: two versions or ranges of
 * days side by side.
 */

import {
  comparisonAsCsv, comparisonAsJson, comparisonFileName,
} from '../domain/comparison_downloads.js';
import {emptySidesOf} from '../domain/comparison_model.js';
import {
  daysHint, formatSide, overlapProblem, sidesOf,
} from '../domain/comparison_sides.js';
import {dayOf} from '../domain/day_series.js';
import {versionsOf} from '../domain/statistics_model.js';
import {announce} from '../lib/announcer.js';
import {h, setAttribute} from '../lib/dom.js';
import {failureOf, isRefusal} from '../lib/failures.js';
import {failureNotice} from '../lib/notices.js';
import {CompareForm} from './compare_form.js';
import {CompareResult} from './compare_result.js';
import {fileButtons} from './file_buttons.js';

/** @import {Comparison} from '../domain/comparison_model.js' */
/** @import {Sides, Surroundings} from '../domain/comparison_sides.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {Page} from '../main.js' */

export class CompareSection {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {PageData|null} */
    this.data = null;
    /** @type {ViewState|null} */
    this.state = null;
    /** @type {Comparison|null} */
    this.comparison = null;
    this.askedKey = '';
    this.form = new CompareForm((sides) => page.navigate({
      a: formatSide(sides.a), b: formatSide(sides.b),
    }));
    this.hint = h('p', {class: 'compare-hint', hidden: true});
    this.failure = h('div', {role: 'alert'});
    this.result = new CompareResult(
      (card, version) => this.openCard(card, version),
      (choice) => page.navigate(choice));
    this.downloads = h('div', {class: 'compare-downloads', hidden: true},
      ...fileButtons(
        (kind) => this.fileOf(kind), (format) => `Download ${format}`));
    this.element = h('div', {class: 'panel compare-panel'},
      this.form.element, this.hint, this.failure, this.result.element,
      this.downloads);
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  update(data, state) {
    this.data = data;
    this.state = state;
    const surroundings = this.surroundings;
    const sides = sidesOf(state, surroundings);
    this.form.update(sides, surroundings, versionsOf(data.answer));
    const hint = daysHint(sides);
    this.hint.hidden = hint === null;
    this.hint.textContent = hint;
    this.result.choose(state);
    void this.refresh();
  }

  /** @return {Surroundings} */
  get surroundings() {
    const {answer, processed} = /** @type {PageData} */ (this.data);
    return {
      versions: versionsOf(answer).map(({version}) => version),
      today: dayOf(answer.generated_at_msecs, processed?.time_zone ?? 'UTC'),
    };
  }

  /**
   * Asks for the comparison where it is another one.
   *
   * @param {boolean} [isAgain] after a failure.
   */
  async refresh(isAgain = false) {
    const {data, state} = this;
    // The days of the default depend on the exploration's time zone.
    if (!data?.processed || !state) return;
    const sides = sidesOf(state, this.surroundings);
    const [a, b] = [formatSide(sides.a), formatSide(sides.b)];
    const key = JSON.stringify([a, b, data.processed.revision]);
    if (key === this.askedKey && !isAgain) return;
    const isOther = !this.askedKey.startsWith(JSON.stringify([a, b])
      .slice(0, -1));
    this.askedKey = key;
    const overlap = overlapProblem(sides);
    setAttribute(this.element, 'aria-busy', overlap ? null : 'true');
    if (overlap) {
      this.form.refuse('b', overlap);
      this.clear();
      return;
    }
    try {
      const found = await this.page.api.getComparison(a, b);
      if (this.askedKey !== key) return;
      this.accept(/** @type {Comparison} */ (found), isOther);
    } catch (error) {
      if (this.askedKey !== key) return;
      this.fail(error, sides);
    }
    setAttribute(this.element, 'aria-busy', null);
  }

  /**
   * @param {Comparison} comparison
   * @param {boolean} isOther whether the reader has chosen it just now.
   */
  accept(comparison, isOther) {
    const isFirst = this.comparison === null;
    this.comparison = comparison;
    this.failure.replaceChildren();
    this.result.update(comparison);
    this.downloads.hidden = emptySidesOf(comparison).length > 0;
    if (isOther && !isFirst) announce(this.result.sentence);
  }

  /**
   * @param {unknown} error
   * @param {Sides} sides that were asked for.
   */
  fail(error, sides) {
    const failure = failureOf(error);
    // With the next figures it is tried again.
    if (!isRefusal(failure.status)) this.askedKey = '';
    const isAtField = failure.status === 400 &&
      this.form.refuse(failure.path, failure.message);
    const asked = `${formatSide(sides.a)} and ${formatSide(sides.b)}`;
    this.clear();
    this.failure.replaceChildren(...(isAtField ? [] : [failureNotice(
      `${asked} could not be compared`, failure,
      () => void this.refresh(true))]));
  }

  /**
   * @param {string} card
   * @param {number} version that has it.
   */
  openCard(card, version) {
    const isLatest = version === this.data?.answer.latest_version;
    this.page.navigate({card, version: isLatest ? null : version});
  }

  /** Shows no figures: those at hand are of other sides. */
  clear() {
    this.comparison = null;
    this.result.clear();
    this.downloads.hidden = true;
    this.failure.replaceChildren();
  }

  /**
   * @param {import('./file_buttons.js').FileKind} kind
   * @return {{name: string, text: string}|null}
   */
  fileOf(kind) {
    const {comparison} = this;
    return comparison && {
      name: comparisonFileName(comparison),
      text: kind === 'csv' ?
        comparisonAsCsv(comparison) : comparisonAsJson(comparison),
    };
  }
}
