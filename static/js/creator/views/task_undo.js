/**
 * The way back from the last decision. It stays until the next one: who
 * reads slowly must reach it too.
 */

import {h, setText} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {actionButton} from '../lib/notices.js';

export class TaskUndo {
  constructor() {
    /** @type {(() => Promise<void>)|null} */
    this.undo = null;
    this.isUndoing = false;
    this.text = h('span');
    this.button = actionButton('Undo', () => void this.run());
    this.failure = h('span', {class: 'form-failure', role: 'alert'});
    this.element = h('div', {class: 'task-undo', hidden: true},
      this.text, this.button, this.failure,
      h('button', {
        type: 'button', class: 'btn-close', 'aria-label': 'Hide',
      }));
    this.element.lastElementChild?.addEventListener(
      'click', () => this.hide());
  }

  /**
   * @param {string} said what was done.
   * @param {() => Promise<void>} undo throws where it fails.
   */
  offer(said, undo) {
    this.undo = undo;
    setText(this.text, `${said}.`);
    setText(this.failure, '');
    this.element.hidden = false;
  }

  hide() {
    this.undo = null;
    this.element.hidden = true;
  }

  async run() {
    if (!this.undo || this.isUndoing) return;
    this.isUndoing = true;
    setText(this.failure, '');
    try {
      await this.undo();
      this.hide();
    } catch (error) {
      setText(this.failure, `Not undone. ${failureOf(error).message}`);
    }
    this.isUndoing = false;
  }
}
