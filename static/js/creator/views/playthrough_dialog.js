/**
 * Replays how a learner played, action by action, beside the cards of the
 * version played.
 */

import {html, nothing, render} from 'lit-html';
import {guard} from 'lit-html/directives/guard.js';

import {quote} from '../../domain/text_direction.js';
import {LIMITS} from '../../domain/wire_contract.js';
import {formatCount} from '../domain/formats.js';
import {stepsOf, summaryOf} from '../domain/playthrough_steps.js';
import {kindOf} from '../domain/task_sentences.js';
import {choiceGroup, textButton} from '../lib/buttons.js';
import {failureOf} from '../lib/failures.js';
import {AddressedDialog} from '../lib/leaving.js';
import {failureBox, noticeBox} from '../lib/notices.js';
import {Resource} from '../lib/resource.js';
import {fillInAnswer, playthroughCard} from './playthrough_card.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/**
 * @import {
 *   DecidedTask as Task, Exploration, Playthrough
 * } from '../../domain/wire_types.js'
 */
/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {PlayStep} from '../domain/playthrough_steps.js' */
/** @import {ViewState} from '../domain/view_state.js' */

/** @type {Readonly<Record<string, number>>} */
const STEPS_BY_KEY = Object.freeze({ArrowLeft: -1, ArrowRight: 1});

const NO_SAMPLE = noticeBox('warning', 'No sample is kept any more', [
  'The sessions behind this were sampled for another version, or too long ' +
  'ago.',
]);

export class PlaythroughDialog extends AddressedDialog {
  /** @param {Page} page */
  constructor(page) {
    super('playthrough', page, {play: null}, {isStep: false});
    /** @type {Task|null} */
    this.task = null;
    /** @type {Resource<{samples: Playthrough[], exploration: Exploration}>} */
    this.loaded = new Resource(() => {
      this.showSample();
      this.find('.playthrough-controls .btn-primary')?.focus();
    });
    this.play = 1;
    /** @type {PlayStep[]} */
    this.steps = [];
    this.step = 0;
    this.element.addEventListener('keydown', (event) => {
      const by = STEPS_BY_KEY[event.key];
      if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.go(this.step + by);
    });
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
    const isOther = this.isOther(`${key} ${state.play}`);
    this.task = task;
    this.play = state.play;
    if (!this.element.open) {
      this.render();
      this.element.showModal();
    }
    const {loaded, page: {api}} = this;
    // A refresh of the page does not repeat a failed request; the reader can,
    // with a button.
    if (key !== loaded.key || (loaded.error !== null && isOther)) {
      loaded.clear();
      loaded.load(key, async () => {
        const [{playthroughs}, exploration] = await Promise.all([
          api.getPlaythroughs(task.task_id, version),
          api.getExploration(version),
        ]);
        return {exploration, samples: playthroughs.slice(
          0, LIMITS.MAX_PLAYTHROUGHS_PER_ISSUE)};
      });
      this.showSample();
    } else if (isOther) {
      this.showSample();
    }
  }

  /** @return {Playthrough[]} none until they are loaded. */
  get samples() {
    return this.loaded.value?.samples ?? [];
  }

  get exploration() {
    return this.loaded.value?.exploration ?? null;
  }

  /** @return {number} index of the sample in the address. */
  get sampleIndex() {
    return Math.min(this.play, this.samples.length) - 1;
  }

  /** Shows the sample in the address from its first step on. */
  showSample() {
    const sample = this.samples[this.sampleIndex];
    this.steps = sample ? stepsOf(sample, this.exploration) : [];
    if (sample) this.go(0);
    else this.render();
  }

  /** @param {number} index of a step; ignored if there is none. */
  go(index) {
    const step = this.steps[index];
    if (!step) return;
    this.step = index;
    this.render();
    this.find('[aria-current]')?.scrollIntoView({block: 'nearest'});
    const card = this.find('.playthrough-card');
    if (!card) return;
    fillInAnswer(card, step);
    card.scrollTo(0, 0);
  }

  /**
   * @param {string} selector
   * @return {HTMLElement|null}
   */
  find(selector) {
    return this.element.querySelector(selector);
  }

  render() {
    render(this.template(), this.element);
  }

  /** @return {Template} */
  template() {
    const {loaded: {value, error, reload}, samples, steps, task} = this;
    const card = task?.state_name;
    const heading = task ?
      kindOf(task).name + (card ? `: ${quote(card)}` : '') : '';
    return html`
      <div class="playthrough-head">
        <div>
          <h2 id="playthrough-heading" class="panel-heading mb-0">${
  heading}</h2>
          <p class="playthrough-summary">${this.summary()}</p>
        </div>
        ${this.closeButton()}
      </div>
      ${samples.length > 1 ? this.samplePicker() : nothing}
      <div role="alert">${error !== null ? failureBox(
    'The playthroughs could not be loaded', failureOf(error), reload) :
    value?.samples.length === 0 ? NO_SAMPLE : nothing}</div>
      ${steps.length ? this.replay() : nothing}`;
  }

  /** @return {string} */
  summary() {
    const {loaded: {value, error}, sampleIndex, samples, steps} = this;
    if (value === null && error === null) return 'Loading …';
    return samples.length === 0 ? '' :
      `Sample ${sampleIndex + 1} of ${samples.length}. ${summaryOf(steps)}`;
  }

  /** @return {Template} */
  samplePicker() {
    return choiceGroup({
      label: 'Sample',
      choices: this.samples.map((_, index) => ({
        value: String(index + 1), label: `Sample ${index + 1}`,
      })),
      chosen: String(this.sampleIndex + 1),
      onChoose: (play) =>
        this.page.navigate({play: Number(play)}, {isStep: false}),
    });
  }

  /** @return {Template} */
  replay() {
    const {exploration, step, steps} = this;
    const last = steps.length - 1;
    // A disabled button would lose the focus.
    return html`<div class="playthrough-body">
        <ol class="playthrough-steps p-2 overflow-y-auto">${steps.map(
    (one, index) => this.stepItem(one, index))}</ol>
        <div class="playthrough-card overflow-y-auto" role="region" tabindex="0"
          aria-label="The card at this step">${guard([steps[step]], () =>
  html`<div>${playthroughCard(steps[step], exploration)}</div>`)}</div>
      </div>
      <div class="playthrough-controls align-items-center">
        ${textButton('Previous', () => this.go(step - 1),
    {isBusy: step === 0})}
        <p class="playthrough-position" role="status">Step ${
  formatCount(step + 1)} of ${formatCount(steps.length)}</p>
        ${textButton('Next', () => this.go(step + 1),
    {kind: 'btn-sm btn-primary', isBusy: step === last})}
      </div>`;
  }

  /**
   * @param {PlayStep} step
   * @param {number} index
   * @return {Template}
   */
  stepItem({isGapBefore, kind, stateName, time, title}, index) {
    return html`<li data-kind=${kind}>
      ${isGapBefore ? html`<p class="playthrough-gap">Steps between are not
        kept.</p>` : nothing}
      <button type="button" class="playthrough-step"
        aria-current=${index === this.step ? 'step' : nothing}
        @click=${() => this.go(index)}><span
        class="playthrough-step-card" dir="auto">${stateName}</span><span
        class="playthrough-step-title">${title}</span>${time ?
  html`<span class="playthrough-step-time">${time}</span>` : nothing}</button>
    </li>`;
  }
}
