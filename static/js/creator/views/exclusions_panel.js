/**
 * Plays that are left out, by whom and why. Owners can leave out more: find
 * plays, see what would change, confirm.
 */

import {html, nothing} from 'lit-html';
import {live} from 'lit-html/directives/live.js';

import {LIMITS} from '../../domain/wire_contract.js';
import {requestInParts} from '../domain/requests_in_parts.js';
import {
  byText, changesOf, exclusionsInEffect, foundSentences, playsText, searchOf,
} from '../domain/exclusions.js';
import {formatQuantity} from '../domain/formats.js';
import {announce} from '../lib/announcer.js';
import {Attempt} from '../lib/attempt.js';
import {textButton} from '../lib/buttons.js';
import {onSubmit, onValue} from '../lib/fields.js';
import {failureBox} from '../lib/notices.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Exclusion, ExclusionRequest} from '../../domain/wire_types.js' */
/** @import {CreatorApi} from '../api.js' */
/** @import {PageData} from '../domain/page_data.js' */

export class ExclusionsPanel {
  /**
   * @param {CreatorApi} api
   * @param {() => void} onChange called after exclusions changed.
   * @param {() => void} redraw
   */
  constructor(api, onChange, redraw) {
    this.api = api;
    this.onChange = onChange;
    /** @type {Exclusion[]} */
    this.exclusions = [];
    /** Number of plays left out when the exclusions were loaded. */
    this.numLeftOut = -1;
    /** The action in progress; '' if there is none. */
    this.status = '';
    this.day = '';
    this.reason = '';
    this.attempt = new Attempt(redraw);
  }

  /**
   * @param {PageData} data
   * @return {Template}
   */
  view(data) {
    const {answer, processed} = data;
    const {num_left_out: number = 0, may_leave_out: isOwner = false} = answer;
    if (number !== this.numLeftOut && !this.attempt.isRunning) {
      this.numLeftOut = number;
      // Deferred, as the attempt redraws when it begins.
      queueMicrotask(() => void this.run(() => this.api.getExclusions()));
    }
    const search = searchOf(this.exclusions);
    const timeZone = processed?.time_zone ?? 'UTC';
    return html`<div>
      <p>Plays that tell nothing of learners, such as your own try with a class
        or plays that somebody made up, can be left out of all figures. The
        event log keeps them, so you can take this back.</p>
      ${isOwner ? this.searchForm() : nothing}
      <p class="left-out-status" role="status">${this.status}</p>
      <div role="alert">${this.attempt.problem}</div>
      <div id="left-out-search" class="left-out-search" tabindex="-1">${
  search && isOwner ? this.searchResult(search, data, timeZone) : nothing
}</div>
      <div id="left-out-list" tabindex="-1">${this.list(isOwner)}</div>
    </div>`;
  }

  /**
   * @param {string} label
   * @param {() => void} onPress
   * @param {string} kind classes of the button.
   * @return {Template}
   */
  button(label, onPress, kind = 'btn-outline-secondary') {
    return textButton(
      label, onPress, {kind, isDisabled: this.attempt.isRunning});
  }

  /** @return {Template} */
  searchForm() {
    return html`<form class="left-out-form"
      @submit=${onSubmit(() => void this.find('day', this.day))}>
      <label for="left-out-day" class="form-label">Day on which the plays
        began</label>
      <div class="left-out-row mt-2 gap-2">
        <input id="left-out-day" type="date" required
          class="form-control w-auto"
          .value=${live(this.day)} @input=${onValue((day) => {
  this.day = day;
})}>
        <button type="submit" class="btn btn-outline-secondary"
          ?disabled=${this.attempt.isRunning}>Find its plays</button>
      </div>
      <p class="form-text">Or let the program look for plays that began within
        one minute and took the same times at every step.</p>
      ${this.button('Find plays that look made up',
    () => void this.find('made_up', null))}
    </form>`;
  }

  /**
   * @param {Exclusion} search
   * @param {PageData} data
   * @param {string} timeZone
   * @return {Template}
   */
  searchResult(search, {answer}, timeZone) {
    const sentences = foundSentences(search, timeZone)
      .map((sentence) => html`<p>${sentence}</p>`);
    if (search.status !== 'found' || search.num_sessions === 0) {
      return html`${sentences}`;
    }
    return html`${sentences}
      <dl class="left-out-changes">${changesOf(search, answer).map(
    ({label, text}) => html`<dt>${label}</dt><dd>${text}</dd>`)}</dl>
      <label for="left-out-reason" class="form-label">Why (optional, for those
        who see the statistics)</label>
      <input id="left-out-reason" class="form-control"
        maxlength=${LIMITS.MAX_EXCLUSION_REASON_LENGTH}
        autocomplete="off" .value=${live(this.reason)}
        @input=${onValue((reason) => {
    this.reason = reason;
  })}>
      <div class="left-out-row mt-2 gap-2">
        ${this.button(
    `Leave out ${formatQuantity(search.num_sessions, 'play')}`,
    () => void this.leaveOut(search), 'btn-primary')}
        ${this.button('Cancel', () => void this.change(
    {action: 'take_back', exclusion_id: search.exclusion_id}, ''))}
      </div>`;
  }

  /**
   * @param {boolean} isOwner
   * @return {Template|typeof nothing}
   */
  list(isOwner) {
    const exclusions = exclusionsInEffect(this.exclusions);
    if (exclusions.length === 0) return nothing;
    return html`<h4 class="fs-6">Left out now</h4>
      <ul class="left-out-list">${exclusions.map((exclusion) => html`<li>
        <p class="mb-0">${playsText(exclusion)}, <span class="app-muted">${
  byText(exclusion)}</span></p>
        ${exclusion.reason ? html`<p class="left-out-reason" dir="auto">${
    exclusion.reason}</p>` : nothing}
        ${isOwner ? textButton('Take back',
    () => void this.takeBack(exclusion), {
      name: `Take back: ${playsText(exclusion)}`,
      isDisabled: this.attempt.isRunning,
    }) : nothing}
      </li>`)}</ul>`;
  }

  /**
   * @param {Exclusion['kind']} kind
   * @param {string|null} day
   */
  async find(kind, day) {
    this.reason = '';
    await this.change({action: 'find', kind, day}, 'Looking for plays …');
    document.getElementById('left-out-search')?.focus();
  }

  /** @param {Exclusion} search whose plays are to be left out. */
  async leaveOut(search) {
    const isDone = await this.change({
      action: 'leave_out', exclusion_id: search.exclusion_id,
      reason: this.reason.trim(),
    }, 'Leaving out the plays …');
    this.afterChange(isDone ? `${playsText(search)}: left out.` : '');
  }

  /** @param {Exclusion} exclusion */
  async takeBack(exclusion) {
    const isDone = await this.change(
      {action: 'take_back', exclusion_id: exclusion.exclusion_id},
      'Letting the plays count again …');
    this.afterChange(
      isDone ? `${playsText(exclusion)}: they count again.` : '');
  }

  /** @param {string} sentence '' where the change failed. */
  afterChange(sentence) {
    if (sentence) announce(sentence);
    document.getElementById('left-out-list')?.focus();
    this.onChange();
  }

  /**
   * Repeats the request until the change is complete.
   *
   * @param {ExclusionRequest} request
   * @param {string} status what is shown meanwhile.
   * @return {Promise<boolean>} whether it succeeded.
   */
  change(request, status) {
    return this.run(() => requestInParts((isNew) =>
      this.api.changeExclusions(isNew ? request : {action: 'go_on'})), status);
  }

  /**
   * @param {() => Promise<{exclusions: Exclusion[]}>} request
   * @param {string} [status] what is shown meanwhile.
   * @return {Promise<boolean>} whether it succeeded.
   */
  run(request, status = '') {
    this.status = status;
    return this.attempt.run(async () => {
      try {
        this.exclusions = (await request()).exclusions;
      } finally {
        this.status = '';
      }
    }, (failure) => failureBox('This could not be done', failure, null));
  }
}
