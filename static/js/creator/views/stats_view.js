/**
 * The statistics tab: everything on it is drawn from one answer of the
 * server, which is fetched again every few seconds while it can be seen.
 */

import {runAudit} from '../domain/audit_run.js';
import {auditVerdict} from '../domain/audit_report.js';
import {missingCardOf, missingVersionOf} from '../domain/dead_ends.js';
import {emptyStateOf} from '../domain/empty_state.js';
import {ProcessedSource} from '../domain/processed_source.js';
import {waitingText} from '../domain/processed_status.js';
import {changeSentence} from '../domain/statistics_model.js';
import {announce} from '../lib/announcer.js';
import {h, setAttribute, whenIdle} from '../lib/dom.js';
import {failureOf, isRefusal} from '../lib/failures.js';
import {whenReached} from '../lib/lazy_part.js';
import {actionButton, failureNotice, notice} from '../lib/notices.js';
import {Poller} from '../lib/poller.js';
import {AuditSection} from './audit_section.js';
import {CardPanel} from './card_panel.js';
import {CardsSection} from './cards_section.js';
import {emptyNotice} from './empty_notice.js';
import {ExclusionsSection} from './exclusions_section.js';
import {GlossarySection} from './glossary_section.js';
import {KeptAsideSection} from './kept_aside_section.js';
import {lazyCompare, lazyData, lazyRatings} from './lazy_section.js';
import {OverviewSection} from './overview_section.js';
import {SectionNav} from './section_nav.js';
import {StatsToolbar} from './stats_toolbar.js';
import {ImprovementsSection} from './improvements_section.js';
import {WarningsSection} from './warnings_section.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {StatisticsAnswer as Answer} from '../domain/statistics_model.js' */

/** A new play is to be seen within 10 seconds; the request needs some. */
const REFRESH_INTERVAL_MSECS = 8_000;

/**
 * @param {number} status of the answer to the request to process.
 * @return {string}
 */
function foldRefusal(status) {
  return status === 429 ? 'The plays were processed just now.' :
    'The plays could not be processed now; the page shows what there is.';
}

export class StatsView {
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
    this.processed = new ProcessedSource(page.api, () => this.render());
    /** @type {import('../domain/view_state.js').Section|null} */
    this.sectionShown = null;
    // Which request was the last, and whose answer is shown.
    this.numAsked = 0;
    this.numShown = 0;
    this.isFolding = false;
    this.isAuditing = false;
    this.hasAskedForFold = false;
    /** @type {string} */
    this.emptyShown = '';
    this.poller = new Poller(() => this.refresh(), REFRESH_INTERVAL_MSECS);
    this.nav = new SectionNav(page);
    this.toolbar = new StatsToolbar({
      onVersion: (version) => page.navigate({version, card: null}),
      onRefresh: () => void this.foldAndReload(),
      onAudit: () => void this.auditAndReload(),
      onLive: (isLive) => this.setLive(isLive),
    }, this.nav.element);
    this.warnings = new WarningsSection();
    this.keptAside = new KeptAsideSection();
    this.audit = new AuditSection();
    this.exclusions = new ExclusionsSection(page, () => this.reloadAll());
    this.overview = new OverviewSection(page, this.nav);
    this.cards = new CardsSection(page);
    this.improvements = new ImprovementsSection(page);
    this.sections = [
      this.overview, this.improvements, this.cards,
      lazyRatings(page), lazyCompare(page), lazyData(page),
    ];
    this.panel = new CardPanel(page);
    this.loading = h('p', {class: 'loading'},
      'Loading the statistics …');
    this.failure = h('div', {role: 'alert'});
    this.deadEnd = h('div', {role: 'status'});
    this.empty = h('div', {});
    this.figures = h('div', {hidden: true},
      ...this.sections.map(({element}) => element));
    root.append(
      this.toolbar.element, this.toolbar.bar, this.failure, this.deadEnd,
      this.warnings.element, this.audit.element, this.exclusions.line,
      this.loading, this.empty, this.figures, this.keptAside.element,
      this.exclusions.element, new GlossarySection().element);
    document.body.append(this.panel.element);
    whenReached(
      this.cards.element, () => void this.panel.content.fetch());
  }

  /** @param {ViewState} state */
  show(state) {
    const isOtherVersion = this.state?.version !== state.version;
    const comesBack = this.root.hidden;
    this.state = state;
    this.root.hidden = false;
    if (isOtherVersion || comesBack) {
      this.reload();
      void this.processed.fetch(state.version);
    }
    this.render();
  }

  hide() {
    this.root.hidden = true;
    this.poller.stop();
    this.panel.close();
    this.improvements.hide();
  }

  explorationChanged() {
    this.answer = null;
  }

  reload() {
    setAttribute(this.root, 'aria-busy', 'true');
    if (this.toolbar.isLive) this.poller.start();
    else void this.refresh();
  }

  reloadAll() {
    this.reload();
    void this.processed.fetch(this.state?.version ?? null);
  }

  /** Has what waits processed, and shows what there is then. */
  async foldAndReload() {
    if (this.isFolding) return;
    this.isFolding = true;
    this.toolbar.setBusy(true);
    try {
      await this.page.api.fold();
      announce('The plays have been processed.');
    } catch (error) {
      // The figures that there are can be fetched all the same.
      announce(foldRefusal(failureOf(error).status));
    } finally {
      this.isFolding = false;
      this.toolbar.setBusy(false);
      // What waits can be less although nothing that is shown has changed.
      this.reloadAll();
    }
  }

  /** Has the counters compared with the log and put right, and says how. */
  async auditAndReload() {
    if (this.isAuditing) return;
    this.isAuditing = true;
    this.toolbar.setAuditing(true);
    try {
      const {audit} = await runAudit(
        (isNew) => this.page.api.audit(isNew),
        (msecs) => new Promise((done) => setTimeout(done, msecs)));
      announce(auditVerdict(audit, Date.now()).detail);
    } catch (error) {
      announce(`The audit has not ended. ${failureOf(error).message}`);
    } finally {
      this.isAuditing = false;
      this.toolbar.setAuditing(false);
      this.reloadAll();
    }
  }

  /**
   * Asks once for plays that wait to be processed, after the first drawing.
   *
   * @param {PageData} data
   */
  foldOnce(data) {
    if (this.hasAskedForFold || !data.processed) return;
    this.hasAskedForFold = true;
    if (waitingText(data)) whenIdle(() => void this.foldAndReload());
  }

  /** @param {boolean} isLive */
  setLive(isLive) {
    if (isLive) this.poller.start();
    else this.poller.stop();
  }

  /**
   * Fetches the statistics and shows them.
   *
   * @return {Promise<void>}
   */
  async refresh() {
    const asked = this.state?.version ?? null;
    const turn = ++this.numAsked;
    /** @type {Answer|null} */
    let answer = null;
    /** @type {unknown} */
    let problem = null;
    try {
      answer = await this.page.api.getStatistics(asked);
    } catch (error) {
      problem = error;
    }
    // The reader may have chosen another version in the meantime.
    if ((this.state?.version ?? null) !== asked) return this.refresh();
    // One that was asked for later may have been faster.
    if (turn < this.numShown) return;
    this.numShown = turn;
    if (answer) this.accept(answer);
    else this.fail(problem);
  }

  /** @param {Answer} answer */
  accept(answer) {
    const sentence = changeSentence(this.answer, answer);
    this.answer = answer;
    this.failure.replaceChildren();
    setAttribute(this.root, 'aria-busy', null);
    this.page.setFacts(answer);
    this.render();
    if (sentence) announce(sentence);
    void this.processed.refresh(answer);
  }

  /** @param {unknown} error */
  fail(error) {
    const failure = failureOf(error);
    setAttribute(this.root, 'aria-busy', null);
    this.loading.hidden = true;
    const heading = this.answer ?
      'The figures could not be refreshed' : 'There are no figures to show';
    const shown = `${heading} ${failure.message}`;
    if (this.failure.dataset.shown === shown && this.failure.firstChild) return;
    this.failure.dataset.shown = shown;
    this.failure.replaceChildren(this.versionNotice(failure) ??
      failureNotice(heading, failure, () => this.reload()));
    // What is refused is refused again every few seconds.
    if (isRefusal(failure.status)) this.poller.stop();
  }

  /**
   * @param {import('../lib/failures.js').Failure} failure
   * @return {HTMLElement|null} where the address names a version that there
   *     is not: asking again would not help.
   */
  versionNotice(failure) {
    const missing = this.state && missingVersionOf(failure, this.state);
    return missing && notice('danger', missing.heading, [missing.text], [
      actionButton('Show the latest version',
        () => this.page.navigate({version: null})),
    ]);
  }

  /**
   * Says that the card of the address is not there.
   *
   * @param {Answer} answer
   * @param {ViewState} state
   */
  showDeadEnd(answer, state) {
    const missing = missingCardOf(answer, state);
    const shown = missing?.heading ?? '';
    if (this.deadEnd.dataset.shown === shown) return;
    this.deadEnd.dataset.shown = shown;
    this.deadEnd.replaceChildren(...(missing ? [
      notice('warning', missing.heading, [missing.text], [
        actionButton('Close', () => this.page.navigate({card: null})),
      ])] : []));
  }

  /** Shows the answer at hand in the state at hand. */
  render() {
    const {answer, state} = this;
    // What comes while another tab is shown is drawn when this one is again:
    // else its dialogs would open above the other one.
    if (!answer || !state || this.root.hidden) return;
    this.loading.hidden = true;
    const empty = emptyStateOf(answer);
    this.figures.hidden = empty !== null;
    this.showEmptyState(empty);
    const data = this.processed.dataFor(answer);
    this.toolbar.update(data);
    this.warnings.update(answer);
    this.keptAside.update(answer);
    this.audit.update(data.processed?.audit);
    this.exclusions.update(data);
    if (empty) {
      this.improvements.hide();
    } else {
      this.sections.forEach((section) => section.update(data, state));
    }
    this.nav.element.hidden = empty !== null;
    this.nav.update(state);
    this.panel.update(data, state);
    this.showDeadEnd(answer, state);
    if (!empty) this.goToSection(state);
    this.foldOnce(data);
  }

  /**
   * Goes where the address says, once for each time it says something else.
   *
   * @param {ViewState} state
   */
  goToSection({section}) {
    if (section === this.sectionShown) return;
    this.sectionShown = section;
    if (section) this.nav.reveal(section);
  }

  /** @param {import('../domain/empty_state.js').EmptyState|null} empty */
  showEmptyState(empty) {
    // Drawn anew only when it says something else, to keep the focus.
    const key = JSON.stringify(empty);
    if (key === this.emptyShown) return;
    this.emptyShown = key;
    this.empty.replaceChildren(
      ...(empty ? [emptyNotice(empty, this.page)] : []));
  }
}
