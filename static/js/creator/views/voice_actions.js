/** Buttons with which creators mark what a learner wrote, or delete it. */

import {html} from 'lit-html';

import {announce} from '../lib/announcer.js';
import {Attempt} from '../lib/attempt.js';
import {textButton} from '../lib/buttons.js';
import {confirmAction} from '../lib/confirm.js';
import {failureBox} from '../lib/notices.js';

/**
 * @typedef {object} Voice something that a learner wrote.
 * @property {boolean} isDone
 * @property {(isDone: boolean) => Promise<void>} mark
 * @property {() => Promise<void>} erase
 */

export class VoiceActions {
  /**
   * @param {string} headingId of what gets the focus after a change: the
   *     button that was pressed is gone.
   * @param {() => void} redraw
   */
  constructor(headingId, redraw) {
    this.headingId = headingId;
    this.attempt = new Attempt(redraw);
  }

  /** The reason if the last change failed. */
  get problem() {
    return html`<div role="alert">${this.attempt.problem}</div>`;
  }

  /** @param {Voice} voice */
  buttons({isDone, mark, erase}) {
    const done = isDone ? 'Mark as not done' : 'Mark as done';
    return html`<div class="d-flex flex-wrap gap-2 mt-1">
      ${textButton(done, () => void this.change(
    () => mark(!isDone), 'Not marked',
    isDone ? 'Marked as not done.' : 'Marked as done.'))}
      ${textButton('Delete', () => void this.erase(erase))}
    </div>`;
  }

  /** @param {Voice['erase']} erase */
  async erase(erase) {
    const isSure = await confirmAction({
      title: 'Delete this text?', action: 'Delete', isDangerous: true,
      text: 'It is erased for good, for all who may read it.',
    });
    if (!isSure) return;
    await this.change(erase, 'Not deleted', 'The text was deleted.');
  }

  /**
   * @param {() => Promise<void>} request
   * @param {string} heading of the notice of a failure.
   * @param {string} sentence announced after a success.
   */
  async change(request, heading, sentence) {
    const isDone = await this.attempt.run(
      request, (failure) => failureBox(heading, failure, null));
    if (!isDone) return;
    announce(sentence);
    document.getElementById(this.headingId)?.focus();
  }
}
