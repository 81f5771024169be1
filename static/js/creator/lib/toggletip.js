/**
 * A button beside a number that opens its definition by click, tap or key.
 * Escape, a second press, or a press elsewhere closes it.
 */

import {html} from 'lit-html';

import {GLOSSARY} from '../domain/glossary.js';
import {announce} from './announcer.js';
import {elementOf, h} from './dom.js';

/** @import {Term} from '../domain/glossary.js' */

const GAP_PX = 6;
const EDGE_PX = 8;

/** @type {HTMLElement|null} */
let tip = null;

/** @type {HTMLElement|null} */
let openedBy = null;

/**
 * @return {HTMLElement} the one tip of the page.
 */
function theTip() {
  if (tip) return tip;
  const made = h('div', {
    id: 'definition', class: 'definition', popover: 'auto', role: 'note',
  });
  made.addEventListener('beforetoggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === 'open') return;
    openedBy?.setAttribute('aria-expanded', 'false');
    openedBy = null;
  });
  window.addEventListener('resize', () => made.hidePopover());
  document.addEventListener('scroll', () => {
    if (!openedBy) return;
    // The button may have been removed by a refresh.
    if (openedBy.isConnected) place(made, openedBy);
    else made.hidePopover();
  }, {capture: true, passive: true});
  document.body.append(made);
  tip = made;
  return made;
}

/**
 * Places the tip below the button if it fits there, else above; inside the
 * window.
 *
 * @param {HTMLElement} box
 * @param {HTMLElement} button
 */
function place(box, button) {
  const anchor = button.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const height = document.documentElement.clientHeight;
  const left = anchor.left + anchor.width / 2 - size.width / 2;
  const below = anchor.bottom + GAP_PX;
  const fitsBelow = below + size.height + EDGE_PX <= height;
  box.style.left =
    `${Math.max(EDGE_PX, Math.min(left, width - size.width - EDGE_PX))}px`;
  box.style.top = fitsBelow ? `${below}px` :
    `${Math.max(EDGE_PX, anchor.top - size.height - GAP_PX)}px`;
}

/**
 * @param {Term} term
 * @return {(HTMLElement|null)[]}
 */
function definitionOf({name, definition, formula}) {
  return [
    h('strong', {class: 'definition-name'}, name),
    h('p', {class: 'mb-0'}, definition),
    formula ? h('p', {class: 'definition-formula mb-0'}, formula) : null,
  ];
}

/**
 * @param {HTMLElement} button
 * @param {Term} term
 */
function toggle(button, term) {
  const box = theTip();
  if (openedBy === button) {
    box.hidePopover();
    return;
  }
  box.hidePopover();
  box.replaceChildren(...definitionOf(term).filter((part) => part !== null));
  // An element in a modal dialog is only above it when it is inside it.
  (button.closest('dialog') ?? document.body).append(box);
  box.showPopover();
  openedBy = button;
  button.setAttribute('aria-expanded', 'true');
  place(box, button);
  const {name, definition, formula} = term;
  announce(`${name}: ${definition} ${formula ?? ''}`);
}

/** Whether the latest press began on the button whose tip was open. */
let pressedWhileOpen = false;

/** @param {Event} event */
function onPointerDown({currentTarget}) {
  pressedWhileOpen = currentTarget === openedBy;
}

/**
 * @param {Event} event
 * @param {Term} term
 */
function onClick({currentTarget}, term) {
  // The press itself closes an open popover before the click arrives.
  const isClosedByPress = pressedWhileOpen && openedBy !== currentTarget;
  pressedWhileOpen = false;
  if (isClosedByPress) return;
  toggle(/** @type {HTMLElement} */ (currentTarget), term);
}

/**
 * @param {string} term key of the glossary.
 * @return {import('lit-html').TemplateResult}
 */
export function definitionTip(term) {
  return termTip(GLOSSARY[term], `What does “${GLOSSARY[term].name}” mean?`);
}

/**
 * @param {Term} term which need not be part of the glossary.
 * @param {string} label of the button.
 * @return {import('lit-html').TemplateResult}
 */
export function termTip(term, label) {
  return html`<button type="button" class="definition-button"
    aria-expanded="false" aria-label=${label} @pointerdown=${onPointerDown}
    @click=${(/** @type {Event} */ event) => onClick(event, term)}><span
    aria-hidden="true">?</span></button>`;
}

/**
 * `definitionTip` as an element, for views that are not templates yet.
 *
 * @param {string} term key of the glossary.
 * @return {HTMLElement}
 */
export function definitionButton(term) {
  return elementOf(definitionTip(term));
}

/**
 * `termTip` as an element, for views that are not templates yet.
 *
 * @param {Term} term
 * @param {string} label
 * @return {HTMLElement}
 */
export function termButton(term, label) {
  return elementOf(termTip(term, label));
}
