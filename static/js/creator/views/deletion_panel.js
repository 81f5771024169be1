/**
 * Deleting an exploration, for its owners.
 */

import {html} from 'lit-html';

import {textButton} from '../lib/buttons.js';
import {confirmAction} from '../lib/confirm.js';
import {failureBox} from '../lib/notices.js';
import {ActionPanel, panel} from './panel.js';

/** @import {Page} from '../main.js' */

export class DeletionPanel extends ActionPanel {
  /**
   * @param {Page} page
   * @param {() => void} onDeleted
   * @param {() => void} redraw
   */
  constructor(page, onDeleted, redraw) {
    super(page, redraw);
    this.onDeleted = onDeleted;
  }

  /**
   * @param {string} title of the exploration.
   * @return {import('lit-html').TemplateResult}
   */
  template(title) {
    return panel('deletion', 'Delete it', html`<p class="mb-3">Nobody can play
        or open it any more, and its statistics are no longer shown. Download
        what you want to keep first.</p>
      <div role="alert">${this.attempt.problem}</div>
      ${textButton('Delete this exploration', () => void this.delete(title),
    {kind: 'btn-delete', isBusy: this.attempt.isRunning})}`);
  }

  /** @param {string} title */
  async delete(title) {
    const isSure = await confirmAction({
      title: `Delete “${title}”?`,
      text: 'It cannot be brought back. Learners who are playing it now ' +
        'lose it, and so do its other owners and editors.',
      action: 'Delete for good', isDangerous: true,
    });
    const isDone = isSure && await this.attempt.run(
      () => this.page.api.deleteExploration(),
      (failure) => failureBox('It could not be deleted', failure,
        () => void this.delete(title)));
    if (isDone) this.onDeleted();
  }
}
