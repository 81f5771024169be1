/**
 * The classes of learners, each with the link for its learners; for owners.
 */

import {html} from 'lit-html';

import {LIMITS} from '../../domain/wire_contract.js';
import {announce} from '../lib/announcer.js';
import {textButton} from '../lib/buttons.js';
import {confirmAction} from '../lib/confirm.js';
import {linkField} from './link_field.js';
import {ListPanel, panel} from './panel.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Page} from '../main.js' */
/** @import {ClassesResponse} from '../../domain/wire_types.js' */

/** The names that the server accepts (`ClassNameText` in event_fields.py). */
const NAME_PATTERN = '[\\p{L}\\p{N}_]([\\p{L}\\p{N}\\p{M}_ .\\-]*' +
  '[\\p{L}\\p{N}\\p{M}_])?';

/** @extends {ListPanel<string, ClassesResponse>} */
export class ClassesPanel extends ListPanel {
  /**
   * @param {Page} page
   * @param {() => void} redraw
   */
  constructor(page, redraw) {
    super(
      page, redraw, 'classes', page.api.classes, ({classes}) => classes);
  }

  /** @return {Template} */
  template() {
    return panel('classes', 'Classes', html`<p class="form-text mt-0">Give a
        class its own link: learners who start with it count for the class,
        which the statistics can show by itself. Name classes, not
        learners.</p>
      ${this.listOf('Classes', (name) => name, (name) => this.row(name))}
      ${this.form('Add a class', html`<div>
          <label for="class-name" class="form-label">Name of a class</label>
          <input id="class-name" name="name" class="form-control" required
            autocomplete="off" maxlength=${LIMITS.MAX_CLASS_NAME_LENGTH}
            pattern=${NAME_PATTERN} placeholder="7b"
            title="Letters, digits, spaces, dots and hyphens">
        </div>`, 'Add', (form) => this.add(form))}`);
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
      ${textButton('Remove', () => void this.remove(name),
    {name: `Remove ${name}`})}
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

  /** @param {HTMLFormElement} form */
  async add(form) {
    const field = /** @type {HTMLInputElement} */ (
      form.elements.namedItem('name'));
    const name = field.value.trim();
    const isDone =
      await this.change(() => this.list.send({name}), 'Not added');
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
      () => this.list.remove(name), 'Not removed');
    if (isDone) announce(`${name} was removed.`);
    document.getElementById('class-name')?.focus();
  }
}
