/**
 * Who can play the exploration, and the button that changes it.
 */

import {announce} from '../lib/announcer.js';
import {confirmAction} from '../lib/confirm.js';
import {h, setText} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {actionButton, failureNotice} from '../lib/notices.js';

/** @import {Page} from '../main.js' */

/** @import {Rights} from '../api.js' */

export class PublishingPanel {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Rights} */
    this.rights = {status: 'private'};
    this.text = h('p', {class: 'mb-3'});
    this.failure = h('div', {role: 'alert'});
    this.button = actionButton(
      '', () => void this.press(), 'btn-outline-secondary');
    this.element = h('section', {
      class: 'panel', 'aria-labelledby': 'publishing-heading',
    },
    h('h3', {id: 'publishing-heading', class: 'panel-heading'},
      'Who can play it'),
    this.text, this.failure, this.button);
  }

  /** @param {Rights} rights */
  update(rights) {
    this.rights = rights;
    const {status, can_manage: canManage = true} = rights;
    const isPublic = status === 'public';
    setText(this.text, (isPublic ?
      'Public: everyone can find and play it.' :
      'Private: only its owners, editors and viewers can play it.') +
      (canManage ? '' : ' Only its owners can change that.'));
    this.button.hidden = !canManage;
    setText(this.button, isPublic ? 'Make private' : 'Publish');
    this.button.classList.toggle('btn-primary', !isPublic);
    this.button.classList.toggle('btn-outline-secondary', isPublic);
    this.page.setFacts({status});
  }

  async press() {
    const makePublic = this.rights.status !== 'public';
    const isSure = makePublic || await confirmAction({
      title: 'Make this exploration private?',
      text: 'Learners can no longer find or play it. Its statistics stay.',
      action: 'Make private',
    });
    if (!isSure) return;
    this.button.disabled = true;
    try {
      await this.page.api.setPublic(makePublic);
      this.failure.replaceChildren();
      this.update(
        {...this.rights, status: makePublic ? 'public' : 'private'});
      announce(makePublic ? 'Published.' : 'Made private.');
    } catch (error) {
      const failure = failureOf(error);
      const where = failure.path ? `${failure.path}: ` : '';
      this.failure.replaceChildren(failureNotice(
        makePublic ? 'It cannot be published yet' :
          'It could not be made private',
        {...failure, message: where + failure.message}, null));
    } finally {
      this.button.disabled = false;
      this.button.focus();
    }
  }
}
