/** Fields of forms, and the listeners of their events. */

import {html} from 'lit-html';
import {live} from 'lit-html/directives/live.js';

/** @import {TemplateResult as Template} from 'lit-html' */

/** @typedef {{value: string|number, label: string}} Option */

/** @typedef {{label: string, options: readonly Option[]}} OptionGroup */

/**
 * @param {readonly (Option|OptionGroup)[]} options
 * @param {string|number|null} chosen
 * @return {Template[]}
 */
export function optionList(options, chosen) {
  return options.map((option) => 'options' in option ?
    html`<optgroup label=${option.label}>${
      optionList(option.options, chosen)}</optgroup>` :
    html`<option value=${option.value}
      .selected=${live(option.value === chosen)}>${option.label}</option>`);
}

/**
 * @param {readonly string[]} names
 * @return {Option[]} whose values equal their labels.
 */
export function namedOptions(names) {
  return names.map((name) => ({value: name, label: name}));
}

/**
 * @param {object} field
 * @param {string} field.id
 * @param {string} field.label
 * @param {readonly (Option|OptionGroup)[]} field.options
 * @param {string|number|null} field.chosen
 * @param {(value: string) => void} field.onChoose
 * @param {string} [field.classes] of the field.
 * @param {string} [field.labelClasses]
 * @return {Template} a list to choose from, after its label.
 */
export function selectField({
  id, label, options, chosen, onChoose, classes = 'form-select-sm',
  labelClasses = '',
}) {
  return html`<label for=${id} class=${labelClasses}>${label}</label>
    <select id=${id} class="form-select ${classes}"
      @change=${onValue(onChoose)}>${optionList(options, chosen)}</select>`;
}

/**
 * @param {(value: string) => void} take
 * @return {(event: Event) => void} a listener that passes on the value of
 *     the field.
 */
export function onValue(take) {
  return ({currentTarget}) =>
    take(/** @type {HTMLInputElement} */ (currentTarget).value);
}

/**
 * @param {(form: HTMLFormElement, submitter: HTMLElement|null) => void} submit
 * @return {(event: SubmitEvent) => void} a listener that prevents navigation.
 */
export function onSubmit(submit) {
  return (event) => {
    event.preventDefault();
    submit(/** @type {HTMLFormElement} */ (event.currentTarget),
      event.submitter);
  };
}
