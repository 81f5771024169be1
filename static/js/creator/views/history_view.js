/**
 * The history tab: every version, its statistics, and the way back to it.
 */

import {
  formatCount, formatDateTime, formatUser,
} from '../domain/formats.js';
import {announce} from '../lib/announcer.js';
import {confirmAction} from '../lib/confirm.js';
import {h, setAttribute} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {actionButton, failureNotice} from '../lib/notices.js';

/** @import {Page} from '../main.js' */
/** @import {Commit, ExplorationData} from '../api.js' */

/** @type {Readonly<Record<Commit['commit_type'], string>>} */
const TYPE_NAMES = {create: 'Created', edit: 'Edited', revert: 'Restored'};

/**
 * Roles are said because narrow windows show rows as blocks, which takes
 * them away from a table that does not say them.
 *
 * @param {HTMLElement|string} label
 * @return {HTMLElement}
 */
function headingCell(label) {
  return h('th', {scope: 'col', role: 'columnheader'}, label);
}

export class HistoryView {
  /**
   * @param {HTMLElement} root
   * @param {Page} page
   */
  constructor(root, page) {
    this.root = root;
    this.page = page;
    this.numAsked = 0;
    this.failure = h('div', {role: 'alert'});
    this.body = h('tbody', {role: 'rowgroup'});
    this.loading = h('p', {class: 'loading'}, 'Loading the versions …');
    this.panel = h('div', {class: 'panel history-panel', hidden: true},
      h('div', {
        class: 'table-region', role: 'region', tabindex: '0',
        'aria-label': 'Versions',
      }, h('table', {class: 'table history-table', role: 'table'},
        h('caption', {class: 'visually-hidden'},
          'Versions, the newest first'),
        h('thead', {role: 'rowgroup'}, h('tr', {role: 'row'},
          ...['Version', 'What changed', 'By', 'When'].map(
            (label) => headingCell(label)),
          headingCell(
            h('span', {class: 'visually-hidden'}, 'Actions')))),
        this.body)));
    root.append(h('h2', {class: 'visually-hidden'}, 'History'),
      this.failure, this.loading, this.panel);
  }

  show() {
    this.root.hidden = false;
    // Someone else may have saved since the tab was last looked at.
    void this.load();
  }

  hide() {
    this.root.hidden = true;
  }

  explorationChanged() {
    // Every showing fetches anew.
  }

  async load() {
    const turn = ++this.numAsked;
    try {
      const data = await this.page.api.getData();
      // One that was asked for later may have been faster.
      if (turn !== this.numAsked) return;
      this.failure.replaceChildren();
      this.draw(data);
    } catch (error) {
      if (turn !== this.numAsked) return;
      this.failure.replaceChildren(failureNotice(
        'The versions could not be loaded', failureOf(error),
        () => void this.load()));
    }
    this.loading.hidden = true;
  }

  /** @param {ExplorationData} data */
  draw(data) {
    this.page.setFacts({
      title: data.exploration.title, status: data.rights.status,
    });
    const newestFirst = [...data.commits]
      .sort((a, b) => b.version - a.version);
    this.body.replaceChildren(...newestFirst.map(
      (commit) => this.row(commit, data.exp_version)));
    this.panel.hidden = false;
  }

  /**
   * @param {Commit} commit
   * @param {number} latest
   * @return {HTMLElement}
   */
  row(commit, latest) {
    const {version} = commit;
    const isLatest = version === latest;
    const time = h('time', {
      datetime: new Date(commit.created_on_msecs).toISOString(),
    }, formatDateTime(commit.created_on_msecs));
    return h('tr', {'data-version': version, role: 'row'},
      h('th', {scope: 'row', role: 'rowheader'}, formatCount(version),
        isLatest ? h('span', {class: 'card-badge'}, 'Latest') : null),
      h('td', {class: 'history-message', role: 'cell'}, commit.commit_message,
        h('span', {class: 'cell-share'}, TYPE_NAMES[commit.commit_type])),
      h('td', {class: 'history-user', role: 'cell'},
        formatUser(commit.committer)),
      h('td', {class: 'history-time', role: 'cell'}, time),
      h('td', {role: 'cell'}, h('div', {class: 'history-actions'},
        this.statisticsLink(version, isLatest),
        isLatest ? null : this.restoreButton(version, latest))));
  }

  /**
   * @param {number} version
   * @param {boolean} isLatest
   * @return {HTMLElement}
   */
  statisticsLink(version, isLatest) {
    return h('a', {
      class: 'btn btn-sm btn-outline-secondary',
      'aria-label': `Statistics of version ${version}`,
      href: this.page.hashFor({
        tab: 'stats', version: isLatest ? null : version,
      }),
    }, 'Statistics');
  }

  /**
   * @param {number} version
   * @param {number} latest
   * @return {HTMLElement}
   */
  restoreButton(version, latest) {
    const button = actionButton(
      'Restore', () => void this.restore(version, latest));
    setAttribute(button, 'aria-label', `Restore version ${version}`);
    return button;
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
      await this.load();
    } catch (error) {
      const failure = failureOf(error);
      const isConflict = failure.status === 409;
      this.failure.replaceChildren(failureNotice('Nothing was restored',
        isConflict ? {
          ...failure,
          message: 'Someone saved a version in the meantime. Look at it, ' +
            'then restore again if you still want to.',
        } : failure, () => void this.load()));
    }
  }
}
