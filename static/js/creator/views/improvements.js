/**
 * The section “To do” of the statistics tab: tasks, the most valuable first,
 * and the decisions about them.
 */

import {html, noChange, nothing} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {quote} from '../../domain/text_direction.js';
import {emptyTaskListOf} from '../domain/empty_task_list.js';
import {formatCount, upperFirst} from '../domain/formats.js';
import {
  countsByStatus, neighbourOf, tasksOfStatus, withDecisions, withViolations,
} from '../domain/task_list.js';
import {DECIDED, kindOf} from '../domain/task_sentences.js';
import {TASK_FILTERS} from '../domain/view_state.js';
import {announce} from '../lib/announcer.js';
import {Attempt} from '../lib/attempt.js';
import {choiceGroup, textButton} from '../lib/buttons.js';
import {failureOf} from '../lib/failures.js';
import {lazily, LazyModule} from '../lib/lazy_part.js';
import {statsSection} from './section.js';
import {TaskCards} from './task_cards.js';
import {taskItem} from './task_item.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {DecidedTask as Task} from '../../domain/wire_types.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {TaskFilter, ViewState} from '../domain/view_state.js' */
/** @import {Page} from '../main.js' */

/**
 * @typedef {object} DecisionForm
 * @property {Task['status']} status the new one of the task.
 * @property {string} note
 * @property {Attempt} attempt to save it.
 */

/** The replay of playthroughs, loaded when the reader is about to open it. */
const replay = new LazyModule(
  () => import('./playthrough_dialog.js'), 'playthrough', 'player');

/** The HTTP status when somebody else has decided about the task. */
const CONFLICT = 409;

export class Improvements {
  /**
   * @param {Page} page
   * @param {() => void} redraw
   */
  constructor(page, redraw) {
    this.page = page;
    this.redraw = redraw;
    /** @type {PageData|null} */
    this.data = null;
    /** @type {ViewState|null} */
    this.state = null;
    this.cards = new TaskCards(page.api, redraw);
    /** @type {Map<string, Task>} decided since the list was loaded, by id. */
    this.decided = new Map();
    /** @type {Map<string, DecisionForm>} open forms by the id of the task. */
    this.forms = new Map();
    /** @type {{task: Task, text: string, attempt: Attempt}|null} */
    this.undo = null;
    /** @type {import('./playthrough_dialog.js').PlaythroughDialog|null} */
    this.dialog = null;
  }

  /** Called when the reader opens another tab. */
  hide() {
    this.state = null;
    this.dialog?.hide();
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  update(data, state) {
    this.data = data;
    this.state = state;
    void this.cards.load(data);
    if (state.play === null) this.dialog?.hide();
  }

  /**
   * Shows the playthrough of the address in its dialog.
   *
   * @param {typeof import('./playthrough_dialog.js')} module
   * @return {typeof nothing}
   */
  showReplay({PlaythroughDialog}) {
    const {data, state, tasks} = this;
    if (data && state && state.play !== null) {
      this.dialog ??= new PlaythroughDialog(this.page);
      this.dialog.update(tasks, data, state);
    }
    return nothing;
  }

  /** @return {Task[]} with the latest decisions. */
  get tasks() {
    const {answer, processed} = this.data ?? {};
    return withViolations(
      withDecisions(processed?.tasks ?? [], this.decided),
      answer?.invariant_violations ?? []);
  }

  /** @return {Task[]} those of the chosen filter. */
  get shownTasks() {
    return tasksOfStatus(this.tasks, this.state?.status ?? 'open');
  }

  /**
   * @param {Task} task
   * @param {Task['status']} status
   */
  openForm({task_id: id}, status) {
    this.forms.set(
      id, {status, note: '', attempt: new Attempt(this.redraw)});
    this.redraw();
    focusIn(id, 'textarea');
  }

  /** @param {Task} task whose form is cancelled. */
  closeForm({task_id: id}) {
    const status = this.forms.get(id)?.status;
    this.forms.delete(id);
    this.redraw();
    focusIn(id, `[data-change="${status}"]`);
  }

  /**
   * @param {Task} task
   * @param {DecisionForm} form
   */
  async decide(task, form) {
    const {task_id: id, state_name: card} = task;
    const shownBefore = this.shownTasks;
    const isSaved = await form.attempt.run(
      () => this.send(task, form.status, form.note.trim()),
      ({message}) => 'Nothing was changed, and your note is still here. ' +
        message);
    if (!isSaved) return;
    this.forms.delete(id);
    const text = `${DECIDED[form.status]}: ${kindOf(task).name}` +
      (card ? `, ${quote(card)}` : '');
    this.undo = {task, text, attempt: new Attempt(this.redraw)};
    this.redraw();
    announce(`${text}. Undo is above the list.`);
    const isShown = this.shownTasks.some((shown) => shown.task_id === id);
    this.focusTask(isShown ? id : neighbourOf(shownBefore, id));
  }

  async undoDecision() {
    const {undo} = this;
    if (!undo) return;
    const {task, attempt} = undo;
    const isUndone = await attempt.run(
      () => this.send(task, task.status, task.note ?? ''),
      ({message}) => `Not undone. ${message}`);
    if (!isUndone) return;
    this.undo = null;
    this.redraw();
    announce('Undone.');
    this.focusTask(task.task_id);
  }

  /**
   * @param {Task} task
   * @param {Task['status']} status
   * @param {string} note
   * @throws {Error} when the server refuses it.
   */
  async send(task, status, note) {
    const seen = this.tasks.find(({task_id: id}) => id === task.task_id);
    try {
      const {task: changed} = await this.page.api.changeTask({
        task_id: task.task_id, status, note,
        exp_version: this.data?.answer.exp_version ?? 1,
        seen_status_changed_msecs: seen?.status_changed_msecs ?? null,
      });
      this.decided.set(changed.task_id, changed);
    } catch (error) {
      if (failureOf(error).status === CONFLICT) await this.loadStatuses();
      throw error;
    }
  }

  /** Loads the decisions of others. */
  async loadStatuses() {
    try {
      const {tasks} = await this.page.api.getTasks(
        this.data?.answer.exp_version ?? null);
      tasks.forEach((task) => this.decided.set(task.task_id, task));
    } catch {
      // The refusal is shown anyway; the next fold loads the statuses.
    }
  }

  /** @param {string|null} id of a task; null where none is left. */
  focusTask(id) {
    if (id !== null && focusIn(id, '.task-toggle')) return;
    const filter = document.querySelector('#improvements [aria-pressed=true]');
    if (filter instanceof HTMLElement) filter.focus();
  }
}

/**
 * @param {string} taskId
 * @param {string} selector of an element in the task's item.
 * @return {boolean} whether it is there.
 */
function focusIn(taskId, selector) {
  const element = document.querySelector(
    `.task-item[data-task-id="${CSS.escape(taskId)}"] ${selector}`);
  if (!(element instanceof HTMLElement)) return false;
  element.focus();
  return true;
}

/**
 * @param {Improvements} improvements
 * @param {PageData} data
 * @param {ViewState} state
 * @return {Template}
 */
export function improvementsSection(improvements, data, state) {
  // Answers are unreadable without their cards, so nothing is redrawn.
  const content = improvements.cards.isLoading ? noChange :
    sectionContent(improvements, data, state);
  return statsSection('improvements', content);
}

/**
 * @param {Improvements} improvements
 * @param {PageData} data
 * @param {ViewState} state
 * @return {Template}
 */
function sectionContent(improvements, {processed}, state) {
  const {page, shownTasks, tasks, undo} = improvements;
  const counts = countsByStatus(tasks);
  const empty = emptyTaskListOf(processed, state.status, shownTasks.length);
  return html`
    <div class="section-bar">${choiceGroup({
    label: 'Show what is',
    choices: TASK_FILTERS.map((value) => ({
      value, label: `${upperFirst(value)} ${formatCount(counts[value])}`,
    })),
    chosen: state.status,
    onChoose: (status) => page.navigate({status, task: null}),
  })}</div>
    ${undo ? undoBar(improvements, undo) : nothing}
    ${state.play === null ? nothing :
    lazily(replay, (module) => improvements.showReplay(module))}
    ${empty ? html`<div class="task-list-empty panel"
      data-reason=${empty.reason}>
      <p class="task-list-empty-heading">${empty.heading}</p>
      <p class="mb-0">${empty.text}</p>
    </div>` : html`<ol class="task-list d-grid" @pointerenter=${replay.fetch}
      @focusin=${replay.fetch}>${repeat(shownTasks, (task) => task.task_id,
  (task, index) => taskItem(task, `task-item-${index}`,
    task.task_id === state.task, improvements))}</ol>`}`;
}

/**
 * The bar that undoes the last decision, without a timeout for slow readers.
 *
 * @param {Improvements} improvements
 * @param {NonNullable<Improvements['undo']>} undo
 * @return {Template}
 */
function undoBar(improvements, {text, attempt}) {
  const hide = () => {
    improvements.undo = null;
    improvements.redraw();
  };
  return html`<div class="task-undo">
    <span>${text}.</span>
    ${textButton('Undo', () => void improvements.undoDecision())}
    <span class="form-failure" role="alert">${attempt.problem}</span>
    <button type="button" class="btn-close" aria-label="Hide"
      @click=${hide}></button>
  </div>`;
}
