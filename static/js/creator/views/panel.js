/** Panels: sections with a heading, some with an editable list. */

import {html} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {Attempt} from '../lib/attempt.js';
import {onSubmit} from '../lib/fields.js';
import {failureBox} from '../lib/notices.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Page} from '../main.js' */
/**
 * @template Answer
 * @template Sent
 * @template Result
 * @typedef {import('../api.js').List<Answer, Sent, Result>} List
 */

/**
 * @param {string} id prefix of the id of the heading.
 * @param {unknown} heading
 * @param {unknown} content
 * @param {string} [classes]
 * @return {Template} with a focusable heading.
 */
export function panel(id, heading, content, classes = '') {
  return html`<section class="panel ${classes}"
    aria-labelledby="${id}-heading">
    <h3 id="${id}-heading" class="panel-heading" tabindex="-1">${heading}</h3>
    ${content}
  </section>`;
}

/** A panel with an action. */
export class ActionPanel {
  /**
   * @param {Page} page
   * @param {() => void} redraw
   */
  constructor(page, redraw) {
    this.page = page;
    this.redraw = redraw;
    this.attempt = new Attempt(redraw);
  }
}

/**
 * A panel with an editable list.
 *
 * @template Item
 * @template Answer
 */
export class ListPanel extends ActionPanel {
  /**
   * @param {Page} page
   * @param {() => void} redraw
   * @param {string} name such as "people".
   * @param {List<Answer, any, any>} list
   * @param {(answer: Answer) => Item[]} itemsOf
   */
  constructor(page, redraw, name, list, itemsOf) {
    super(page, redraw);
    this.name = name;
    this.list = list;
    this.itemsOf = itemsOf;
    /** @type {Item[]|null} null until they are loaded. */
    this.items = null;
  }

  load = async () => {
    await this.change(
      this.list.load, `The ${this.name} could not be loaded`, this.load);
  };

  /**
   * @param {() => Promise<Answer>} request
   * @param {string} heading of the notice of a failure.
   * @param {(() => void)|null} [retry]
   * @return {Promise<boolean>} whether it succeeded.
   */
  change(request, heading, retry = this.items ? null : this.load) {
    return this.attempt.run(async () => {
      this.items = this.itemsOf(await request());
    }, (failure) => failureBox(heading, failure, retry));
  }

  /** @param {Item} item */
  prepend(item) {
    this.items = [item, ...this.items ?? []];
  }

  /**
   * @param {string} label
   * @param {(item: Item) => string} keyOf
   * @param {(item: Item) => Template} row
   * @param {string} [classes]
   * @return {Template}
   */
  listOf(label, keyOf, row, classes = '') {
    return html`<ul class="people ${classes}" aria-label=${label}>${
      repeat(this.items ?? [], keyOf, row)}</ul>`;
  }

  /**
   * @param {string} label
   * @param {unknown} fields
   * @param {string} action label of the button.
   * @param {(form: HTMLFormElement) => Promise<void>} add
   * @return {Template} the form that adds an item, and the error of the last
   *     attempt.
   */
  form(label, fields, action, add) {
    return html`<form class="people-form" aria-label=${label}
        @submit=${onSubmit((form) => void add(form))}>
        ${fields}
        <button type="submit" class="btn btn-outline-secondary">${
    action}</button>
      </form>
      <div role="alert">${this.attempt.problem}</div>`;
  }
}
