/**
 * What makes the figures doubtful, in plain words.
 */

import {inPlainWords} from '../domain/violations.js';
import {h} from '../lib/dom.js';
import {notice} from '../lib/notices.js';

/** @import {StatisticsAnswer as Answer} from '../domain/statistics_model.js' */

/**
 * @param {string[]} violations
 * @return {HTMLElement}
 */
function violationsNotice(violations) {
  return notice('danger', 'These figures contradict each other', [
    'Something was counted wrongly, so do not rely on the figures below ' +
    'until they have been compared with the event log. The next audit does ' +
    'so, or “Check and repair now” for owners. What does not add up:',
    h('ul', {class: 'mb-0'},
      ...violations.map(
        (violation) => h('li', {}, inPlainWords(violation)))),
  ]);
}

export class WarningsSection {
  constructor() {
    this.element = h('section', {
      'aria-label': 'Warnings about these figures', hidden: true,
    });
    this.shown = '';
  }

  /** @param {Answer} answer */
  update({invariant_violations: violations = []}) {
    const key = JSON.stringify(violations);
    if (key === this.shown) return;
    this.shown = key;
    const notices = violations.length ? [violationsNotice(violations)] : [];
    this.element.hidden = notices.length === 0;
    this.element.replaceChildren(...notices);
  }
}
