/**
 * The statistics tab: everything on it is drawn from the live counters, which
 * are loaded again every few seconds while the tab is visible, and the
 * processed data.
 */

import {html, nothing} from 'lit-html';

import {renderKeepingFocus} from '../../lib/render.js';
import {requestInParts} from '../domain/requests_in_parts.js';
import {auditVerdict} from '../domain/audit_report.js';
import {missingCardOf, missingVersionOf} from '../domain/dead_ends.js';
import {emptyStateOf} from '../domain/empty_state.js';
import {waitingText} from '../domain/processed_status.js';
import {changeSentence} from '../domain/statistics_model.js';
import {announce} from '../lib/announcer.js';
import {textButton} from '../lib/buttons.js';
import {whenIdle} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {failureBox, loadingText, noticeBox} from '../lib/notices.js';
import {auditSection, warningsSection} from './audit_section.js';
import {cardsSection} from './cards_section.js';
import {emptyNotice} from './empty_notice.js';
import {exclusionsDetails, exclusionsLine} from './exclusions_section.js';
import {glossarySection} from './glossary_section.js';
import {Improvements, improvementsSection} from './improvements.js';
import {improvementsDigest} from './improvements_digest.js';
import {keptAsideSection} from './kept_aside_section.js';
import {
  lazyCompare, lazyData, lazyLessonSheet, lazyRatings,
} from './lazy_section.js';
import {LiveStatistics} from './live_statistics.js';
import {overviewSection} from './overview_section.js';
import {statsSection} from './section.js';
import {SectionNav} from './section_nav.js';
import {statsBar, statsToolbar} from './stats_toolbar.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Page} from '../main.js' */
/** @import {CutQuery} from '../domain/cut.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {Failure} from '../lib/failures.js' */
/** @import {StatisticsResponse as Answer} from '../../domain/wire_types.js' */

/** A new play is shown within 10 seconds, including the request. */
const REFRESH_INTERVAL_MSECS = 8_000;

export class StatsView extends LiveStatistics {
  /**
   * @param {HTMLElement} root
   * @param {Page} page
   */
  constructor(root, page) {
    super(root, page, REFRESH_INTERVAL_MSECS);
    /** Whether the figures are of an earlier version of the exploration. */
    this.isOutdated = false;
    /** @type {import('../domain/view_state.js').Section|null} */
    this.sectionShown = null;
    this.isLive = true;
    this.isFolding = false;
    this.isAuditing = false;
    this.hasRequestedFold = false;
    this.nav = new SectionNav(page);
    this.improvements = new Improvements(page, () => this.render());
  }

  /** @param {ViewState} state */
  show(state) {
    const mustLoad = this.isOther(state) || this.root.hidden;
    this.state = state;
    this.root.hidden = false;
    if (mustLoad) this.reloadAll();
    this.render();
  }

  hide() {
    this.root.hidden = true;
    this.poller.stop();
    this.panel.hide();
    this.improvements.hide();
  }

  explorationChanged() {
    this.isOutdated = true;
  }

  reload() {
    this.root.setAttribute('aria-busy', 'true');
    if (this.isLive) this.poller.start();
    else void this.refresh();
  }

  reloadAll() {
    this.reload();
    this.fetchProcessed();
  }

  /**
   * Starts work on the server, announces the result, and reloads the figures.
   *
   * @param {'isFolding'|'isAuditing'} flag set while the server works.
   * @param {() => Promise<string>} work
   * @param {(failure: Failure) => string} failureText
   */
  async workAndReload(flag, work, failureText) {
    if (this[flag]) return;
    this[flag] = true;
    this.render();
    try {
      announce(await work());
    } catch (error) {
      announce(failureText(failureOf(error)));
    } finally {
      this[flag] = false;
      this.render();
      // Fewer plays may wait although the processed data have not changed.
      this.reloadAll();
    }
  }

  /** Folds the waiting plays. */
  foldAndReload = () => this.workAndReload('isFolding', async () => {
    await this.page.api.fold();
    return 'The plays have been processed.';
  }, ({status}) => status === 429 ? 'The plays were processed just now.' :
    'The plays could not be processed now; the page shows what there is.');

  /** Compares the counters with the log, and corrects them. */
  auditAndReload = () => this.workAndReload('isAuditing', async () => {
    const {audit} = await requestInParts(
      (isNew) => this.page.api.audit(isNew));
    return auditVerdict(audit, Date.now()).detail;
  }, ({message}) => `The audit has not ended. ${message}`);

  /**
   * Folds waiting plays once, after the first drawing.
   *
   * @param {PageData} data
   */
  foldOnce(data) {
    if (this.hasRequestedFold || !data.processed) return;
    this.hasRequestedFold = true;
    if (waitingText(data)) whenIdle(() => void this.foldAndReload());
  }

  toggleLive = () => {
    this.isLive = !this.isLive;
    this.render();
    if (this.isLive) this.poller.start();
    else this.poller.stop();
  };

  /**
   * @param {Answer} answer
   * @param {CutQuery} cut the part of the plays that it is of.
   */
  accept(answer, cut) {
    const sentence =
      changeSentence(this.isOutdated ? null : this.answer, answer);
    this.isOutdated = false;
    this.root.removeAttribute('aria-busy');
    super.accept(answer, cut);
    if (sentence) announce(sentence);
  }

  /** @param {unknown} error */
  fail(error) {
    this.root.removeAttribute('aria-busy');
    super.fail(error);
  }

  /** @param {Failure} failure */
  failureNotice(failure) {
    const heading = this.answer ?
      'The figures could not be refreshed' : 'There are no figures to show';
    return this.versionNotice(failure) ??
      failureBox(heading, failure, () => this.reload());
  }

  /**
   * @param {Failure} failure
   * @return {Template|null} null unless the version of the address does not
   *     exist: asking again would not help.
   */
  versionNotice(failure) {
    const missing = this.state && missingVersionOf(failure, this.state);
    return missing && noticeBox('danger', missing.heading, [missing.text], [
      textButton('Show the latest version',
        () => this.page.navigate({version: null})),
    ]);
  }

  /**
   * @param {Answer} answer
   * @param {ViewState} state
   * @return {Template|typeof nothing} a notice if the card of the address does
   *     not exist.
   */
  missingCardNotice(answer, state) {
    const missing = missingCardOf(answer, state);
    return missing ? noticeBox('warning', missing.heading, [missing.text], [
      textButton('Close', () => this.page.navigate({card: null})),
    ]) : nothing;
  }

  /** Draws the figures for the address, unless another tab is shown. */
  render() {
    const {answer, data, state} = this;
    // Its dialogs would open above the other tab.
    if (!state || this.root.hidden) return;
    const isEmpty = answer !== null && emptyStateOf(answer) !== null;
    if (isEmpty) this.improvements.hide();
    else if (data) this.improvements.update(data, state);
    renderKeepingFocus(this.template(data, state), this.root);
    if (!data) return;
    this.panel.update(data, state);
    if (!isEmpty) this.goToSection(state);
    this.foldOnce(data);
  }

  /**
   * @param {PageData|null} data
   * @param {ViewState} state
   * @return {Template}
   */
  template(data, state) {
    const {failure, page} = this;
    if (!data) {
      return html`<div role="alert">${failure}</div>
        ${failure === nothing ?
    loadingText('Loading the statistics …') : nothing}
        ${glossarySection()}`;
    }
    const {answer, processed} = data;
    const empty = emptyStateOf(answer);
    if (state.print && !empty) return lazyLessonSheet(data, state, page);
    return html`${statsToolbar(data, state, this)}
      ${statsBar(data, empty ? nothing : this.nav.view(state))}
      <div role="alert">${failure}</div>
      <div role="status">${this.missingCardNotice(answer, state)}</div>
      ${warningsSection(answer)}
      ${auditSection(processed?.audit)}
      ${exclusionsLine(data)}
      ${empty ? emptyNotice(empty, page) : this.sections(data, state)}
      ${keptAsideSection(answer)}
      ${exclusionsDetails(data, page.api, () => this.reloadAll())}
      ${glossarySection()}`;
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   * @return {Template}
   */
  sections(data, state) {
    const {improvements, nav, page} = this;
    return html`<div class=${data.answer.cut ? 'has-cut' : ''}>
      ${statsSection('overview', overviewSection(data, state, page,
    improvementsDigest(improvements, data, state, nav)),
  false)}
      ${improvementsSection(improvements, data, state)}
      ${statsSection('cards', cardsSection(data, state, page))}
      ${lazyRatings(data, page)}
      ${lazyCompare(data, state, page)}
      ${lazyData(data, state, page)}
    </div>`;
  }

  /**
   * Goes to the section of the address, once for each change of it.
   *
   * @param {ViewState} state
   */
  goToSection({section}) {
    if (section === this.sectionShown) return;
    this.sectionShown = section;
    if (section) this.nav.reveal(section);
  }
}
