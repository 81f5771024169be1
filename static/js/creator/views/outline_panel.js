/**
 * The cards of an exploration as a readable list.
 */

import {html, nothing} from 'lit-html';

import {htmlToText} from '../../domain/html_text.js';
import {breadthFirstOrder, destinationsOf} from
  '../domain/exploration_graph.js';
import {excerptOf, formatQuantity} from '../domain/formats.js';
import {panel} from './panel.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Page} from '../main.js' */
/** @import {Exploration} from '../../domain/wire_types.js' */

/** Characters of a card's text, enough to recognise the card. */
const EXCERPT_LENGTH = 90;

/** @type {Readonly<Record<string, string>>} */
const INTERACTION_NAMES = {
  AlgebraicExpressionInput: 'Expression',
  Continue: 'Continue button',
  DragAndDropSortInput: 'Order',
  EndExploration: 'End',
  FractionInput: 'Fraction',
  ImageClickInput: 'Place on an image',
  ItemSelectionInput: 'Selection',
  MathEquationInput: 'Equation',
  MultipleChoiceInput: 'Multiple choice',
  NumberWithUnits: 'Number with units',
  NumericExpressionInput: 'Expression with numbers',
  NumericInput: 'Number',
  RatioExpressionInput: 'Ratio',
  SetInput: 'Set of texts',
  TextInput: 'Text',
};

/**
 * @param {Exploration} exploration
 * @param {string} name
 * @param {string} href
 * @return {Template}
 */
function outlineItem(exploration, name, href) {
  const state = exploration.states[name];
  const {id, hints = [], solution, answer_groups: groups} =
    state.interaction;
  const ways = destinationsOf(state).filter((to) => to !== name);
  const facts = [
    id ? INTERACTION_NAMES[id] ?? id : 'no interaction',
    groups.length ? formatQuantity(groups.length, 'response') : '',
    hints.length ? formatQuantity(hints.length, 'hint') : '',
    solution ? 'solution' : '',
  ].filter(Boolean).join(' · ');
  return html`<li>
    <a class="outline-name" href=${href}>${name}</a>
    <p class="outline-facts">${facts}</p>
    <p class="outline-text">${
  excerptOf(htmlToText(state.content.html), EXCERPT_LENGTH)}</p>
    ${state.creator_note ?
    html`<p class="outline-facts"><strong>To do:</strong>
      ${state.creator_note}</p>` : nothing}
    ${ways.length ?
    html`<p class="outline-facts">→ ${ways.join(', ')}</p>` : nothing}
  </li>`;
}

/**
 * @param {Exploration} exploration
 * @param {Page['hashFor']} hashFor
 * @return {Template}
 */
export function outlinePanel(exploration, hashFor) {
  return panel('outline', 'Outline', html`<ol class="outline">${
    breadthFirstOrder(exploration).map((name) => outlineItem(
      exploration, name, hashFor({tab: 'stats', card: name})))}</ol>`);
}
