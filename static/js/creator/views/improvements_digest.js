/**
 * The first few tasks, for the overview.
 */

import {html, noChange, nothing} from 'lit-html';

import {emptyTaskListOf} from '../domain/empty_task_list.js';
import {formatQuantity} from '../domain/formats.js';
import {NUM_TASKS_IN_DIGEST, tasksOfStatus} from '../domain/task_list.js';
import {headlineOf, kindOf} from '../domain/task_sentences.js';
import {linkClickListener} from '../lib/dom.js';
import {alwaysOf} from './section.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {Improvements} from './improvements.js' */
/** @import {SectionNav} from './section_nav.js' */

/**
 * @param {Improvements} improvements
 * @param {PageData} data
 * @param {ViewState} state
 * @param {SectionNav} nav leads to the list.
 * @return {Template}
 */
export function improvementsDigest(improvements, data, state, nav) {
  return html`<section class="figure improvements-digest"
    aria-label="What to change first">
    <h4 class="figure-name">What to change first ${alwaysOf()}</h4>
    ${improvements.cards.isLoading ? noChange :
    digestContent(improvements, data, state, nav)}
  </section>`;
}

/**
 * @param {Improvements} improvements
 * @param {PageData} data
 * @param {ViewState} state
 * @param {SectionNav} nav
 * @return {Template}
 */
function digestContent(improvements, {processed}, state, nav) {
  const open = tasksOfStatus(improvements.tasks, 'open');
  const empty = emptyTaskListOf(processed, 'open', open.length);
  if (empty) {
    return html`<p class="glance-nothing">${empty.heading}. ${empty.text}</p>`;
  }
  /**
   * @param {string|null} taskId opened in the list.
   * @param {string} text
   * @param {string|typeof nothing} kind class of the link.
   * @return {Template}
   */
  const link = (taskId, text, kind) => {
    const changes = /** @type {const} */ (
      {status: 'open', task: taskId, play: null});
    return html`<a class=${kind} href=${
      improvements.page.hashFor({...state, ...changes, section: 'improvements'})
    } @click=${linkClickListener(() => nav.follow('improvements', changes))}>${
      text}</a>`;
  };
  const all = open.length > NUM_TASKS_IN_DIGEST ?
    `All ${formatQuantity(open.length, 'task')}` : 'The evidence for each';
  return html`
    <ol class="improvements-digest-list">${
  open.slice(0, NUM_TASKS_IN_DIGEST).map((task) => html`<li>
      <span class="task-kind">${kindOf(task).name}</span>
      ${link(task.task_id, headlineOf(
    task, improvements.cards.argsOf(task)), nothing)}</li>`)}</ol>
    ${link(null, all, 'improvements-digest-more')}`;
}
