/**
 * The result of the last audit of an exploration: in a few words for the bar,
 * as a sentence, and as a list.
 */

import {
  formatAge, formatCount, formatMoment, formatQuantity,
} from './formats.js';
import {counterLabel} from './violations.js';

/** @import {Audit, AuditDifference} from '../../domain/wire_types.js' */

/**
 * @typedef {object} Verdict whether the counters agree with the event log.
 * @property {'good'|'plain'|'bad'} tone
 * @property {string} text
 * @property {string} detail
 */

/**
 * @param {Audit} audit
 * @return {string} such as "6 of 2,600 counts".
 */
function repairedText({num_repaired: repaired, num_counters: counters}) {
  return `${formatCount(repaired)} of ${formatQuantity(counters, 'count')}`;
}

/**
 * @param {Audit} audit
 * @return {string}
 */
function foundText(audit) {
  const {num_open_sessions: open} = audit;
  const parts = [];
  if (audit.num_repaired) {
    parts.push(`${repairedText(audit)} differed from the event ` +
      'log and were corrected.');
  }
  if (audit.verdict === 'differs') {
    const left = [
      [audit.num_differences, 'difference'],
      [audit.num_violations, 'broken rule'],
    ].filter(([count]) => count)
      .map(([count, noun]) => formatQuantity(Number(count), String(noun)));
    parts.push(`Not corrected: ${left.join(' and ')}.`);
  }
  if (open) {
    parts.push(`${formatQuantity(open, 'play')} still in progress ` +
      'will be compared in a later audit.');
  }
  return parts.join(' ') || 'no difference.';
}

/** @type {Readonly<Record<Audit['verdict'], Verdict['tone']>>} */
const TONES = Object.freeze({
  agrees: 'good', open: 'plain', repaired: 'good', differs: 'bad',
});

/**
 * @param {Audit} audit
 * @return {string}
 */
function verdictText(audit) {
  switch (audit.verdict) {
    case 'agrees': return 'Audit agrees';
    case 'open':
      return `${formatQuantity(audit.num_open_sessions, 'play')} to audit`;
    case 'repaired': return `${repairedText(audit)} corrected`;
    case 'differs': return 'Audit differs';
  }
}

/**
 * @param {Audit|null|undefined} audit
 * @param {number} now
 * @return {Verdict}
 */
export function auditVerdict(audit, now) {
  if (!audit) {
    return {
      tone: 'plain', text: 'Not audited yet',
      detail: 'The counters have not been compared with the event log yet.',
    };
  }
  const at = audit.audited_at_msecs;
  return {
    tone: TONES[audit.verdict],
    text: `${verdictText(audit)}, ${formatAge(at, now)}`,
    detail: `Compared with the event log at ${formatMoment(at, now)}: ` +
      foundText(audit),
  };
}

/**
 * @param {AuditDifference[]} differences
 * @return {import('./charts/chart_content.js').ChartTable} one row a count.
 */
export function differencesTable(differences) {
  return {
    id: 'audit',
    columns: [
      {key: 'state_name', label: 'Card'},
      {key: 'counter', label: 'Count'},
      {key: 'exp_version', label: 'Version', isNumber: true},
      {key: 'counted', label: 'Before', isNumber: true},
      {key: 'recomputed', label: 'In the event log', isNumber: true},
      {key: 'num_sessions', label: 'Plays affected', isNumber: true},
    ],
    rows: differences.map((one) => [
      one.state_name ?? 'The whole exploration', counterLabel(one.counter),
      one.exp_version, one.counted, one.recomputed,
      // Missing in older audits.
      one.num_sessions ?? null,
    ]),
  };
}
