/**
 * Replays how a learner played, action by action, beside the cards as they
 * were.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {formatCount} from '../domain/formats.js';
import {stepsOf, summaryOf} from '../domain/playthrough_steps.js';
import {kindOf} from '../domain/task_sentences.js';
import {h, setAttribute, setText} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {onLeave} from '../lib/leaving.js';
import {actionButton, failureNotice, notice} from '../lib/notices.js';
import {playthroughCard} from './playthrough_card.js';

/** @import {Exploration} from '../../domain/exploration.js' */
/** @import {Page} from '../main.js' */
/** @import {PageData, Task} from '../domain/page_data.js' */
/** @import {PlayStep, Playthrough} from '../domain/playthrough_steps.js' */
/** @import {ViewState} from '../domain/view_state.js' */

/** @type {Readonly<Record<string, number>>} */
const STEPS_BY_KEY = Object.freeze({ArrowLeft: -1, ArrowRight: 1});

export class PlaythroughDialog {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.shownKey = '';
    this.loadedKey = '';
    /** @type {Task|null} */
    this.task = null;
    /** @type {Playthrough[]} */
    this.samples = [];
    /** @type {Exploration|null} */
    this.exploration = null;
    this.play = 1;
    this.isLoading = false;
    this.hasFailed = false;
    /** @type {PlayStep[]} */
    this.steps = [];
    this.step = 0;
    this.heading = h('h2', {
      id: 'playthrough-heading', class: 'panel-heading mb-0',
    });
    this.summary = h('p', {class: 'playthrough-summary'});
    this.samplePicker = h('div', {
      class: 'btn-group btn-group-sm', role: 'group',
      'aria-label': 'Sample',
    });
    this.message = h('div', {role: 'alert'});
    this.stepList = h('ol', {class: 'playthrough-steps'});
    this.card = h('div', {
      class: 'playthrough-card', role: 'region', tabindex: '0',
      'aria-label': 'The card at this step',
    });
    this.position = h('p', {class: 'playthrough-position', role: 'status'});
    this.previous = actionButton('Previous', () => this.go(this.step - 1));
    this.next = actionButton(
      'Next', () => this.go(this.step + 1), 'btn-sm btn-primary');
    this.body = h('div', {class: 'playthrough-body'},
      this.stepList, this.card);
    this.controls = h('div', {class: 'playthrough-controls'},
      this.previous, this.position, this.next);
    this.element = this.build();
  }

  /** @return {HTMLDialogElement} */
  build() {
    const close = h('button', {
      type: 'button', class: 'btn-close', 'aria-label': 'Close',
    });
    const dialog = h('dialog', {
      class: 'playthrough', 'aria-labelledby': 'playthrough-heading',
    },
    h('div', {class: 'playthrough-head'},
      h('div', {}, this.heading, this.summary), close),
    this.samplePicker, this.message, this.body, this.controls);
    onLeave(dialog, close, () => this.leave());
    dialog.addEventListener('keydown', (event) => {
      const by = STEPS_BY_KEY[event.key];
      if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.go(this.step + by);
    });
    return dialog;
  }

  leave() {
    if (this.shownKey === '') return;
    this.hide();
    this.page.navigate({play: null}, {isStep: false});
  }

  hide() {
    this.shownKey = '';
    if (this.element.open) this.element.close();
  }

  /**
   * @param {Task[]} tasks
   * @param {PageData} data
   * @param {ViewState} state
   */
  update(tasks, data, state) {
    const task = tasks.find(({task_id: id}) => id === state.task) ?? null;
    if (!task || state.play === null || data.processed === null) {
      this.hide();
      return;
    }
    const version = data.answer.exp_version;
    const key = JSON.stringify(
      [task.task_id, version, data.processed.revision]);
    const isOther = this.shownKey !== `${key} ${state.play}`;
    this.shownKey = `${key} ${state.play}`;
    this.task = task;
    this.play = state.play;
    if (!this.element.open) this.element.showModal();
    // What failed is asked for again when the reader wants it, not each time
    // that the page refreshes itself.
    const isWanted = key !== this.loadedKey || (this.hasFailed && isOther);
    if (isWanted) void this.load(key, task, version);
    else if (isOther) this.drawSample();
  }

  /**
   * @param {string} key
   * @param {Task} task
   * @param {number} version
   */
  async load(key, task, version) {
    this.loadedKey = key;
    this.samples = [];
    this.isLoading = true;
    this.hasFailed = false;
    this.drawSample();
    setText(this.summary, 'Loading …');
    try {
      const [{playthroughs}, exploration] = await Promise.all([
        this.page.api.getPlaythroughs(task.task_id, version),
        this.page.api.getExploration(version),
      ]);
      // The reader may have opened another one in the meantime.
      if (this.loadedKey !== key) return;
      this.samples = /** @type {Playthrough[]} */ (
        playthroughs.slice(0, LIMITS.MAX_PLAYTHROUGHS_PER_ISSUE));
      this.exploration = /** @type {Exploration} */ (
        /** @type {unknown} */ (exploration));
      this.isLoading = false;
      this.drawSample();
      this.next.focus();
    } catch (error) {
      if (this.loadedKey !== key) return;
      this.isLoading = false;
      this.hasFailed = true;
      setText(this.summary, '');
      this.message.replaceChildren(failureNotice(
        'The playthroughs could not be loaded', failureOf(error),
        () => void this.load(key, task, version)));
    }
  }

  /** Shows the sample of the address from its first step on. */
  drawSample() {
    const {samples, task} = this;
    const index = Math.min(this.play, samples.length) - 1;
    const sample = samples[index] ?? null;
    const card = task?.state_name;
    setText(this.heading, task ? kindOf(task).name +
      (card ? `: “${card}”` : '') : '');
    this.steps = sample ? stepsOf(sample, this.exploration) : [];
    this.body.hidden = this.controls.hidden = this.steps.length === 0;
    setText(this.summary, sample ?
      `Sample ${index + 1} of ${samples.length}. ${summaryOf(this.steps)}` :
      '');
    this.message.replaceChildren(...(sample || this.isLoading ? [] : [
      notice('warning', 'No sample is kept any more', [
        'The sessions behind this were sampled for another version, or ' +
        'too long ago.',
      ])]));
    this.drawPicker(index);
    this.drawSteps();
    this.go(0);
  }

  /** @param {number} shown index of the sample. */
  drawPicker(shown) {
    const hadFocus = this.samplePicker.contains(document.activeElement);
    const buttons = this.samples.map((_, index) => {
      const button = actionButton(`Sample ${index + 1}`,
        () => this.page.navigate({play: index + 1}, {isStep: false}),
        'btn-outline-secondary');
      setAttribute(button, 'aria-pressed', String(index === shown));
      button.classList.toggle('active', index === shown);
      return button;
    });
    this.samplePicker.hidden = buttons.length < 2;
    this.samplePicker.replaceChildren(...buttons);
    if (hadFocus) buttons[shown]?.focus();
  }

  drawSteps() {
    this.stepList.replaceChildren(...this.steps.map((step, index) => {
      const button = h('button', {type: 'button', class: 'playthrough-step'},
        h('span', {class: 'playthrough-step-card'}, step.stateName),
        h('span', {class: 'playthrough-step-title'}, step.title),
        step.time ?
          h('span', {class: 'playthrough-step-time'}, step.time) : null);
      button.addEventListener('click', () => this.go(index));
      return h('li', {'data-kind': step.kind},
        step.isGapBefore ? h('p', {class: 'playthrough-gap'},
          'Steps between are not kept.') : null, button);
    }));
  }

  /** @param {number} index of a step; those there are not are ignored. */
  go(index) {
    const step = this.steps[index];
    if (!step) return;
    this.step = index;
    setText(this.position, `Step ${formatCount(index + 1)} of ` +
      formatCount(this.steps.length));
    // A disabled button would lose the focus.
    setAttribute(this.previous, 'aria-disabled', String(index === 0));
    setAttribute(
      this.next, 'aria-disabled', String(index === this.steps.length - 1));
    this.stepList.querySelectorAll('button').forEach((button, at) => {
      setAttribute(button, 'aria-current', at === index ? 'step' : null);
      if (at === index) button.scrollIntoView({block: 'nearest'});
    });
    this.card.replaceChildren(playthroughCard(step, this.exploration));
    this.card.scrollTop = 0;
  }
}
