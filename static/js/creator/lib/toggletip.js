/**
 * A definition where its number stands: a button that opens it by click, tap
 * or key. Escape, a second press, or a press elsewhere closes it.
 */

import {GLOSSARY} from '../domain/glossary.js';
import {announce} from './announcer.js';
import {h} from './dom.js';

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
    // What it explains may have been drawn anew.
    if (openedBy.isConnected) place(made, openedBy);
    else made.hidePopover();
  }, {capture: true, passive: true});
  document.body.append(made);
  tip = made;
  return made;
}

/**
 * Below the button where there is room, else above it; inside the window.
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

/**
 * @param {string} term key of the glossary.
 * @return {HTMLButtonElement}
 */
export function definitionButton(term) {
  return termButton(
    GLOSSARY[term], `What does “${GLOSSARY[term].name}” mean?`);
}

/**
 * @param {Term} term that needs not be part of the glossary.
 * @param {string} label of the button.
 * @return {HTMLButtonElement}
 */
export function termButton(term, label) {
  const button = h('button', {
    type: 'button', class: 'definition-button', 'aria-expanded': 'false',
    'aria-label': label,
  }, h('span', {'aria-hidden': 'true'}, '?'));
  // The press itself closes an open popover before the click arrives.
  let wasOpen = false;
  button.addEventListener('pointerdown', () => {
    wasOpen = openedBy === button;
  });
  button.addEventListener('click', () => {
    if (wasOpen && openedBy !== button) {
      wasOpen = false;
      return;
    }
    wasOpen = false;
    toggle(button, term);
  });
  return button;
}
