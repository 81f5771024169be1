/** Buttons with a text, alone or as a group to choose from. */

import {html} from 'lit-html';

/**
 * @param {string} label
 * @param {(event: Event) => void} onPress
 * @param {string} [kind] classes of the button.
 * @return {import('lit-html').TemplateResult}
 */
export function textButton(
  label, onPress, kind = 'btn-sm btn-outline-secondary') {
  return html`<button type="button" class="btn ${kind}" @click=${onPress}>${
    label}</button>`;
}

/**
 * @template {string} Value
 * @param {object} group
 * @param {string} group.label
 * @param {readonly {value: Value, label: string}[]} group.choices
 * @param {Value|null} group.chosen
 * @param {(value: Value) => void} group.onChoose
 * @param {(value: Value) => void} [group.onReach] called when the pointer or
 *     the focus reaches a button.
 * @return {import('lit-html').TemplateResult} buttons of which one is pressed.
 */
export function choiceGroup(
  {label: groupLabel, choices, chosen, onChoose, onReach = () => {}}) {
  return html`<div class="btn-group btn-group-sm" role="group"
    aria-label=${groupLabel}>${choices.map(({value, label}) => html`<button
      type="button" aria-pressed=${value === chosen}
      class="btn btn-outline-secondary ${value === chosen ? 'active' : ''}"
      @pointerenter=${() => onReach(value)} @focusin=${() => onReach(value)}
      @click=${() => onChoose(value)}>${label}</button>`)}</div>`;
}

/**
 * Moves the focus from a button that has just been disabled to the other one
 * of its group.
 *
 * @param {EventTarget|null} button
 */
export function passOnFocus(button) {
  if (!(button instanceof HTMLButtonElement) || !button.disabled) return;
  const other = button.parentElement?.querySelector('button:enabled');
  if (other instanceof HTMLElement) other.focus();
}
