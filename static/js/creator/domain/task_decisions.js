/**
 * What the reader has decided about tasks since the list was fetched. The
 * list and its digest in the overview both show it at once. Free of the DOM.
 */

import {withDecisions} from './task_list.js';

/** @import {Task} from './page_data.js' */

export class TaskDecisions {
  constructor() {
    /** @type {Map<string, Task>} */
    this.decided = new Map();
    /** @type {(() => void)[]} */
    this.listeners = [];
  }

  /** @param {() => void} listener called after each decision. */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /** @param {Task} task as the server has it now. */
  add(task) {
    this.decided.set(task.task_id, task);
    this.listeners.forEach((listener) => listener());
  }

  /**
   * @param {readonly Task[]} fetched
   * @return {Task[]} with the decisions laid over.
   */
  appliedTo(fetched) {
    return withDecisions(fetched, this.decided);
  }
}
