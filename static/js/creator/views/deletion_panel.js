/**
 * The end of an exploration, for its owners.
 */

import {confirmAction} from '../lib/confirm.js';
import {h} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {actionButton, failureNotice} from '../lib/notices.js';

/** @import {Page} from '../main.js' */
/** @import {Rights} from '../api.js' */

/** Where one goes when there is nothing left to show here. */
export const DASHBOARD = '/creator_dashboard';

export class DeletionPanel {
  /**
   * @param {Page} page
   * @param {() => void} onDeleting called before the page is left for good.
   */
  constructor(page, onDeleting) {
    this.page = page;
    this.onDeleting = onDeleting;
    this.title = '';
    this.failure = h('div', {role: 'alert'});
    this.button = actionButton(
      'Delete this exploration', () => void this.press(),
      'btn-delete');
    this.element = h('section', {
      class: 'panel', 'aria-labelledby': 'deletion-heading', hidden: true,
    },
    h('h3', {id: 'deletion-heading', class: 'panel-heading'}, 'Delete it'),
    h('p', {class: 'mb-3'},
      'Nobody can play or open it any more, and its statistics are gone ' +
      'from sight. Download what you want to keep first.'),
    this.failure, this.button);
  }

  /**
   * @param {Rights} rights
   * @param {string} title
   */
  update({can_manage: canManage = false}, title) {
    this.title = title;
    this.element.hidden = !canManage;
  }

  async press() {
    const isSure = await confirmAction({
      title: `Delete “${this.title}”?`,
      text: 'It cannot be brought back. Learners who are playing it now ' +
        'lose it, and so do its other owners and editors.',
      action: 'Delete for good', isDangerous: true,
    });
    if (!isSure) {
      this.button.focus();
      return;
    }
    this.button.disabled = true;
    try {
      await this.page.api.deleteExploration();
      this.onDeleting();
      location.assign(DASHBOARD);
    } catch (error) {
      this.failure.replaceChildren(failureNotice(
        'It could not be deleted', failureOf(error),
        () => void this.press()));
      this.button.disabled = false;
      this.button.focus();
    }
  }
}
