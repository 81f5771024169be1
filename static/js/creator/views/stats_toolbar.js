/**
 * Which version is shown, how far the figures reach, whether they can be
 * trusted, and whether they keep themselves fresh. It stays in sight.
 */

import {auditVerdict} from '../domain/audit_report.js';
import {formatCount, formatDateTime, formatTime} from '../domain/formats.js';
import {processedStatusOf, waitingText} from '../domain/processed_status.js';
import {versionsOf} from '../domain/statistics_model.js';
import {h, setAttribute, setText} from '../lib/dom.js';
import {actionButton} from '../lib/notices.js';
import {definitionButton} from '../lib/toggletip.js';

/** @import {PageData} from '../domain/page_data.js' */
/** @import {StatisticsAnswer as Answer} from '../domain/statistics_model.js' */
/** @import {VersionInfo} from '../domain/statistics_model.js' */

/**
 * @param {VersionInfo} info
 * @param {number} latest
 * @return {string}
 */
function versionLabel(info, latest) {
  return [
    `Version ${formatCount(info.version)}`,
    info.version === latest ? 'latest' : null,
    info.created_on_msecs ? formatDateTime(info.created_on_msecs) : null,
  ].filter(Boolean).join(' · ');
}

/**
 * @param {string} term
 * @param {string} name by which tests find it.
 * @return {{element: HTMLElement, text: HTMLElement}}
 */
function statusItem(term, name) {
  const text = h('span', {class: 'trust-text'});
  return {
    text,
    element: h('li', {'data-trust': name}, text, definitionButton(term)),
  };
}

export class StatsToolbar {
  /**
   * @param {object} handlers
   * @param {(version: number|null) => void} handlers.onVersion
   * @param {() => void} handlers.onRefresh
   * @param {() => void} handlers.onAudit
   * @param {(isLive: boolean) => void} handlers.onLive
   * @param {HTMLElement} nav the links to the sections.
   */
  constructor({onVersion, onRefresh, onAudit, onLive}, nav) {
    this.latest = 0;
    this.versionsShown = '';
    this.select = h('select', {
      id: 'stats-version', class: 'form-select form-select-sm',
    });
    this.select.addEventListener('change', () => {
      const version = Number(this.select.value);
      onVersion(version === this.latest ? null : version);
    });
    this.asOf = h('span', {class: 'as-of', 'data-as-of': ''});
    this.scope = h('p', {class: 'scope-note'});
    this.live = h('input', {
      type: 'checkbox', role: 'switch', id: 'stats-live',
      class: 'form-check-input', checked: true,
    });
    this.live.addEventListener('change', () => onLive(this.live.checked));
    this.refresh = actionButton('Refresh', onRefresh);
    this.repair = actionButton('Check and repair now', onAudit);
    this.repair.hidden = true;
    this.through = statusItem('completeThrough', 'complete-through');
    this.audit = statusItem('audit', 'audit');
    this.waiting = statusItem('toProcess', 'waiting');
    this.element = this.buildHead();
    this.bar = this.buildBar(nav);
  }

  /** @return {HTMLElement} what scrolls away. */
  buildHead() {
    return h('div', {class: 'stats-toolbar', hidden: true},
      h('h2', {class: 'visually-hidden'}, 'Statistics'),
      h('div', {class: 'stats-version'},
        h('label', {for: 'stats-version', class: 'visually-hidden'},
          'Version'),
        this.select, this.scope),
      h('div', {class: 'stats-freshness'},
        this.asOf,
        h('div', {class: 'form-check form-switch mb-0'},
          this.live,
          h('label', {class: 'form-check-label', for: 'stats-live'},
            'Live')),
        this.refresh, this.repair));
  }

  /**
   * @param {HTMLElement} nav
   * @return {HTMLElement} what stays in sight.
   */
  buildBar(nav) {
    return h('div', {class: 'stats-bar', hidden: true}, nav,
      h('ul', {
        class: 'trust', 'aria-label': 'How far to trust these figures',
      }, this.through.element, this.audit.element, this.waiting.element));
  }

  /** @return {boolean} whether the figures keep themselves fresh. */
  get isLive() {
    return this.live.checked;
  }

  /**
   * The button keeps the focus while it works, so it is not disabled.
   *
   * @param {boolean} isBusy
   */
  setBusy(isBusy) {
    setText(this.refresh, isBusy ? 'Refreshing …' : 'Refresh');
    setAttribute(this.refresh, 'aria-disabled', isBusy ? 'true' : null);
  }

  /** @param {boolean} isBusy */
  setAuditing(isBusy) {
    setText(this.repair, isBusy ? 'Checking …' : 'Check and repair now');
    setAttribute(this.repair, 'aria-disabled', isBusy ? 'true' : null);
  }

  /** @param {PageData} data */
  update(data) {
    const {answer} = data;
    this.repair.hidden = !answer.may_repair;
    this.element.hidden = false;
    this.bar.hidden = false;
    this.latest = answer.latest_version;
    this.updateVersions(answer);
    setText(this.asOf, `As of ${formatTime(answer.generated_at_msecs)}`);
    setAttribute(this.asOf, 'data-as-of', answer.generated_at_msecs);
    const {exp_version: version} = answer;
    setText(this.scope, version === 1 ?
      'All plays of version 1.' :
      `All plays of versions 1 to ${formatCount(version)}, shown on the ` +
      `cards of version ${formatCount(version)}.`);
    this.updateTrust(data);
  }

  /** @param {PageData} data */
  updateTrust(data) {
    const status = processedStatusOf(data);
    setText(this.through.text, status.text);
    setAttribute(this.through.element, 'data-tone', status.tone);
    const verdict = auditVerdict(
      data.processed?.audit, data.answer.generated_at_msecs);
    setText(this.audit.text, verdict.text);
    setAttribute(this.audit.text, 'title', verdict.detail);
    setAttribute(this.audit.element, 'data-tone', verdict.tone);
    const waiting = waitingText(data);
    this.waiting.element.hidden = waiting === '';
    setText(this.waiting.text, waiting);
  }

  /** @param {Answer} answer */
  updateVersions(answer) {
    const versions = versionsOf(answer);
    const key = JSON.stringify([versions, answer.latest_version]);
    if (key !== this.versionsShown) {
      this.versionsShown = key;
      this.select.replaceChildren(...versions.map((info) => h('option', {
        value: info.version,
      }, versionLabel(info, answer.latest_version))));
    }
    this.select.value = String(answer.exp_version);
  }
}
