/** All definitions in one place, for reading and for print. */

import {html, nothing} from 'lit-html';

import {GLOSSARY} from '../domain/glossary.js';
import {foldedPart} from '../lib/folded_part.js';

export function glossarySection() {
  return foldedPart('glossary', 'What every number means',
    definitionList(Object.keys(GLOSSARY)), {classes: 'glossary'});
}

/** @param {readonly string[]} terms keys of the glossary. */
export function definitionList(terms) {
  return html`<dl>${terms.map((term) => GLOSSARY[term]).map(
    ({name, definition, formula}) => html`<dt>${name}</dt>
      <dd>${definition}${formula ?
  html`<span class="formula">${formula}</span>` : nothing}</dd>`)}</dl>`;
}
