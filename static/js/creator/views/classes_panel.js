/**
 * The classes of learners, each with the link that counts for it, for owners.
 */

import {html} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {LIMITS} from '../../domain/wire_contract.js';
import {announce} from '../lib/announcer.js';
import {Attempt} from '../lib/attempt.js';
import {confirmAction} from '../lib/confirm.js';
import {failureBox} from '../lib/notices.js';
import {linkField} from './link_field.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Page} from '../main.js' */

/** As the server checks names (`ClassNameText` in event_fields.py). */
const NAME_PATTERN = '[\\p{L}\\p{N}_]([\\p{L}\\p{N}\\p{M}_ .\\-]*' +
  '[\\p{L}\\p{N}\\p{M}_])?';

export class ClassesPanel {
  /**
   * @param {Page} page
   * @param {() => void} redraw
   */
  constructor(page, redraw) {
    this.page = page;
    this.attempt = new Attempt(redraw);
    /** @type {string[]|null} null until they are loaded. */
    this.classes = null;
  }

  /** @return {Template} */
  template() {
    return html`<section class="panel" aria-labelledby="classes-heading">
      <h3 id="classes-heading" class="panel-heading">Classes</h3>
      <p class="form-text mt-0">Give a class its own link: learners who start
        with it count for the class, which the statistics can show by itself.
        Name classes, not learners.</p>
      <ul class="people" aria-label="Classes">${repeat(
    this.classes ?? [], (name) => name, (name) => this.row(name))}</ul>
      <form class="people-form" aria-label="Add a class"
        @submit=${(/** @type {SubmitEvent} */ event) => this.add(event)}>
        <div>
          <label for="class-name" class="form-label">Name of a class</label>
          <input id="class-name" name="name" class="form-control" required
            autocomplete="off" maxlength=${LIMITS.MAX_CLASS_NAME_LENGTH}
            pattern=${NAME_PATTERN} placeholder="7b"
            title="Letters, digits, spaces, dots and hyphens">
        </div>
        <button type="submit" class="btn btn-outline-secondary">Add</button>
      </form>
      <div role="alert">${this.attempt.problem}</div>
    </section>`;
  }

  /**
   * @param {string} name
   * @return {Template}
   */
  row(name) {
    return html`<li data-class=${name}>
      <a class="people-name" href=${this.page.hashFor(
    {tab: 'stats', segment: `class:${name}`})}
        aria-label="Statistics of ${name}">${name}</a>
      ${linkField(this.linkOf(name), `Link of ${name}`)}
      <button type="button" class="btn btn-sm btn-outline-secondary"
        aria-label="Remove ${name}"
        @click=${() => void this.remove(name)}>Remove</button>
    </li>`;
  }

  /**
   * @param {string} name
   * @return {string}
   */
  linkOf(name) {
    const id = encodeURIComponent(this.page.expId);
    return `${location.origin}/explore/${id}?${
      new URLSearchParams({class: name})}`;
  }

  async load() {
    await this.change(
      () => this.page.api.getClasses(), 'The classes could not be loaded');
  }

  /** @param {SubmitEvent} event */
  async add(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const field = /** @type {HTMLInputElement} */ (
      form.elements.namedItem('name'));
    const name = field.value.trim();
    const isDone =
      await this.change(() => this.page.api.addClass(name), 'Not added');
    if (!isDone) return;
    announce(`${name} has a link now.`);
    field.value = '';
    field.focus();
  }

  /** @param {string} name */
  async remove(name) {
    const isSure = await confirmAction({
      title: `Remove ${name}?`,
      text: 'Its link goes on to work, but new plays no longer count for it. ' +
        'Its statistics stay.',
      action: 'Remove',
    });
    const isDone = isSure && await this.change(
      () => this.page.api.removeClass(name), 'Not removed');
    if (isDone) announce(`${name} was removed.`);
    document.getElementById('class-name')?.focus();
  }

  /**
   * @param {() => Promise<{classes: string[]}>} request
   * @param {string} heading of the notice of a failure.
   * @return {Promise<boolean>} whether it succeeded.
   */
  change(request, heading) {
    return this.attempt.run(async () => {
      this.classes = (await request()).classes;
    }, (failure) => failureBox(
      heading, failure, this.classes ? null : () => void this.load()));
  }
}
