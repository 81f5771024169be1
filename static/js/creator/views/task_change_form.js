/**
 * Resolves, dismisses or reopens a task, with a note for those who come
 * later. What was typed stays until the server has it.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {h, setText} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {actionButton} from '../lib/notices.js';

/** @import {Task} from '../domain/page_data.js' */

/** @typedef {Task['status']} Status */

/** @type {Readonly<Record<Status, {verb: string, why: string}>>} */
export const CHANGES = Object.freeze({
  resolved: {
    verb: 'Resolve',
    why: 'For what you have mended. It opens again by itself if plays from ' +
      'now on show the same.',
  },
  dismissed: {
    verb: 'Dismiss',
    why: 'For what is meant to be so. It stays away until you reopen it.',
  },
  open: {verb: 'Reopen', why: 'It goes back to the open ones.'},
});

let numForms = 0;

export class TaskChangeForm {
  /**
   * @param {Status} status that the task is to get.
   * @param {(note: string) => Promise<void>} save throws where it fails.
   * @param {() => void} onCancel
   */
  constructor(status, save, onCancel) {
    this.save = save;
    this.isSaving = false;
    const id = `task-note-${++numForms}`;
    this.failure = h('p', {class: 'form-failure', role: 'alert'});
    this.note = h('textarea', {
      id, class: 'form-control', rows: 2,
      maxlength: LIMITS.MAX_TASK_NOTE_LENGTH,
      'aria-describedby': `${id}-why`,
    });
    const button = h('button', {
      type: 'submit', class: 'btn btn-sm btn-primary',
    }, CHANGES[status].verb);
    this.element = h('form', {class: 'task-change'},
      h('p', {id: `${id}-why`, class: 'task-change-why'},
        CHANGES[status].why),
      h('label', {for: id, class: 'form-label'}, 'Note (optional)'),
      this.note, this.failure,
      h('div', {class: 'task-actions'}, button,
        actionButton('Cancel', onCancel)));
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.submit();
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') onCancel();
    });
  }

  focus() {
    this.note.focus();
  }

  /** @return {Promise<void>} */
  async submit() {
    if (this.isSaving) return;
    this.isSaving = true;
    setText(this.failure, '');
    try {
      await this.save(this.note.value.trim());
    } catch (error) {
      setText(this.failure, 'Nothing was changed, and your note is still ' +
        `here. ${failureOf(error).message}`);
    }
    this.isSaving = false;
  }
}
