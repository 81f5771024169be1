/** SetInput: fields to type the elements in, as many as are wanted. */

import {html} from 'lit-html';
import {ifDefined} from 'lit-html/directives/if-defined.js';
import {repeat} from 'lit-html/directives/repeat.js';
import {MAX_ELEMENT_LENGTH} from '../set_input.js';
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
  /** The names of the fields shown. */
  #names = [0];
  #numMade = 1;

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
          ${repeat(this.#names, (name) => name,
      (name, index) => this.#field(name, index, message !== ''))}
          <button type="button" class="btn btn-outline-secondary"
            lang=${ifDefined(text ? lang : undefined)} dir="auto"
            @click=${this.#add}
            >${text || 'Add item'}</button>
        </fieldset>`,
      onSubmit: (form) => {
        const fields = [.../** @type {NodeListOf<HTMLInputElement>} */ (
          form.querySelectorAll('.player-field'))];
        // What a wrong answer has stays, to be changed or completed.
        for (const field of fields) field.defaultValue = field.value;
        onSubmit(fields.map(({value}) => value));
      },
    });
  }

  /**
   * @param {number} name
   * @param {number} index
   * @param {boolean} isInvalid
   * @returns {Template}
   */
  #field(name, index, isInvalid) {
    const number = index + 1;
    return html`
      <div class="d-flex gap-2">
        <input id=${this.#idOf(name)} class="form-control player-field"
          type="text" autocomplete="off" autocapitalize="none"
          spellcheck="false" maxlength=${MAX_ELEMENT_LENGTH}
          lang=${this.options.lang} dir="auto" aria-label="Answer ${number}"
          aria-invalid=${isInvalid}>
        <button type="button" class="btn btn-outline-secondary"
          aria-label="Remove answer ${number}"
          ?hidden=${this.#names.length === 1}
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

  #add = () => {
    const name = this.#numMade++;
    this.#names = [...this.#names, name];
    this.options.redraw();
    document.getElementById(this.#idOf(name))?.focus();
  };

  /** @param {number} name */
  #remove(name) {
    const index = this.#names.indexOf(name);
    this.#names = this.#names.filter((other) => other !== name);
    this.options.redraw();
    const next = this.#names[Math.min(index, this.#names.length - 1)];
    document.getElementById(this.#idOf(next))?.focus();
  }
}
