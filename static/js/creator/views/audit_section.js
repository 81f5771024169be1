/**
 * Whether the figures can be trusted: what the last audit corrected or could
 * not correct, and contradictions among the counts.
 */

import {html, nothing} from 'lit-html';

import {differencesTable} from '../domain/audit_report.js';
import {formatCount} from '../domain/formats.js';
import {inPlainWords} from '../domain/violations.js';
import {noticeBox} from '../lib/notices.js';
import {dataTable} from './charts/data_table.js';
import {scrollRegion} from './table.js';

/**
 * @import {
 *   Audit, AuditDifference, StatisticsResponse
 * } from '../../domain/wire_types.js'
 */

/** @param {Audit|null|undefined} audit */
export function auditSection(audit) {
  const differs = audit?.verdict === 'differs';
  if (!audit || !(differs || audit.num_repaired)) return nothing;
  return html`<section aria-label="Audit">
    ${differs ? problemNotice(audit) : nothing}
    ${audit.num_repaired ? differencesList(
    'Counts that the last audit corrected', audit.repaired,
    audit.num_repaired) : nothing}
  </section>`;
}

/** @param {Audit} audit */
function problemNotice(audit) {
  const {differences, num_differences: number, violations} = audit;
  return noticeBox('danger', 'The audit could not correct everything', [
    ...number ? ['Some counts still differ from the event log. “Check and ' +
      'repair now” tries again; if they remain, tell those who run this ' +
      'site.'] : [],
    ...violations.length ? ['The event log itself breaks these rules, ' +
      'because events of some plays never arrived or were forged. The ' +
      'figures agree with the log, which is all that is known of these ' +
      'plays.', violationList(violations, audit.num_violations)] : [],
    ...number ?
      [differencesList('Counts that differ', differences, number)] : [],
  ]);
}

/**
 * @param {string[]} violations
 * @param {number} total number of violations, listed or not.
 */
function violationList(violations, total = violations.length) {
  const more = total - violations.length;
  return html`<ul class="mb-0">${violations.map(
    (violation) => html`<li>${inPlainWords(violation)}</li>`)}${
    more > 0 ? html`<li>and ${formatCount(more)} more</li>` : nothing}</ul>`;
}

/**
 * @param {string} heading
 * @param {AuditDifference[]} listed
 * @param {number} total number of differences, listed or not.
 */
function differencesList(heading, listed, total) {
  const more = total - listed.length;
  return html`<details class="audit-details">
    <summary>${heading}</summary>
    ${scrollRegion(heading, dataTable(differencesTable(listed), heading))}
    ${more > 0 ? html`<p>And ${formatCount(more)} more.</p>` : nothing}
  </details>`;
}

/**
 * The reasons to doubt the figures, in plain words.
 *
 * @param {StatisticsResponse} answer
 */
export function warningsSection({invariant_violations: violations = []}) {
  if (violations.length === 0) return nothing;
  return html`<section aria-label="Warnings about these figures">${
    noticeBox('danger', 'These figures contradict each other', [
      'Something was counted wrongly, so do not rely on the figures below ' +
      'until they have been compared with the event log. The next audit does ' +
      'so, or “Check and repair now” for owners. What does not add up:',
      violationList(violations),
    ])}</section>`;
}
