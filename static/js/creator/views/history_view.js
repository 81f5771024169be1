/**
 * The history tab: every version, its statistics, and the way back to it.
 */

import {html, nothing, render} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {
  formatCount, formatDateTime, formatUser,
} from '../domain/formats.js';
import {changesOfVersion} from '../domain/view_state.js';
import {announce} from '../lib/announcer.js';
import {confirmAction} from '../lib/confirm.js';
import {failureOf} from '../lib/failures.js';
import {failureBox} from '../lib/notices.js';
import {Resource} from '../lib/resource.js';
import {decisionHistory} from './decision_history.js';
import {HistoryDetail} from './history_detail.js';

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
 * @param {Commit} commit
 * @param {Page['hashFor']} hashFor
 * @param {(() => void)|null} restore null for the latest version.
 * @return {Template}
 */
function versionRow(commit, hashFor, restore) {
  const {version, created_on_msecs: msecs} = commit;
  const link = (/** @type {string} */ label, /** @type {string} */ name,
    /** @type {Partial<ViewState>} */ address) => html`<a
    class="btn btn-sm btn-outline-secondary" href=${hashFor(address)}
    aria-label="${name} version ${version}">${label}</a>`;
  return html`<tr data-version=${version} role="row">
    <th scope="row" role="rowheader">${formatCount(version)}${
  restore ? nothing : html`<span class="card-badge">Latest</span>`}</th>
    <td class="history-message" role="cell">${commit.commit_message}<span
      class="cell-share">${TYPE_NAMES[commit.commit_type]}</span></td>
    <td class="history-user" role="cell">${formatUser(commit.committer)}</td>
    <td class="history-time" role="cell"><time
      datetime=${new Date(msecs).toISOString()}>${
  formatDateTime(msecs)}</time></td>
    <td role="cell"><div class="history-actions">
      ${version > 1 ? link('Changes', 'Changes of',
    changesOfVersion(version)) : nothing}
      ${link('Open', 'Open', {tab: 'history', version})}
      ${link('Statistics', 'Statistics of',
    {tab: 'stats', version: restore ? version : null})}
      ${restore ? html`<button type="button"
        class="btn btn-sm btn-outline-secondary" @click=${restore}
        aria-label="Restore version ${version}">Restore</button>` : nothing}
    </div></td>
  </tr>`;
}

/**
 * Roles are explicit because narrow windows show rows as blocks, which
 * removes the implicit roles of a table.
 *
 * @param {unknown} rows
 * @return {Template}
 */
function versionTable(rows) {
  return html`<div class="panel history-panel">
    <div class="table-region" role="region" tabindex="0" aria-label="Versions">
      <table class="table history-table" role="table">
        <caption class="visually-hidden">Versions, the newest first</caption>
        <thead role="rowgroup"><tr role="row">
          <th scope="col" role="columnheader">Version</th>
          <th scope="col" role="columnheader">What changed</th>
          <th scope="col" role="columnheader">By</th>
          <th scope="col" role="columnheader">When</th>
          <th scope="col" role="columnheader">
            <span class="visually-hidden">Actions</span></th>
        </tr></thead>
        <tbody role="rowgroup">${rows}</tbody>
      </table>
    </div>
  </div>`;
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
    /** @type {unknown} a template: why a version was not restored. */
    this.problem = nothing;
  }

  /** @param {ViewState} [state] undefined: as it is. */
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
      <div role="alert">${failure}${this.problem}</div>
      ${this.detail.template()}
      ${value ? versionTable(this.rows(value)) :
    error ? nothing :
      html`<p class="loading">Loading the versions …</p>`}
      ${this.decisionPart()}`, this.root);
  }

  /** @return {unknown} a template. */
  decisionPart() {
    const {value, error, reload} = this.decisions;
    if (value) return decisionHistory(value.decisions);
    return error ? failureBox(
      'The decisions could not be loaded', failureOf(error), reload) : nothing;
  }

  /**
   * @param {ExplorationData} data
   * @return {unknown}
   */
  rows({commits, exp_version: latest}) {
    const newestFirst = [...commits].sort((a, b) => b.version - a.version);
    return repeat(newestFirst, ({version}) => version, (commit) => {
      const {version} = commit;
      return versionRow(commit, this.page.hashFor, version === latest ?
        null : () => void this.restore(version, latest));
    });
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
    if (!isSure) return;
    try {
      await this.page.api.revert(latest, version);
      this.page.explorationChanged();
      announce(`Version ${version} is restored as version ${latest + 1}.`);
      this.problem = nothing;
      this.show();
    } catch (error) {
      const failure = failureOf(error);
      if (failure.status === 409) {
        failure.message = 'Someone saved a version in the meantime. Look at ' +
          'it, then restore again if you still want to.';
      }
      this.problem = failureBox('Nothing was restored', failure, () => {
        this.problem = nothing;
        this.show();
      });
      this.render();
    }
  }
}
