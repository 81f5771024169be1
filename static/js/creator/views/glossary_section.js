/** All definitions in one place, for reading and for print. */

import {html, nothing} from 'lit-html';
import {ref} from 'lit-html/directives/ref.js';

import {GLOSSARY} from '../domain/glossary.js';

export function glossarySection() {
  return html`<details class="glossary" ${ref(openOnPaper)}>
    <summary>What every number means</summary>
    <dl>${Object.values(GLOSSARY).map(({name, definition, formula}) => html`
      <dt>${name}</dt>
      <dd>${definition}${formula ?
  html`<span class="formula">${formula}</span>` : nothing}</dd>`)}</dl>
  </details>`;
}

/**
 * A closed glossary would be missing from the printed report.
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
