/**
 * Which version is shown, how fresh the figures are, and whether they keep
 * themselves fresh.
 */

import {formatCount, formatDateTime, formatTime} from '../domain/formats.js';
import {versionsOf} from '../domain/statistics_model.js';
import {h, setAttribute, setText} from '../lib/dom.js';
import {actionButton} from '../lib/notices.js';

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

export class StatsToolbar {
  /**
   * @param {object} handlers
   * @param {(version: number|null) => void} handlers.onVersion
   * @param {() => void} handlers.onRefresh
   * @param {(isLive: boolean) => void} handlers.onLive
   */
  constructor({onVersion, onRefresh, onLive}) {
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
    this.element = this.build(onRefresh);
  }

  /**
   * @param {() => void} onRefresh
   * @return {HTMLElement}
   */
  build(onRefresh) {
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
        actionButton('Refresh', onRefresh)));
  }

  /** @return {boolean} whether the figures keep themselves fresh. */
  get isLive() {
    return this.live.checked;
  }

  /** @param {Answer} answer */
  update(answer) {
    this.element.hidden = false;
    this.latest = answer.latest_version;
    this.updateVersions(answer);
    setText(this.asOf, `As of ${formatTime(answer.generated_at_msecs)}`);
    setAttribute(this.asOf, 'data-as-of', answer.generated_at_msecs);
    const {exp_version: version} = answer;
    setText(this.scope, version === 1 ?
      'All plays of version 1.' :
      `All plays of versions 1 to ${formatCount(version)}, shown on the ` +
      `cards of version ${formatCount(version)}.`);
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
