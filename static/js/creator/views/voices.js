/**
 * What learners wrote, which creators can read, mark as done, and delete.
 */

import {html} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {announce} from '../lib/announcer.js';
import {Attempt} from '../lib/attempt.js';
import {textButton} from '../lib/buttons.js';
import {confirmAction} from '../lib/confirm.js';
import {failureBox, loadedView} from '../lib/notices.js';
import {Resource} from '../lib/resource.js';

/**
 * @template Answer
 * @template Sent
 * @template Result
 * @typedef {import('../api.js').List<Answer, Sent, Result>} List
 */
/** @import {PageData} from '../domain/page_data.js' */

/** No counter changes with new texts, so the list is reloaded at intervals. */
const REFRESH_MSECS = 60_000;

/**
 * @typedef {object} Voice something that a learner wrote.
 * @property {string} id
 * @property {boolean} isDone
 * @property {string} text
 * @property {unknown} about
 */

/** @template Answer */
export class Voices {
  /**
   * @param {object} source
   * @param {string} source.name such as "texts".
   * @param {string} source.headingId receives the focus after a change, which
   *     removes the pressed button.
   * @param {List<Answer, any, Answer>} source.list
   * @param {string} source.idName parameter with the id of an item.
   * @param {() => void} redraw
   */
  constructor(source, redraw) {
    this.source = source;
    /** @type {Resource<Answer>} */
    this.answer = new Resource(redraw);
    this.attempt = new Attempt(redraw);
  }

  /**
   * @param {PageData} data
   * @param {string} [state] reloads the list when it changes.
   */
  load({answer}, state = '') {
    const minute = Math.floor(answer.generated_at_msecs / REFRESH_MSECS);
    this.answer.load(`${minute} ${state}`, this.source.list.load);
  }

  /** @param {(answer: Answer) => unknown} view */
  view(view) {
    return html`${loadedView(this.answer,
      `The ${this.source.name} could not be loaded`, view)}
      <div role="alert">${this.attempt.problem}</div>`;
  }

  /** @param {readonly Voice[]} voices at least one. */
  list(voices) {
    return html`<ul class="ratings-list">${repeat(voices, ({id}) => id,
      ({text, about, ...voice}) => html`<li>
        <p class="ratings-comment" dir="auto">${text}</p>
        <p class="app-muted ratings-about">${about}</p>
        ${this.buttons(voice)}
      </li>`)}</ul>`;
  }

  /** @param {Pick<Voice, 'id'|'isDone'>} voice */
  buttons({id, isDone}) {
    const {list, idName} = this.source;
    const done = isDone ? 'as not done' : 'as done';
    return html`<div class="d-flex flex-wrap gap-2 mt-1">
      ${textButton(`Mark ${done}`, () => void this.change(
    () => list.send({[idName]: id, is_done: !isDone}), 'Not marked',
    `Marked ${done}.`))}
      ${textButton('Delete', () => void this.erase(id))}
    </div>`;
  }

  /** @param {string} id */
  async erase(id) {
    const isSure = await confirmAction({
      title: 'Delete this text?', action: 'Delete', isDangerous: true,
      text: 'It is erased for good, for all who may read it.',
    });
    if (!isSure) return;
    await this.change(() => this.source.list.remove(id), 'Not deleted',
      'The text was deleted.');
  }

  /**
   * @param {() => Promise<Answer>} request
   * @param {string} heading of the notice of a failure.
   * @param {string} sentence announced after a success.
   */
  async change(request, heading, sentence) {
    const isDone = await this.attempt.run(async () => {
      this.answer.value = await request();
    }, (failure) => failureBox(heading, failure, null));
    if (!isDone) return;
    announce(sentence);
    document.getElementById(this.source.headingId)?.focus();
  }
}
