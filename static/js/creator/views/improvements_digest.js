/**
 * The first few things that deserve a change, for the overview.
 */

import {formatQuantity} from '../domain/formats.js';
import {emptyTaskListOf} from '../domain/empty_task_list.js';
import {
  NUM_TASKS_IN_DIGEST, tasksOfStatus, withViolations,
} from '../domain/task_list.js';
import {headlineOf, kindOf} from '../domain/task_sentences.js';
import {h, onFollow, setText} from '../lib/dom.js';
import {TaskCards} from './task_cards.js';

/** @import {Page} from '../main.js' */
/** @import {PageData, Task} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */

export class ImprovementsDigest {
  /**
   * @param {Page} page
   * @param {import('./section_nav.js').SectionNav} nav leads to the list.
   */
  constructor(page, nav) {
    this.page = page;
    this.nav = nav;
    /** @type {PageData|null} */
    this.data = null;
    /** @type {ViewState|null} */
    this.state = null;
    this.cards = new TaskCards(page.api, () => this.draw());
    this.shown = '';
    this.nothing = h('p', {class: 'improvements-digest-nothing'});
    this.list = h('ol', {class: 'improvements-digest-list'});
    this.more = h('a', {class: 'improvements-digest-more', href: '#/stats'});
    onFollow(this.more,
      () => nav.follow('improvements', {status: 'open', task: null}));
    this.element = h('div', {class: 'improvements-digest panel'},
      h('h4', {class: 'figure-name'}, 'What to change first'),
      this.nothing, this.list, this.more);
    page.decisions.onChange(() => this.draw());
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

  draw() {
    const {data, state} = this;
    if (!data || !state || this.cards.isLoading) return;
    const {answer, processed} = data;
    const open = tasksOfStatus(withViolations(
      this.page.decisions.appliedTo(processed?.tasks ?? []),
      answer.invariant_violations), 'open');
    const empty = emptyTaskListOf(processed, 'open', open.length);
    this.nothing.hidden = empty === null;
    this.list.hidden = this.more.hidden = empty !== null;
    if (empty) setText(this.nothing, `${empty.heading}. ${empty.text}`);
    setText(this.more, open.length > NUM_TASKS_IN_DIGEST ?
      `All ${formatQuantity(open.length, 'task')}` :
      'The evidence for each');
    this.more.href = this.page.hashFor({
      ...state, section: 'improvements', status: 'open', task: null,
    });
    this.drawTasks(open.slice(0, NUM_TASKS_IN_DIGEST), state);
  }

  /**
   * @param {Task[]} tasks
   * @param {ViewState} state
   */
  drawTasks(tasks, state) {
    const key = JSON.stringify([tasks.map(
      (task) => [task.task_id, this.headlineOf(task)]), state]);
    if (key === this.shown) return;
    this.shown = key;
    this.list.replaceChildren(...tasks.map((task) => this.item(task, state)));
  }

  /**
   * @param {Task} task
   * @return {string}
   */
  headlineOf(task) {
    return headlineOf(task, this.cards.argsOf(task));
  }

  /**
   * @param {Task} task
   * @param {ViewState} state
   * @return {HTMLElement}
   */
  item(task, state) {
    const changes = /** @type {const} */ ({
      status: 'open', task: task.task_id, play: null,
    });
    const link = h('a', {
      href: this.page.hashFor({...state, ...changes, section: 'improvements'}),
    }, this.headlineOf(task));
    onFollow(link, () => this.nav.follow('improvements', changes));
    return h('li', {},
      h('span', {class: 'task-kind'}, kindOf(task).name), link);
  }
}
