/**
 * The statistics for a reader who has a link: the figures without what only
 * creators may read or do.
 */

import {html, nothing} from 'lit-html';

import {renderKeepingFocus} from '../../lib/render.js';
import {formatTime} from '../domain/formats.js';
import {cutQueryOf, isSameCut, SHARED_RANGES} from '../domain/cut.js';
import {ProcessedSource} from '../domain/processed_source.js';
import {processedStatusOf} from '../domain/processed_status.js';
import {isEmpty} from '../domain/statistics_model.js';
import {failureOf, isRefusal} from '../lib/failures.js';
import {LazyModule, lazily} from '../lib/lazy_part.js';
import {failureBox} from '../lib/notices.js';
import {Poller} from '../lib/poller.js';
import {CardPanel} from './card_panel.js';
import {cardsSection} from './cards_section.js';
import {glossarySection} from './glossary_section.js';
import {rangeSelect} from './cut_control.js';
import {lazyData} from './lazy_section.js';
import {overviewSection} from './overview_section.js';
import {statsSection} from './section.js';
import {scopeText, versionSelect} from './stats_toolbar.js';

/** @import {Page} from '../main.js' */
/** @import {CutQuery} from '../domain/cut.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {StatisticsResponse as Answer} from '../../domain/wire_types.js' */

const REFRESH_INTERVAL_MSECS = 30_000;

const ratings = new LazyModule(() => import('./ratings_section.js'), 'ratings');

/** In the place of the first tasks, which are for creators. */
const NO_DIGEST = html`<div class="figure"></div>`;

export class SharedView {
  /**
   * @param {HTMLElement} root
   * @param {Page} page
   */
  constructor(root, page) {
    this.root = root;
    this.page = page;
    /** @type {ViewState|null} */
    this.state = null;
    /** @type {Answer|null} */
    this.answer = null;
    /** @type {CutQuery} the part of the plays that it is of. */
    this.answerCut = {};
    /** @type {unknown} a template: why there are no newer figures. */
    this.failure = nothing;
    this.processed = new ProcessedSource(page.api, () => this.render());
    this.panel = new CardPanel(page);
    this.poller = new Poller(() => this.refresh(), REFRESH_INTERVAL_MSECS);
  }

  /** @param {ViewState} state */
  show(state) {
    const isOther = this.state === null || this.isOther(state);
    this.state = state;
    if (isOther) {
      this.poller.start();
      void this.processed.fetch(state.version, cutQueryOf(state));
    }
    this.render();
  }

  /** @return {Promise<void>} */
  async refresh() {
    const {state} = this;
    const cut = cutQueryOf(state);
    try {
      const answer =
        await this.page.api.getStatistics(state?.version ?? null, cut);
      // The reader may have chosen other plays in the meantime.
      if (this.isOther(state)) return this.refresh();
      this.answer = answer;
      this.answerCut = cut;
      this.failure = nothing;
      this.page.setFacts(answer);
      void this.processed.refresh(answer, cut);
    } catch (error) {
      if (this.isOther(state)) return this.refresh();
      const failure = failureOf(error);
      this.failure = failureBox(
        'The figures could not be loaded', failure, () => this.poller.start());
      // A link that has been revoked stays so.
      if (isRefusal(failure.status)) this.poller.stop();
    }
    this.render();
  }

  /**
   * @param {ViewState|null} state
   * @return {boolean} whether other plays are to be shown than these.
   */
  isOther(state) {
    return state?.version !== this.state?.version ||
      !isSameCut(cutQueryOf(state), cutQueryOf(this.state));
  }

  render() {
    const {answer, state} = this;
    if (!state) return;
    const data = answer && this.processed.dataFor(answer, this.answerCut);
    renderKeepingFocus(this.template(data, state), this.root);
    if (data) this.panel.update(data, state);
  }

  /**
   * @param {PageData|null} data
   * @param {ViewState} state
   */
  template(data, state) {
    return html`<div role="alert">${this.failure}</div>
      ${data ? this.sections(data, state) : this.failure === nothing ?
        html`<p class="loading">Loading the statistics …</p>` : nothing}
      ${glossarySection()}`;
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  sections(data, state) {
    const {answer} = data;
    if (isEmpty(answer) && !answer.cut) {
      return html`<p class="app-empty">Nobody has played this exploration
        yet.</p>`;
    }
    const {navigate} = this.page;
    return html`<h2 class="visually-hidden">Statistics</h2>
    <div class="stats-version">
      ${versionSelect(answer, (version) => navigate({version, card: null}))}
      ${state.version === null ? rangeSelect(SHARED_RANGES, state.range,
        (range) => navigate({range})) : nothing}
      <p class="scope-note">${scopeText(answer)}</p>
    </div>
    <p class="app-muted">As of ${
      formatTime(answer.generated_at_msecs)}. ${
        processedStatusOf(data).text}. You can read these statistics because
        an owner of the exploration shared them with you.</p>
      ${statsSection('overview', 'Overview',
        overviewSection(data, state, this.page, NO_DIGEST))}
      ${statsSection('cards', 'Cards', cardsSection(data, state, this.page))}
      ${statsSection('ratings', 'Ratings', lazily(ratings,
        ({ratingsPanel}) => ratingsPanel(data)))}
      ${lazyData(data, state, this.page)}`;
  }
}
