/**
 * Publishing an exploration and making it private again.
 */

import {html, nothing} from 'lit-html';

import {announce} from '../lib/announcer.js';
import {textButton} from '../lib/buttons.js';
import {confirmAction} from '../lib/confirm.js';
import {failureBox, noticeBox} from '../lib/notices.js';
import {ActionPanel, panel} from './panel.js';

/** @import {Page} from '../main.js' */
/** @import {InputProblem, Rights} from '../../domain/wire_types.js' */

export class PublishingPanel extends ActionPanel {
  /**
   * @param {Page} page
   * @param {(status: Rights['status']) => void} onStatus called after a
   *     change.
   * @param {() => void} redraw
   */
  constructor(page, onStatus, redraw) {
    super(page, redraw);
    this.onStatus = onStatus;
  }

  /**
   * @param {Rights} rights
   * @return {import('lit-html').TemplateResult}
   */
  template({status, can_manage: canManage = true}) {
    const isPublic = status === 'public';
    return panel('publishing', 'Who can play it', html`<p class="mb-3">${
      isPublic ? 'Public: everyone can find and play it.' :
        'Private: only its owners, editors and viewers can play it.'}${
      canManage ? '' : ' Only its owners can change that.'}</p>
      <div role="alert">${this.attempt.problem}</div>
      ${canManage ? textButton(isPublic ? 'Make private' : 'Publish',
    () => void this.setPublic(!isPublic), {
      kind: isPublic ? 'btn-outline-secondary' : 'btn-primary',
      isBusy: this.attempt.isRunning,
    }) : nothing}`);
  }

  /** @param {boolean} makePublic */
  async setPublic(makePublic) {
    const isSure = makePublic || await confirmAction({
      title: 'Make this exploration private?',
      text: 'Learners can no longer find or play it. Its statistics stay.',
      action: 'Make private',
    });
    if (!isSure) return;
    const isDone = await this.attempt.run(
      () => this.page.api.setPublic(makePublic),
      (failure) => makePublic && failure.problems?.length ?
        missingNotice(failure.problems) :
        failureBox(makePublic ? 'It cannot be published yet' :
          'It could not be made private', failure, null));
    if (!isDone) return;
    this.onStatus(makePublic ? 'public' : 'private');
    announce(makePublic ? 'Published.' : 'Made private.');
  }
}

/**
 * @param {readonly InputProblem[]} problems
 * @return {import('lit-html').TemplateResult} a list of what is missing.
 */
function missingNotice(problems) {
  return noticeBox('danger', 'It cannot be published yet', [
    html`<ul class="ps-3">${problems.map(({path, message}) => html`<li
      class="text-break">${path ? html`<code>${path}</code>: ` : nothing}${
  message}</li>`)}</ul>`,
  ]);
}
