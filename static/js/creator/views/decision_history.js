/**
 * The decisions about tasks: who decided what, when and why.
 */

import {html, nothing} from 'lit-html';

import {formatCount, formatDateTime} from '../domain/formats.js';
import {DECIDED, kindOf} from '../domain/task_sentences.js';
import {panel} from './panel.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {LoggedDecision} from '../../domain/wire_types.js' */

/**
 * @param {readonly LoggedDecision[]} decisions the latest first.
 * @return {Template}
 */
export function decisionHistory(decisions) {
  return panel('decisions', 'Decisions about tasks', decisions.length === 0 ?
    html`<p class="app-muted mb-0">None yet. Each task under “To do” can be
      resolved, dismissed and reopened; all of that is listed here.</p>` :
    html`<ol class="list-unstyled mb-0" data-decisions>${
      decisions.map(decisionItem)}</ol>`, 'mt-3');
}

/**
 * @param {LoggedDecision} decision
 * @return {Template}
 */
function decisionItem(decision) {
  const {
    status, state_names: names, decided_by: user, decided_at_msecs: msecs,
    exp_version: version, note,
  } = decision;
  const cards = names.map((name) => `“${name}”`).join(', ');
  return html`<li class="mb-3">
    <p class="mb-0"><strong>${DECIDED[status] ?? status}</strong>:
      ${kindOf(decision).name}${cards && html`, ${cards}`}</p>
    <p class="form-text my-0">${user ?? 'somebody'}, <time
      datetime=${new Date(msecs).toISOString()}>${formatDateTime(msecs)}</time>,
      at version ${formatCount(version)}</p>
    ${note ? html`<q class="task-note">${note}</q>` : nothing}
  </li>`;
}
