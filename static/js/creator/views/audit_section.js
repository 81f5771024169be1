/**
 * The differences that the last audit corrected, and those that it could not.
 */

import {differencesTable} from '../domain/audit_report.js';
import {formatCount} from '../domain/formats.js';
import {inPlainWords} from '../domain/violations.js';
import {h} from '../lib/dom.js';
import {notice} from '../lib/notices.js';
import {tableElement} from './charts/chart_table.js';

/** @import {Audit, AuditDifference} from '../domain/page_data.js' */

/**
 * @param {string} heading
 * @param {AuditDifference[]} listed
 * @param {number} number of all of them.
 * @return {HTMLElement}
 */
function differencesList(heading, listed, number) {
  const more = number - listed.length;
  return h('details', {class: 'audit-details'},
    h('summary', {}, heading),
    h('div', {
      class: 'chart-table-region', role: 'region', tabindex: '0',
      'aria-label': heading,
    }, tableElement(differencesTable(listed), heading)),
    more > 0 ? h('p', {}, `And ${formatCount(more)} more.`) : null);
}

/**
 * @param {Audit} audit
 * @return {HTMLElement}
 */
function problemNotice(audit) {
  const {differences, num_differences: number, violations} = audit;
  const more = audit.num_violations - violations.length;
  return notice('danger', 'The audit could not correct everything', [
    number ? 'Some counts still differ from the event log. “Check and repair ' +
      'now” tries again; if they remain, tell those who run this site.' : '',
    violations.length ? 'The event log itself breaks these rules, because ' +
      'events of some plays never arrived or were forged. The figures agree ' +
      'with the log, which is all that is known of these plays.' : '',
    violations.length ? h('ul', {}, ...violations.map(
      (violation) => h('li', {}, inPlainWords(violation))),
    more > 0 ? h('li', {}, `and ${formatCount(more)} more`) : null) : '',
    number ? differencesList('Counts that differ', differences, number) :
      '',
  ].filter((part) => part !== ''));
}

export class AuditSection {
  constructor() {
    this.element = h('section', {'aria-label': 'Audit', hidden: true});
    this.shown = '';
  }

  /** @param {Audit|null|undefined} audit */
  update(audit) {
    // Drawn again only when it says something else, so that lists stay open.
    const key = JSON.stringify(audit);
    if (key === this.shown) return;
    this.shown = key;
    /** @type {HTMLElement[]} */
    const parts = [];
    if (audit?.verdict === 'differs') parts.push(problemNotice(audit));
    if (audit?.num_repaired) {
      parts.push(differencesList('Counts that the last audit corrected',
        audit.repaired, audit.num_repaired));
    }
    this.element.hidden = parts.length === 0;
    this.element.replaceChildren(...parts);
  }
}
