/**
 * The version shown, the time up to which the figures are complete, whether
 * they can be trusted, and whether they refresh themselves.
 */

import {html, nothing} from 'lit-html';
import {live} from 'lit-html/directives/live.js';

import {auditVerdict} from '../domain/audit_report.js';
import {cutText} from '../domain/cut.js';
import {formatCount, formatDateTime, formatTime} from '../domain/formats.js';
import {processedStatusOf, waitingText} from '../domain/processed_status.js';
import {versionsOf} from '../domain/statistics_model.js';
import {optionList, valueOf} from '../lib/fields.js';
import {definedText} from '../lib/toggletip.js';
import {cutControl} from './cut_control.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ListedVersion as VersionInfo} from '../../domain/wire_types.js' */
/** @import {StatisticsResponse as Answer} from '../../domain/wire_types.js' */
/** @import {Cut} from './cut_control.js' */

/**
 * @typedef {object} ToolbarState
 * @property {boolean} isLive whether the figures refresh themselves.
 * @property {boolean} isFolding
 * @property {boolean} isAuditing
 * @property {Cut} cut
 */

/**
 * @typedef {object} ToolbarHandlers
 * @property {(version: number|null) => void} onVersion
 * @property {(change: Partial<Cut>) => void} onCut
 * @property {() => void} onRefresh
 * @property {() => void} onAudit
 * @property {(isLive: boolean) => void} onLive
 */

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
 * The button keeps the focus while it works, so it is not disabled.
 *
 * @param {boolean} isBusy
 * @param {string} label
 * @param {() => void} onPress
 * @return {Template}
 */
function workingButton(isBusy, label, onPress) {
  return html`<button type="button" class="btn btn-sm btn-outline-secondary"
    aria-disabled=${isBusy ? 'true' : nothing} @click=${onPress}>${
  label}</button>`;
}

/**
 * @param {number} number
 * @return {string}
 */
function playingText(number) {
  return number === 1 ? '1 is playing' : `${formatCount(number)} are playing`;
}

/**
 * @param {Answer} answer
 * @return {string} which plays are shown.
 */
export function scopeText(answer) {
  const {exp_version: version} = answer;
  const versions = version === 1 ? 'All plays of version 1.' :
    `All plays of versions 1 to ${formatCount(version)}.`;
  return cutText(answer) || versions;
}

/**
 * @param {Answer} answer
 * @param {(version: number|null) => void} onVersion
 * @return {Template}
 */
export function versionSelect(answer, onVersion) {
  const {exp_version: version, latest_version: latest} = answer;
  const versions = versionsOf(answer).map((info) => (
    {value: info.version, label: versionLabel(info, latest)}));
  return html`<label for="stats-version" class="visually-hidden">Version</label>
    <select id="stats-version" class="form-select form-select-sm"
      @change=${(/** @type {Event} */ event) => {
    const chosen = Number(valueOf(event));
    onVersion(chosen === latest ? null : chosen);
  }}>${optionList(versions, version)}</select>`;
}

/**
 * @param {PageData} data
 * @param {ToolbarState} state
 * @param {ToolbarHandlers} handlers
 * @return {Template}
 */
export function statsToolbar(data, state, handlers) {
  const {answer} = data;
  const {isAuditing, isFolding, isLive} = state;
  const {generated_at_msecs: msecs} = answer;
  return html`<div class="stats-toolbar">
    <h2 class="visually-hidden">Statistics</h2>
    <div class="stats-version">
      ${versionSelect(answer, handlers.onVersion)}
      ${cutControl(data, state.cut, handlers.onCut)}
      <p class="scope-note">${scopeText(answer)}</p>
    </div>
    <div class="stats-freshness">
      ${answer.num_playing > 0 ? html`<span data-playing>${
    playingText(answer.num_playing)}</span>` : nothing}
      <span class="as-of" data-as-of=${msecs}>As of ${formatTime(msecs)}</span>
      <div class="form-check form-switch mb-0">
        <input type="checkbox" role="switch" id="stats-live"
          class="form-check-input" .checked=${live(isLive)}
          @change=${() => handlers.onLive(!isLive)}>
        <label class="form-check-label" for="stats-live">Live</label>
      </div>
      ${workingButton(isFolding, isFolding ? 'Refreshing …' : 'Refresh',
    handlers.onRefresh)}
      ${answer.may_repair ? workingButton(isAuditing,
    isAuditing ? 'Checking …' : 'Check and repair now',
    handlers.onAudit) : nothing}
    </div>
  </div>`;
}

/**
 * @param {PageData} data
 * @param {unknown} nav the links to the sections.
 * @return {Template} a bar that stays in sight.
 */
export function statsBar(data, nav) {
  const status = processedStatusOf(data);
  const verdict = auditVerdict(
    data.processed?.audit, data.answer.generated_at_msecs);
  const waiting = waitingText(data);
  return html`<div class="stats-bar">
    ${nav}
    <ul class="trust" aria-label="How far to trust these figures">
      <li data-trust="complete-through" data-tone=${status.tone}>${
  definedText('completeThrough', status.text)}</li>
      <li data-trust="audit" data-tone=${verdict.tone}
        title=${verdict.detail}>${definedText('audit', verdict.text)}</li>
      ${waiting ? html`<li data-trust="waiting">${
    definedText('toProcess', waiting)}</li>` : nothing}
    </ul>
  </div>`;
}
