/** Fields of forms. */

import {html} from 'lit-html';
import {live} from 'lit-html/directives/live.js';

/**
 * @template {string|number} Value
 * @param {readonly {value: Value, label: string}[]} options
 * @param {Value|null} chosen
 * @return {import('lit-html').TemplateResult[]}
 */
export function optionList(options, chosen) {
  return options.map(({value, label}) => html`<option
    value=${value} .selected=${live(value === chosen)}>${label}</option>`);
}

/**
 * @param {Event} event of a field.
 * @return {string} its value.
 */
export function valueOf({currentTarget}) {
  return /** @type {HTMLInputElement} */ (currentTarget).value;
}
