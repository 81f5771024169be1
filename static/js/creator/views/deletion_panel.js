/**
 * Deleting an exploration, for its owners.
 */

import {html, nothing} from 'lit-html';

import {Attempt} from '../lib/attempt.js';
import {confirmAction} from '../lib/confirm.js';
import {failureBox} from '../lib/notices.js';

/** @import {Page} from '../main.js' */

export class DeletionPanel {
  /**
   * @param {Page} page
   * @param {() => void} onDeleted
   * @param {() => void} redraw
   */
  constructor(page, onDeleted, redraw) {
    this.page = page;
    this.onDeleted = onDeleted;
    this.attempt = new Attempt(redraw);
  }

  /**
   * @param {string} title of the exploration.
   * @return {import('lit-html').TemplateResult}
   */
  template(title) {
    return html`<section class="panel" aria-labelledby="deletion-heading">
      <h3 id="deletion-heading" class="panel-heading">Delete it</h3>
      <p class="mb-3">Nobody can play or open it any more, and its statistics
        are no longer shown. Download what you want to keep first.</p>
      <div role="alert">${this.attempt.problem}</div>
      <button type="button" class="btn btn-delete"
        aria-disabled=${this.attempt.isRunning ? 'true' : nothing}
        @click=${() => void this.delete(title)}>Delete this exploration</button>
    </section>`;
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
