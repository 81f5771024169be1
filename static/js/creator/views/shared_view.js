/**
 * The statistics for readers of a shared link, without what only creators may
 * read or do.
 */

import {html, nothing} from 'lit-html';

import {renderKeepingFocus} from '../../lib/render.js';
import {formatTime} from '../domain/formats.js';
import {SHARED_RANGES} from '../domain/cut.js';
import {processedStatusOf} from '../domain/processed_status.js';
import {isEmpty} from '../domain/statistics_model.js';
import {LazyModule, lazily} from '../lib/lazy_part.js';
import {loadingText} from '../lib/notices.js';
import {cardsSection} from './cards_section.js';
import {glossarySection} from './glossary_section.js';
import {rangeSelect} from './cut_control.js';
import {lazyData} from './lazy_section.js';
import {LiveStatistics} from './live_statistics.js';
import {overviewSection} from './overview_section.js';
import {statsSection} from './section.js';
import {scopeText, versionSelect} from './stats_toolbar.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */

const REFRESH_INTERVAL_MSECS = 30_000;

const ratings = new LazyModule(() => import('./ratings_section.js'), 'ratings');

/** Replaces the first tasks, which are for creators. */
const NO_DIGEST = html`<div class="figure"></div>`;

export class SharedView extends LiveStatistics {
  /**
   * @param {HTMLElement} root
   * @param {Page} page
   */
  constructor(root, page) {
    super(root, page, REFRESH_INTERVAL_MSECS);
  }

  /** @param {ViewState} state */
  show(state) {
    const isOther = this.isOther(state);
    this.state = state;
    if (isOther) {
      this.poller.start();
      this.fetchProcessed();
    }
    this.render();
  }

  render() {
    const {data, state} = this;
    if (!state) return;
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
        loadingText('Loading the statistics …') : nothing}
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
      ${versionSelect(answer, this.page)}
      ${state.version === null ? rangeSelect(SHARED_RANGES, state.range,
        (range) => navigate({range})) : nothing}
      <p class="scope-note">${scopeText(answer)}</p>
    </div>
    <p class="app-muted">As of ${
      formatTime(answer.generated_at_msecs)}. ${
        processedStatusOf(data).text}. You can read these statistics because
        an owner of the exploration shared them with you.</p>
      ${statsSection('overview',
        overviewSection(data, state, this.page, NO_DIGEST))}
      ${statsSection('cards', cardsSection(data, state, this.page))}
      ${statsSection('ratings', lazily(ratings,
        ({ratingsPanel}) => ratingsPanel(data)))}
      ${lazyData(data, state, this.page)}`;
  }
}
