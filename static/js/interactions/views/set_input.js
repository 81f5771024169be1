/**
 * SetInput: fields to type the elements in, as many as are wanted. A list that
 * is pasted, or typed in the only field, is spread over fields.
 */

import {html} from 'lit-html';
import {ifDefined} from 'lit-html/directives/if-defined.js';
import {repeat} from 'lit-html/directives/repeat.js';
import {elementsIn, MAX_ELEMENT_LENGTH} from '../set_input.js';
import {answerForm, messageIdOf} from './answer_form.js';

/** @import {Question, QuestionOptions} from './registry.js' */
/** @typedef {import('lit-html').TemplateResult} Template */

/**
 * @param {QuestionOptions} options
 * @returns {Question}
 */
export function createQuestion(options) {
  const fields = new ElementFields(options);
  return (message) => fields.template(message);
}

class ElementFields {
  /** @type {{name: number, text: string}[]} The fields, and their initial
   * texts. */
  #fields = [{name: 0, text: ''}];
  #numMade = 1;
  /** Whether a typed list was spread: the learner may want it in one field. */
  #hasSpread = false;
  #note = '';

  /** @param {QuestionOptions} options */
  constructor(options) {
    this.options = options;
  }

  /**
   * @param {string} message
   * @returns {Template}
   */
  template(message) {
    const {args, id, lang, onSubmit} = this.options;
    const text = args.buttonText?.value;
    return answerForm({
      id, message,
      field: html`
        <fieldset class="player-choices" aria-describedby=${messageIdOf(id)}>
          <legend class="player-label">Your answers, in any order</legend>
          ${repeat(this.#fields, ({name}) => name,
      (field, index) => this.#field(field, index, message !== ''))}
          <p class="m-0 app-muted" role="status">${this.#note}</p>
          <button type="button" class="btn btn-outline-secondary"
            lang=${ifDefined(text ? lang : undefined)} dir="auto"
            @click=${this.#add}
            >${text || 'Add item'}</button>
        </fieldset>`,
      onSubmit: (form) => {
        const fields = [.../** @type {NodeListOf<HTMLInputElement>} */ (
          form.querySelectorAll('.player-field'))];
        if (this.#spreadTyped(fields.map(({value}) => value))) return;
        this.#note = '';
        // A wrong answer stays in the fields, to be changed or completed.
        for (const field of fields) field.defaultValue = field.value;
        onSubmit(fields.map(({value}) => value));
      },
    });
  }

  /**
   * @param {{name: number, text: string}} field
   * @param {number} index
   * @param {boolean} isInvalid
   * @returns {Template}
   */
  #field({name, text}, index, isInvalid) {
    const number = index + 1;
    return html`
      <div class="d-flex gap-2">
        <input id=${this.#idOf(name)} class="form-control player-field"
          type="text" autocomplete="off" autocapitalize="none"
          spellcheck="false" maxlength=${MAX_ELEMENT_LENGTH}
          lang=${this.options.lang} dir="auto" aria-label="Answer ${number}"
          aria-invalid=${isInvalid} value=${text}
          @paste=${(/** @type {ClipboardEvent} */ event) =>
    this.#paste(event, name)}>
        <button type="button" class="btn btn-outline-secondary"
          aria-label="Remove answer ${number}"
          ?hidden=${this.#fields.length === 1}
          @click=${() => this.#remove(name)}>×</button>
      </div>`;
  }

  /**
   * @param {number} name
   * @returns {string}
   */
  #idOf(name) {
    return `${this.options.id}-element-${name}`;
  }

  #add = () => this.#replace(this.#fields.length, 0, ['']);

  /**
   * @param {ClipboardEvent} event
   * @param {number} name
   */
  #paste(event, name) {
    const {value} = /** @type {HTMLInputElement} */ (event.currentTarget);
    const texts = elementsIn(event.clipboardData?.getData('text') ?? '');
    if (value.trim() !== '' || texts.length < 2) return;
    event.preventDefault();
    this.#replace(this.#indexOf(name), 1, texts);
  }

  /**
   * @param {string[]} values Of all fields.
   * @returns {boolean} Whether a list in the only one was spread.
   */
  #spreadTyped(values) {
    const texts = values.length === 1 ? elementsIn(values[0]) : [];
    if (this.#hasSpread || texts.length < 2) return false;
    this.#hasSpread = true;
    this.#note =
        'Each answer has its own field now. Submit them if that is right.';
    this.#replace(0, 1, texts);
    return true;
  }

  /** @param {number} name */
  #remove(name) {
    const index = this.#indexOf(name);
    this.#replace(index, 1, []);
    const next = this.#fields[Math.min(index, this.#fields.length - 1)];
    document.getElementById(this.#idOf(next.name))?.focus();
  }

  /**
   * @param {number} index
   * @param {number} number Of the fields to remove.
   * @param {string[]} texts Of new fields in their place.
   */
  #replace(index, number, texts) {
    const newFields = texts.map((text) => ({name: this.#numMade++, text}));
    this.#fields.splice(index, number, ...newFields);
    this.options.redraw();
    const last = newFields.at(-1);
    if (last) document.getElementById(this.#idOf(last.name))?.focus();
  }

  /**
   * @param {number} name
   * @returns {number}
   */
  #indexOf(name) {
    return this.#fields.findIndex((field) => field.name === name);
  }
}
