/**
 * The history tab: every version, its statistics, and buttons to restore it.
 */

import {html, nothing, render} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {
  formatCount, formatDateTime, formatUser,
} from '../domain/formats.js';
import {changesOfVersion} from '../domain/view_state.js';
import {announce} from '../lib/announcer.js';
import {Attempt} from '../lib/attempt.js';
import {linkButton, textButton} from '../lib/buttons.js';
import {confirmAction} from '../lib/confirm.js';
import {failureOf} from '../lib/failures.js';
import {failureBox, loadedView, loadingText} from '../lib/notices.js';
import {Resource} from '../lib/resource.js';
import {decisionHistory} from './decision_history.js';
import {HistoryDetail} from './history_detail.js';
import {cellsOf, scrollRegion, tableOf} from './table.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {Page} from '../main.js' */
/**
 * @import {
 *   Commit, DecisionsResponse, ExplorationDataResponse as ExplorationData
 * } from '../../domain/wire_types.js'
 */

/** @type {Readonly<Record<Commit['commit_type'], string>>} */
const TYPE_NAMES = {create: 'Created', edit: 'Edited', revert: 'Restored'};

/**
 * @param {Page['hashFor']} hashFor
 * @param {number} latest
 * @param {(version: number) => void} restore
 * @return {import('./table.js').Column<Commit>[]}
 */
function columnsOf(hashFor, latest, restore) {
  /** @type {(label: string, version: number, address: Partial<ViewState>,
   *    name?: string) => Template} */
  const link = (label, version, address, name = label) =>
    linkButton(label, hashFor(address), `${name} version ${version}`);
  return [{
    label: 'Version', cell: ({version}) => html`${formatCount(version)}${
      version === latest ? html`<span class="card-badge">Latest</span>` :
        nothing}`,
  }, {
    label: 'What changed', classOf: () => 'history-message',
    cell: (commit) => html`${commit.commit_message}<span
      class="cell-share">${TYPE_NAMES[commit.commit_type]}</span>`,
  }, {
    label: 'By', classOf: () => 'history-user',
    cell: ({committer}) => formatUser(committer),
  }, {
    label: 'When', classOf: () => 'history-time',
    cell: ({created_on_msecs: msecs}) => html`<time datetime=${
      new Date(msecs).toISOString()}>${formatDateTime(msecs)}</time>`,
  }, {
    label: html`<span class="visually-hidden">Actions</span>`, shortLabel: '',
    cell: ({version}) => html`<div class="history-actions">
      ${version > 1 ? link('Changes', version, changesOfVersion(version),
    'Changes of') : nothing}
      ${link('Open', version, {tab: 'history', version})}
      ${link('Statistics', version, {
    tab: 'stats', version: version === latest ? null : version,
  }, 'Statistics of')}
      ${version === latest ? nothing : textButton('Restore',
    () => restore(version), {name: `Restore version ${version}`})}
    </div>`,
  }];
}

export class HistoryView {
  /**
   * @param {HTMLElement} root
   * @param {Page} page
   */
  constructor(root, page) {
    this.root = root;
    this.page = page;
    this.numShown = 0;
    /** @type {Resource<ExplorationData>} */
    this.data = new Resource(() => this.render());
    /** @type {Resource<DecisionsResponse>} */
    this.decisions = new Resource(() => this.render());
    this.detail = new HistoryDetail(page, () => this.render());
    this.restoring = new Attempt(() => this.render());
  }

  /** @param {ViewState} [state] undefined keeps the detail shown. */
  show(state) {
    this.numShown += 1;
    if (state) this.detail.show(state);
    this.render();
    // Someone else may have saved since the tab was last looked at.
    this.data.load(String(this.numShown), async () => {
      const data = await this.page.api.getData();
      this.page.setFacts({
        title: data.exploration.title, status: data.rights.status,
      });
      return data;
    });
    this.decisions.load(
      String(this.numShown), () => this.page.api.getDecisions());
  }

  explorationChanged() {
    // `show` always loads the latest.
  }

  render() {
    const {value, error, reload} = this.data;
    const failure = error ? failureBox(
      'The versions could not be loaded', failureOf(error), reload) : nothing;
    render(html`
      <h2 class="visually-hidden">History</h2>
      <div role="alert">${failure}${this.restoring.problem}</div>
      ${this.detail.template()}
      ${value ? this.table(value) :
    error ? nothing :
      loadingText('Loading the versions …')}
      ${loadedView(this.decisions, 'The decisions could not be loaded',
    ({decisions}) => decisionHistory(decisions), nothing)}`, this.root);
  }

  /**
   * @param {ExplorationData} data
   * @return {Template}
   */
  table({commits, exp_version: latest}) {
    const newestFirst = [...commits].sort((a, b) => b.version - a.version);
    const columns = columnsOf(this.page.hashFor, latest,
      (version) => void this.restore(version, latest));
    const rows = repeat(newestFirst, ({version}) => version, (commit) =>
      html`<tr data-version=${commit.version} role="row">${
        cellsOf(columns, commit)}</tr>`);
    return html`<div class="panel history-panel">${scrollRegion('Versions',
      tableOf('Versions, the newest first', columns, rows,
        'table history-table'), 'table-region')}</div>`;
  }

  /**
   * @param {number} version
   * @param {number} latest
   */
  async restore(version, latest) {
    const isSure = await confirmAction({
      title: `Restore version ${formatCount(version)}?`,
      text: `Its content becomes version ${formatCount(latest + 1)}. The ` +
        'versions in between stay in the history, and no statistics are ' +
        'lost: every card keeps what was counted for it.',
      action: 'Restore',
    });
    const isDone = isSure && await this.restoring.run(
      () => this.page.api.revert(latest, version), (failure) => failureBox(
        'Nothing was restored', failure.status === 409 ? {
          ...failure, message: 'Someone saved a version in the meantime. ' +
            'Look at it, then restore again if you still want to.',
        } : failure, () => {
          this.restoring.problem = nothing;
          this.show();
        }));
    if (!isDone) return;
    this.page.explorationChanged();
    announce(`Version ${version} is restored as version ${latest + 1}.`);
    this.show();
  }
}
