/**
 * A button beside a number that opens its definition by click, tap or key.
 * Escape, a second press, or a press elsewhere closes it.
 */

import {html, nothing, render} from 'lit-html';

import {GLOSSARY} from '../domain/glossary.js';
import {announce} from './announcer.js';

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
function getTip() {
  if (tip) return tip;
  const box = document.createElement('div');
  box.id = 'definition';
  box.className = 'definition';
  box.popover = 'auto';
  box.role = 'note';
  box.addEventListener('beforetoggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === 'open') return;
    openedBy?.setAttribute('aria-expanded', 'false');
    openedBy = null;
  });
  window.addEventListener('resize', () => box.hidePopover());
  document.addEventListener('scroll', () => {
    if (!openedBy) return;
    // The button may have been removed by a refresh.
    if (openedBy.isConnected) place(box, openedBy);
    else box.hidePopover();
  }, {capture: true, passive: true});
  document.body.append(box);
  tip = box;
  return box;
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
 * @return {import('lit-html').TemplateResult}
 */
function definitionOf({name, definition, formula}) {
  return html`<strong class="definition-name">${name}</strong>
    <p class="mb-0">${definition}</p>
    ${formula ?
    html`<p class="definition-formula mb-0">${formula}</p>` : nothing}`;
}

/**
 * @param {HTMLElement} button
 * @param {Term} term
 */
function toggle(button, term) {
  const box = getTip();
  if (openedBy === button) {
    box.hidePopover();
    return;
  }
  box.hidePopover();
  render(definitionOf(term), box);
  // Only elements inside a modal dialog are shown above it.
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
 * @return {import('lit-html').TemplateResult} a button beside a number.
 */
export function definitionTip(term) {
  return html`<button type="button" class="definition-button p-0 fw-bold lh-1"
    aria-expanded="false" aria-label="What does “${
  GLOSSARY[term].name}” mean?" @pointerdown=${onPointerDown}
    @click=${(/** @type {Event} */ event) =>
    onClick(event, GLOSSARY[term])}><span aria-hidden="true">?</span></button>`;
}

/**
 * @param {string} term key of the glossary.
 * @param {string} text of the button.
 * @return {import('lit-html').TemplateResult}
 */
export function definedText(term, text) {
  return html`<button type="button" class="defined-text" aria-expanded="false"
    @pointerdown=${onPointerDown} @click=${(/** @type {Event} */ event) =>
  onClick(event, GLOSSARY[term])}>${text}</button>`;
}
