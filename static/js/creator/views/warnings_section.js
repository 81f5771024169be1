/** The reasons to doubt the figures, in plain words. */

import {html, nothing} from 'lit-html';

import {noticeBox} from '../lib/notices.js';
import {violationList} from './audit_section.js';

/** @import {StatisticsResponse as Answer} from '../../domain/wire_types.js' */

/** @param {Answer} answer */
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
