/**
 * The section “To do” of the statistics tab: what deserves a change, the
 * most valuable first.
 */

import {formatCount} from '../domain/formats.js';
import {emptyTaskListOf} from '../domain/empty_task_list.js';
import {
  countsByStatus, neighbourOf, tasksOfStatus, withViolations,
} from '../domain/task_list.js';
import {kindOf} from '../domain/task_sentences.js';
import {TASK_FILTERS} from '../domain/view_state.js';
import {announce} from '../lib/announcer.js';
import {arrange, h, setAttribute, setText} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {imported, LazyPart, loadStyles, whenReached} from '../lib/lazy_part.js';
import {actionButton} from '../lib/notices.js';
import {sectionOf} from './section.js';
import {TaskCards} from './task_cards.js';
import {TaskItem} from './task_item.js';
import {TaskUndo} from './task_undo.js';

/** @import {PageData, Task} from '../domain/page_data.js' */
/** @import {TaskFilter, ViewState} from '../domain/view_state.js' */
/** @import {Page} from '../main.js' */

/** @type {Readonly<Record<TaskFilter, string>>} */
const FILTER_NAMES = Object.freeze({
  open: 'Open', resolved: 'Resolved', dismissed: 'Dismissed', all: 'All',
});

/** @type {Readonly<Record<Task['status'], string>>} */
const DONE = Object.freeze({
  open: 'Reopened', resolved: 'Resolved', dismissed: 'Dismissed',
});

/** Status of the answer when somebody else was faster. */
const CONFLICT = 409;

export class ImprovementsSection {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {PageData|null} */
    this.data = null;
    /** @type {ViewState|null} */
    this.state = null;
    this.cards = new TaskCards(page.api, () => this.draw());
    /** @type {Map<string, TaskItem>} */
    this.items = new Map();
    this.filters = new Map(TASK_FILTERS.map((filter) => [
      filter, actionButton(FILTER_NAMES[filter],
        () => page.navigate({status: filter, task: null}),
        'btn-outline-secondary'),
    ]));
    this.undo = new TaskUndo();
    this.list = h('ol', {class: 'task-list'});
    this.emptyHeading = h('p', {class: 'task-list-empty-heading'});
    this.emptyText = h('p', {class: 'mb-0'});
    this.empty = h('div', {class: 'task-list-empty panel'},
      this.emptyHeading, this.emptyText);
    this.replayPlace = h('div');
    this.replay = this.lazyReplay();
    this.element = sectionOf('improvements', 'To do',
      h('div', {class: 'section-bar'}, h('div', {
        class: 'btn-group btn-group-sm', role: 'group',
        'aria-label': 'Show what is',
      }, ...this.filters.values())),
      this.undo.element, this.replayPlace, this.list, this.empty);
    whenReached(this.list, () => void this.replay.fetch());
    page.decisions.onChange(() => this.draw());
  }

  /**
   * @return {LazyPart<import('./playthrough_dialog.js').PlaythroughDialog>}
   */
  lazyReplay() {
    return new LazyPart(this.replayPlace, async () => {
      const [{PlaythroughDialog}] = await Promise.all([
        imported(() => import('./playthrough_dialog.js')),
        loadStyles('playthrough'), loadStyles('player'),
      ]);
      const dialog = new PlaythroughDialog(this.page);
      document.body.append(dialog.element);
      this.replayPlace.replaceChildren();
      return dialog;
    });
  }

  /** The reader has gone to another tab. */
  hide() {
    this.replay.forget();
    this.replay.value?.hide();
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  update(data, state) {
    this.data = data;
    this.state = state;
    void this.cards.load(data);
    this.draw();
  }

  /** @return {Task[]} with what the reader has decided just now. */
  get tasks() {
    const {answer, processed} = this.data ?? {};
    return withViolations(
      this.page.decisions.appliedTo(processed?.tasks ?? []),
      answer?.invariant_violations ?? []);
  }

  /** @return {Task[]} */
  get shownTasks() {
    return tasksOfStatus(this.tasks, this.state?.status ?? 'open');
  }

  draw() {
    const {data, state} = this;
    if (!data || !state || this.cards.isLoading) return;
    const {tasks, shownTasks: shown} = this;
    this.drawFilters(tasks, state);
    arrange(this.list, shown.map((task) => {
      const item = this.itemFor(task);
      item.update(task, task.task_id === state.task, this.cards.argsOf(task));
      return item.element;
    }));
    this.list.hidden = shown.length === 0;
    const empty = emptyTaskListOf(data.processed, state.status, shown.length);
    this.empty.hidden = empty === null;
    setAttribute(this.empty, 'data-reason', empty?.reason);
    setText(this.emptyHeading, empty?.heading ?? '');
    setText(this.emptyText, empty?.text ?? '');
    this.drawReplay(tasks, data, state);
  }

  /**
   * @param {Task[]} tasks
   * @param {ViewState} state
   */
  drawFilters(tasks, state) {
    const counts = countsByStatus(tasks);
    for (const [filter, button] of this.filters) {
      const isChosen = filter === state.status;
      setText(
        button, `${FILTER_NAMES[filter]} ${formatCount(counts[filter])}`);
      setAttribute(button, 'aria-pressed', String(isChosen));
      button.classList.toggle('active', isChosen);
    }
  }

  /**
   * @param {Task[]} tasks
   * @param {PageData} data
   * @param {ViewState} state
   */
  drawReplay(tasks, data, state) {
    if (state.play === null) this.hide();
    else this.replay.with((dialog) => dialog.update(tasks, data, state));
  }

  /**
   * @param {Task} task
   * @return {TaskItem} the same for the same task, to keep what is typed.
   */
  itemFor(task) {
    const known = this.items.get(task.task_id);
    if (known) return known;
    const item = new TaskItem(this.page, (...change) =>
      this.change(...change));
    this.items.set(task.task_id, item);
    return item;
  }

  /**
   * @param {Task} task
   * @param {Task['status']} status
   * @param {string} note
   * @throws {Error} when the server did not take it.
   */
  async change(task, status, note) {
    const shownBefore = this.shownTasks;
    await this.send(task, status, note);
    const item = this.items.get(task.task_id);
    item?.closeForm();
    const said = `${DONE[status]}: ${kindOf(task).name}` +
      (task.state_name ? `, “${task.state_name}”` : '');
    this.undo.offer(said, async () => {
      await this.send(task, task.status, task.note ?? '');
      announce('Undone.');
      this.focusTask(task.task_id);
    });
    announce(`${said}. Undo stands above the list.`);
    const isLeft = this.shownTasks.some(({task_id: id}) =>
      id === task.task_id);
    this.focusTask(isLeft ? task.task_id :
      neighbourOf(shownBefore, task.task_id));
  }

  /**
   * @param {Task} task
   * @param {Task['status']} status
   * @param {string} note
   * @throws {Error} when the server did not take it.
   */
  async send(task, status, note) {
    const {api, decisions} = this.page;
    const seen = this.tasks.find(({task_id: id}) => id === task.task_id);
    try {
      const {task: changed} = await api.changeTask({
        task_id: task.task_id, status, note,
        exp_version: this.data?.answer.exp_version ?? 1,
        seen_status_changed_msecs: seen?.status_changed_msecs ?? null,
      });
      decisions.add(changed);
    } catch (error) {
      if (failureOf(error).status === CONFLICT) await this.fetchStatuses();
      throw error;
    }
  }

  /** Shows what others have decided in the meantime. */
  async fetchStatuses() {
    const {api, decisions} = this.page;
    try {
      const {tasks} = await api.getTasks(
        this.data?.answer.exp_version ?? null);
      tasks.forEach((task) => decisions.add(task));
    } catch {
      // The refusal is said in any case; the next fold brings the statuses.
    }
  }

  /** @param {string|null} taskId null where none is left. */
  focusTask(taskId) {
    const item = this.items.get(taskId ?? '');
    if (item?.element.isConnected) item.focus();
    else this.filters.get(this.state?.status ?? 'open')?.focus();
  }
}
