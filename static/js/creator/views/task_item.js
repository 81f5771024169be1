/**
 * One thing that deserves a change: a sentence, its evidence, and what can
 * be done about it.
 */

import {formatQuantity} from '../domain/formats.js';
import {isDecidable, numSamplesOf} from '../domain/task_list.js';
import {marksOf, numbersOf, ruleOf} from '../domain/task_numbers.js';
import {headlineOf, kindOf} from '../domain/task_sentences.js';
import {h, setAttribute} from '../lib/dom.js';
import {actionButton} from '../lib/notices.js';
import {termButton} from '../lib/toggletip.js';
import {CHANGES, TaskChangeForm} from './task_change_form.js';
import {evidenceOf} from './task_evidence.js';

/** @import {CustomizationArgs} from '../domain/answer_texts.js' */
/** @import {Task} from '../domain/page_data.js' */
/** @import {Page} from '../main.js' */

/**
 * @typedef {(task: Task, status: Task['status'], note: string) =>
 *     Promise<void>} Change
 */

/** @type {Readonly<Record<Task['status'], Task['status'][]>>} */
const NEXT_STATUSES = Object.freeze({
  open: ['resolved', 'dismissed'],
  resolved: ['open'],
  dismissed: ['open'],
});

/**
 * @param {Task} task
 * @return {Task['status'][]} that the reader can give it.
 */
function nextStatusesOf(task) {
  return isDecidable(task) ? NEXT_STATUSES[task.status] : [];
}

let numItems = 0;

export class TaskItem {
  /**
   * @param {Page} page
   * @param {Change} change
   */
  constructor(page, change) {
    this.page = page;
    this.change = change;
    /** @type {Task|null} */
    this.task = null;
    this.isOpen = false;
    this.shown = '';
    this.ruleShown = '';
    /** @type {TaskChangeForm|null} */
    this.form = null;
    const id = `task-item-${++numItems}`;
    this.kind = h('span', {class: 'task-kind'});
    this.marks = h('span', {class: 'task-marks'});
    this.toggle = h('button', {
      type: 'button', class: 'task-toggle', 'aria-controls': id,
    });
    this.toggle.addEventListener('click', () => this.toggleEvidence());
    this.numbers = h('p', {class: 'task-numbers'});
    this.evidence = h('div', {id, class: 'task-evidence'});
    this.actions = h('div', {class: 'task-actions'});
    this.formPlace = h('div');
    this.element = h('li', {class: 'task-item panel'},
      h('p', {class: 'task-head'}, this.kind, this.marks),
      h('h4', {class: 'task-headline'}, this.toggle),
      this.numbers, this.evidence, this.actions, this.formPlace);
  }

  focus() {
    this.toggle.focus();
  }

  toggleEvidence() {
    this.page.navigate(
      {task: this.isOpen ? null : this.task?.task_id ?? null},
      {isStep: false});
  }

  /**
   * @param {Task} task
   * @param {boolean} isOpen
   * @param {CustomizationArgs} args of the card's interaction.
   */
  update(task, isOpen, args) {
    const key = JSON.stringify([task, isOpen, args]);
    if (key === this.shown) return;
    this.shown = key;
    this.task = task;
    this.isOpen = isOpen;
    setAttribute(this.element, 'data-task-id', task.task_id);
    setAttribute(this.element, 'data-status', task.status);
    this.drawKind(task);
    this.marks.replaceChildren(...marksOf(task).map((mark) =>
      h('span', {class: 'task-mark'}, mark)));
    this.toggle.textContent = headlineOf(task, args);
    setAttribute(this.toggle, 'aria-expanded', String(isOpen));
    this.numbers.textContent = numbersOf(task);
    this.evidence.hidden = !isOpen;
    this.evidence.replaceChildren(...(isOpen ?
      evidenceOf(task, args).filter((part) => part !== null) : []));
    this.drawActions(task);
  }

  /**
   * Not drawn anew while it says the same: its definition may be open.
   *
   * @param {Task} task
   */
  drawKind(task) {
    const {name} = kindOf(task);
    const rule = ruleOf(task);
    const key = JSON.stringify([name, rule]);
    if (key === this.ruleShown) return;
    this.ruleShown = key;
    this.kind.replaceChildren(
      name, termButton(rule, `Which rule raised “${name}”?`));
  }

  /** @param {Task} task */
  drawActions(task) {
    const isFocused = this.actions.contains(document.activeElement);
    this.actions.replaceChildren(
      ...this.links(task),
      ...nextStatusesOf(task).map((status) => {
        const button = actionButton(
          CHANGES[status].verb, () => this.openForm(task, status));
        button.dataset.change = status;
        return button;
      }));
    if (isFocused) this.toggle.focus();
  }

  /**
   * @param {Task} task
   * @return {HTMLElement[]}
   */
  links(task) {
    const {page} = this;
    const {state_name: card} = task;
    const num = numSamplesOf(task);
    const links = [];
    if (num > 0) {
      links.push(actionButton(
        `See ${formatQuantity(num, 'sample playthrough')}`,
        () => page.navigate({task: task.task_id, play: 1})));
    }
    if (card !== null) {
      links.push(actionButton(
        'Open the card', () => page.navigate({card})));
      links.push(h('a', {
        class: 'btn btn-sm btn-outline-secondary',
        href: page.hashFor({tab: 'content', card}),
      }, 'Edit the card'));
    }
    return links;
  }

  /**
   * @param {Task} task
   * @param {Task['status']} status
   */
  openForm(task, status) {
    this.form = new TaskChangeForm(
      status, (note) => this.change(task, status, note),
      () => this.closeForm(status));
    this.formPlace.replaceChildren(this.form.element);
    this.actions.hidden = true;
    this.form.focus();
  }

  /** @param {Task['status']} [status] whose button gets the focus. */
  closeForm(status) {
    this.form = null;
    this.formPlace.replaceChildren();
    this.actions.hidden = false;
    const button = this.actions.querySelector(`[data-change="${status}"]`);
    if (status && button instanceof HTMLElement) button.focus();
  }
}
