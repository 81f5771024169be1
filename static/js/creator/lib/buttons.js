/** Buttons with a text, alone or as a group to choose from. */

import {html, nothing} from 'lit-html';

const USUAL_KIND = 'btn-sm btn-outline-secondary';

/**
 * @param {string} label
 * @param {(event: Event) => void} onPress
 * @param {object} [look]
 * @param {string} [look.kind] classes of the button.
 * @param {string} [look.name] the accessible name, where the label is short.
 * @param {boolean} [look.isDisabled]
 * @param {boolean} [look.isBusy] whether it cannot be pressed for now, but
 *     keeps the focus.
 * @return {import('lit-html').TemplateResult}
 */
export function textButton(label, onPress, {
  kind = USUAL_KIND, name, isDisabled = false, isBusy = false,
} = {}) {
  return html`<button type="button" class="btn ${kind}"
    aria-label=${name ?? nothing} ?disabled=${isDisabled}
    aria-disabled=${isBusy ? 'true' : nothing} @click=${onPress}>${
  label}</button>`;
}

/**
 * @param {string} label
 * @param {string} href
 * @param {string} [name] the accessible name, where the label is short.
 * @return {import('lit-html').TemplateResult} a link that looks like a button.
 */
export function linkButton(label, href, name) {
  return html`<a class="btn ${USUAL_KIND}" href=${href}
    aria-label=${name ?? nothing}>${label}</a>`;
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
