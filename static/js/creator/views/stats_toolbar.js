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
import {textButton} from '../lib/buttons.js';
import {selectField} from '../lib/fields.js';
import {definedText} from '../lib/toggletip.js';
import {cutControl} from './cut_control.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ListedVersion as VersionInfo} from '../../domain/wire_types.js' */
/** @import {StatisticsResponse as Answer} from '../../domain/wire_types.js' */
/** @import {Page} from '../main.js' */
/** @import {ViewState} from '../domain/view_state.js' */

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
 * @param {Page} page
 * @return {Template}
 */
export function versionSelect(answer, {navigate}) {
  const {exp_version: version, latest_version: latest} = answer;
  const versions = versionsOf(answer).map((info) => (
    {value: info.version, label: versionLabel(info, latest)}));
  return selectField({
    id: 'stats-version', label: 'Version', options: versions, chosen: version,
    labelClasses: 'visually-hidden', onChoose: (value) => navigate({
      version: Number(value) === latest ? null : Number(value), card: null,
    }),
  });
}

/**
 * @param {PageData} data
 * @param {ViewState} state
 * @param {import('./stats_view.js').StatsView} view
 * @return {Template}
 */
export function statsToolbar(data, state, view) {
  const {answer} = data;
  const {isAuditing, isFolding, isLive, page} = view;
  const {generated_at_msecs: msecs} = answer;
  return html`<div class="stats-toolbar d-grid align-items-center mb-1">
    <h2 class="visually-hidden">Statistics</h2>
    <div class="stats-version">
      ${versionSelect(answer, page)}
      ${cutControl(data, state, page.navigate)}
      <p class="scope-note">${scopeText(answer)}</p>
    </div>
    <div class="stats-freshness d-flex align-items-center">
      ${answer.num_playing > 0 ? html`<span data-playing>${
    playingText(answer.num_playing)}</span>` : nothing}
      <span class="as-of" data-as-of=${msecs}>As of ${formatTime(msecs)}</span>
      <div class="form-check form-switch mb-0">
        <input type="checkbox" role="switch" id="stats-live"
          class="form-check-input" .checked=${live(isLive)}
          @change=${view.toggleLive}>
        <label class="form-check-label" for="stats-live">Live</label>
      </div>
      ${textButton(isFolding ? 'Refreshing …' : 'Refresh',
    view.foldAndReload, {isBusy: isFolding})}
      ${answer.may_repair ? textButton(
    isAuditing ? 'Checking …' : 'Check and repair now',
    view.auditAndReload, {isBusy: isAuditing}) : nothing}
    </div>
  </div>`;
}

/**
 * @param {PageData} data
 * @param {unknown} nav the links to the sections.
 * @return {Template} a sticky bar.
 */
export function statsBar(data, nav) {
  const status = processedStatusOf(data);
  const verdict = auditVerdict(
    data.processed?.audit, data.answer.generated_at_msecs);
  const waiting = waitingText(data);
  return html`<div class="stats-bar justify-content-between border-bottom">
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
