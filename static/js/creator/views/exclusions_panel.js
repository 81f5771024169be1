/**
 * Plays that are left out, who left them out and why; and for owners the way
 * to leave more out: look for plays, see what would change, confirm.
 */

import {runAudit} from '../domain/audit_run.js';
import {
  byText, changesOf, foundSentences, leftOutOf, playsText, searchOf,
} from '../domain/exclusions.js';
import {formatQuantity} from '../domain/formats.js';
import {announce} from '../lib/announcer.js';
import {h} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {actionButton, failureNotice} from '../lib/notices.js';

/** @import {CreatorApi, ExclusionRequest} from '../api.js' */
/** @import {Exclusion} from '../domain/exclusions.js' */
/** @import {PageData} from '../domain/page_data.js' */

const INTRODUCTION = 'Plays that tell nothing of learners, such as your own ' +
  'try with a class or plays that somebody made up, can be left out of all ' +
  'figures. The event log keeps them, so you can take this back.';

export class ExclusionsPanel {
  /**
   * @param {CreatorApi} api
   * @param {() => void} onChange called when other plays count than before.
   */
  constructor(api, onChange) {
    this.api = api;
    this.onChange = onChange;
    /** @type {PageData|null} */
    this.data = null;
    /** @type {Exclusion[]} */
    this.exclusions = [];
    this.numFetchedFor = -1;
    this.shown = '';
    this.isWorking = false;
    this.day = h('input', {
      id: 'left-out-day', type: 'date', class: 'form-control', required: true,
    });
    this.form = this.searchForm();
    this.status = h('p', {class: 'left-out-status', role: 'status'});
    this.failure = h('div', {role: 'alert'});
    this.search = h('div', {class: 'left-out-search', tabindex: '-1'});
    this.list = h('div', {tabindex: '-1'});
    this.element = h('div', {}, h('p', {}, INTRODUCTION), this.form,
      this.status, this.failure, this.search, this.list);
  }

  /** @return {HTMLFormElement} */
  searchForm() {
    const form = h('form', {class: 'left-out-form'},
      h('label', {for: 'left-out-day', class: 'form-label'},
        'Day on which the plays began'),
      h('div', {class: 'left-out-row'}, this.day,
        h('button', {class: 'btn btn-outline-secondary', type: 'submit'},
          'Find its plays')),
      h('p', {class: 'form-text'}, 'Or let the program look for plays that ' +
        'began within one minute and took the same times at every step.'),
      actionButton('Find plays that look made up',
        () => void this.find('made_up', null), 'btn-outline-secondary'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.find('day', this.day.value);
    });
    return form;
  }

  /** @param {PageData} data */
  update(data) {
    this.data = data;
    this.form.hidden = !data.answer.may_leave_out;
    const number = data.answer.num_left_out ?? 0;
    if (number !== this.numFetchedFor && !this.isWorking) {
      this.numFetchedFor = number;
      void this.work(() => this.api.getExclusions());
    }
    this.draw();
  }

  /**
   * @param {Exclusion['kind']} kind
   * @param {string|null} day
   */
  async find(kind, day) {
    await this.change({action: 'find', kind, day}, 'Looking for plays …');
    this.search.focus();
  }

  /**
   * Asks until what was asked for is done.
   *
   * @param {ExclusionRequest} request
   * @param {string} status what is shown meanwhile.
   */
  async change(request, status) {
    this.status.textContent = status;
    await this.work(() => runAudit(
      (isNew) => this.api.changeExclusions(
        isNew ? request : {action: 'go_on'}),
      (msecs) => new Promise((done) => setTimeout(done, msecs))));
    this.status.textContent = '';
  }

  /**
   * @param {() => Promise<{exclusions: Exclusion[]}>} task
   */
  async work(task) {
    if (this.isWorking) return;
    this.isWorking = true;
    this.setBusy();
    try {
      this.exclusions = (await task()).exclusions;
      this.failure.replaceChildren();
    } catch (error) {
      this.failure.replaceChildren(failureNotice(
        'This could not be done', failureOf(error), null));
    }
    this.isWorking = false;
    this.draw();
    this.setBusy();
  }

  setBusy() {
    for (const button of this.element.querySelectorAll('button')) {
      button.disabled = this.isWorking;
    }
  }

  draw() {
    if (!this.data) return;
    const {answer, processed} = this.data;
    const search = searchOf(this.exclusions);
    const key = JSON.stringify([this.exclusions, answer.may_leave_out,
      search && changesOf(search, answer)]);
    // Drawn again only when it says something else, to keep what was typed.
    if (key === this.shown) return;
    this.shown = key;
    const timeZone = processed?.time_zone ?? 'UTC';
    this.search.replaceChildren(
      ...(search && answer.may_leave_out ? this.found(search, timeZone) : []));
    const listed = leftOutOf(this.exclusions);
    this.list.replaceChildren(
      ...(listed.length ? [
        h('h4', {class: 'left-out-heading'}, 'Left out now'),
        h('ul', {class: 'left-out-list'},
          ...listed.map((one) => this.item(one)))] : []));
  }

  /**
   * @param {Exclusion} search
   * @param {string} timeZone
   * @return {HTMLElement[]}
   */
  found(search, timeZone) {
    const sentences = foundSentences(search, timeZone)
      .map((sentence) => h('p', {}, sentence));
    if (search.status !== 'found' || search.num_sessions === 0) {
      return sentences;
    }
    const reason = h('input', {
      id: 'left-out-reason', class: 'form-control', maxlength: 300,
      autocomplete: 'off',
    });
    return [
      ...sentences,
      h('dl', {class: 'left-out-changes'},
        ...changesOf(search, this.data?.answer ?? /** @type {any} */ ({}))
          .flatMap(({label, text}) =>
            [h('dt', {}, label), h('dd', {}, text)])),
      h('label', {for: 'left-out-reason', class: 'form-label'},
        'Why (optional, for those who see the statistics)'),
      reason,
      h('div', {class: 'left-out-row'},
        actionButton(
          `Leave out ${formatQuantity(search.num_sessions, 'play')}`,
          () => void this.leaveOut(search, reason.value.trim()),
          'btn-primary'),
        actionButton('Cancel', () => void this.change(
          {action: 'take_back', exclusion_id: search.exclusion_id}, ''),
        'btn-outline-secondary')),
    ];
  }

  /**
   * @param {Exclusion} exclusion
   * @return {HTMLElement}
   */
  item(exclusion) {
    const text = playsText(exclusion);
    const button = actionButton('Take back', () => void this.takeBack(
      exclusion));
    button.setAttribute('aria-label', `Take back: ${text}`);
    return h('li', {},
      h('p', {class: 'mb-0'}, text, ', ',
        h('span', {class: 'app-muted'}, byText(exclusion))),
      exclusion.reason ?
        h('p', {class: 'left-out-reason', dir: 'auto'}, exclusion.reason) :
        null,
      this.data?.answer.may_leave_out ? button : null);
  }

  /**
   * @param {Exclusion} search
   * @param {string} reason
   */
  async leaveOut(search, reason) {
    await this.change({
      action: 'leave_out', exclusion_id: search.exclusion_id, reason,
    }, 'Leaving out the plays …');
    this.changed(`${playsText(search)}: left out.`);
  }

  /** @param {Exclusion} exclusion */
  async takeBack(exclusion) {
    await this.change(
      {action: 'take_back', exclusion_id: exclusion.exclusion_id},
      'Letting the plays count again …');
    this.changed(`${playsText(exclusion)}: they count again.`);
  }

  /** @param {string} sentence */
  changed(sentence) {
    if (!this.failure.firstChild) announce(sentence);
    this.list.focus();
    this.onChange();
  }
}
