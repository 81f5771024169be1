/**
 * One task: a sentence, its evidence, and the decisions about it.
 */

import {html, nothing} from 'lit-html';
import {live} from 'lit-html/directives/live.js';

import {LIMITS} from '../../domain/wire_contract.js';
import {formatQuantity} from '../domain/formats.js';
import {isDecidable, numSamplesOf} from '../domain/task_list.js';
import {marksOf, numbersOf} from '../domain/task_numbers.js';
import {headlineOf, kindOf} from '../domain/task_sentences.js';
import {changesOfVersion} from '../domain/view_state.js';
import {linkButton, textButton} from '../lib/buttons.js';
import {onSubmit, onValue} from '../lib/fields.js';
import {taskEvidence} from './task_evidence.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {DecidedTask as Task} from '../../domain/wire_types.js' */
/** @import {DecisionForm, Improvements} from './improvements.js' */

/** @typedef {Task['status']} Status */

/** @type {Readonly<Record<Status, {verb: string, why: string}>>} */
const DECISIONS = Object.freeze({
  resolved: {
    verb: 'Resolve',
    why: 'For what you have fixed. It reopens by itself if plays from ' +
      'now on show the same.',
  },
  dismissed: {
    verb: 'Dismiss',
    why: 'For what is meant to be so. It stays away until you reopen it.',
  },
  open: {verb: 'Reopen', why: 'It goes back to the open ones.'},
});

/** @type {Readonly<Record<Status, Status[]>>} */
const NEXT_STATUSES = Object.freeze({
  open: ['resolved', 'dismissed'],
  resolved: ['open'],
  dismissed: ['open'],
});

/**
 * @param {Task} task
 * @param {string} id unique on the page.
 * @param {boolean} isOpen
 * @param {Improvements} improvements
 * @return {Template}
 */
export function taskItem(task, id, isOpen, improvements) {
  const {page} = improvements;
  const {task_id: taskId, status} = task;
  const {name} = kindOf(task);
  const args = improvements.cards.argsOf(task);
  const form = improvements.forms.get(taskId);
  const toggle = () =>
    page.navigate({task: isOpen ? null : taskId}, {isStep: false});
  return html`<li class="task-item panel" data-task-id=${taskId}
    data-status=${status}>
    <p class="task-head"><span class="task-kind">${name}</span><span
      class="task-marks">${marksOf(task).map(({text, version}) =>
  html`<span class="task-mark">${version === null ? text : html`<a
        href=${page.hashFor({...changesOfVersion(version),
    card: task.state_name})}>${text}</a>`}</span>`)}</span></p>
    <h4 class="task-headline"><button type="button" class="task-toggle"
      aria-controls=${id} aria-expanded=${isOpen} @click=${toggle}>${
  headlineOf(task, args)}</button></h4>
    <p class="task-numbers">${numbersOf(task)}</p>
    <div id=${id} class="task-evidence" ?hidden=${!isOpen}>${
  isOpen ? taskEvidence(task, args) : nothing}</div>
    ${form ? decisionForm(task, form, `${id}-note`, improvements) :
    taskActions(task, improvements)}
  </li>`;
}

/**
 * @param {Task} task
 * @param {Improvements} improvements
 * @return {Template}
 */
function taskActions(task, improvements) {
  const {page} = improvements;
  const {task_id: taskId, state_name: card, status} = task;
  const numSamples = numSamplesOf(task);
  const nextStatuses = isDecidable(task) ? NEXT_STATUSES[status] : [];
  return html`<div class="task-actions gap-2">
    ${numSamples > 0 ? textButton(
    `See ${formatQuantity(numSamples, 'sample playthrough')}`,
    () => page.navigate({task: taskId, play: 1})) : nothing}
    ${card === null ? nothing : html`
      ${textButton('Open the card', () => page.navigate({card}))}
      ${linkButton('Edit the card', page.hashFor({tab: 'content', card}))}`}
    ${nextStatuses.map((next) => html`<button type="button"
      class="btn btn-sm btn-outline-secondary" data-change=${next}
      @click=${() => improvements.openForm(task, next)}>${
  DECISIONS[next].verb}</button>`)}
  </div>`;
}

/**
 * @param {Task} task
 * @param {DecisionForm} form
 * @param {string} id of the field.
 * @param {Improvements} improvements
 * @return {Template}
 */
function decisionForm(task, form, id, improvements) {
  const {verb, why} = DECISIONS[form.status];
  const cancel = () => improvements.closeForm(task);
  const onKeyDown = (/** @type {KeyboardEvent} */ {key}) => {
    if (key === 'Escape') cancel();
  };
  return html`<form class="task-change pt-1 ms-3" @submit=${onSubmit(() =>
    void improvements.decide(task, form))}
    @keydown=${onKeyDown}>
    <p id="${id}-why" class="task-change-why">${why}</p>
    <label for=${id} class="form-label">Note (optional)</label>
    <textarea id=${id} class="form-control" rows="2"
      maxlength=${LIMITS.MAX_TASK_NOTE_LENGTH} aria-describedby="${id}-why"
      .value=${live(form.note)} @input=${onValue((note) => {
  form.note = note;
})}></textarea>
    <p class="form-failure" role="alert">${form.attempt.problem}</p>
    <div class="task-actions gap-2">
      <button type="submit" class="btn btn-sm btn-primary">${verb}</button>
      ${textButton('Cancel', cancel)}
    </div>
  </form>`;
}
