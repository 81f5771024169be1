/**
 * Parts of the page that are folded until the reader opens them. The browser
 * remembers the open ones; in print, all are open.
 */

import {html, nothing} from 'lit-html';
import {ref} from 'lit-html/directives/ref.js';

import {withState} from '../../lib/with_state.js';

const STORAGE_KEY = 'opened-parts';

/** @type {Set<string>|null} */
let opened = null;

/** @return {Set<string>} the names of the parts that the reader has opened. */
function openedParts() {
  if (opened) return opened;
  opened = new Set();
  try {
    const names = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]');
    if (Array.isArray(names)) opened = new Set(names);
  } catch {
    // Storage is blocked or was changed by hand: all parts begin folded.
  }
  return opened;
}

/**
 * @param {string} name
 * @param {boolean} isOpen
 */
function rememberPart(name, isOpen) {
  const names = openedParts();
  if (isOpen) names.add(name);
  else names.delete(name);
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify([...names]));
  } catch {
    // Storage is blocked: the choice lasts until the page is closed.
  }
}

/** @param {Event} event click on the summary, before it toggles the part. */
function onPress({currentTarget}) {
  const details = /** @type {HTMLElement} */ (currentTarget).parentElement;
  if (!(details instanceof HTMLDetailsElement)) return;
  rememberPart(details.dataset.part ?? '', !details.open);
}

/**
 * Opens a part while the page is printed.
 *
 * @param {Element|undefined} details
 */
function openOnPaper(details) {
  if (!(details instanceof HTMLDetailsElement)) return;
  let wasOpen = false;
  window.addEventListener('beforeprint', () => {
    wasOpen = details.open;
    details.open = true;
  });
  window.addEventListener('afterprint', () => {
    details.open = wasOpen;
  });
}

/**
 * @param {string} name by which the browser remembers whether it is open.
 * @param {unknown} summary
 * @param {unknown} content
 * @param {object} [options]
 * @param {string} [options.classes]
 * @param {boolean} [options.isAddressed] whether the address leads here, which
 *     opens the part.
 * @return {import('lit-html').TemplateResult}
 */
export function foldedPart(
  name, summary, content, {classes = '', isAddressed = false} = {}) {
  return html`<details class="folded ${classes}" data-part=${name}
    ?open=${isAddressed || openedParts().has(name)} ${ref(openOnPaper)}>
    <summary @click=${onPress}>${summary}</summary>
    ${content}
  </details>`;
}

/**
 * A part whose content is drawn while it is open.
 *
 * @param {unknown} summary
 * @param {(details: HTMLElement) => unknown} view
 * @param {object} [options]
 * @param {string} [options.id]
 * @param {string} [options.summaryId]
 * @param {string} [options.classes]
 */
export function openedPart(
  summary, view, {id, summaryId, classes = ''} = {}) {
  return withState(() => ({details: /** @type {HTMLElement|null} */ (null)}),
    (state, redraw) => {
      const onToggle = (/** @type {Event} */ {currentTarget}) => {
        const details = /** @type {HTMLDetailsElement} */ (currentTarget);
        state.details = details.open ? details : null;
        redraw();
      };
      return html`<details id=${id ?? nothing} class=${classes}
        @toggle=${onToggle}>
        <summary id=${summaryId ?? nothing}>${summary}</summary>
        ${state.details ? view(state.details) : nothing}
      </details>`;
    });
}
