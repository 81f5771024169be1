/**
 * The cards of an exploration as a list that one can read.
 */

import {breadthFirstOrder, destinationsOf} from
  '../domain/exploration_graph.js';
import {excerptOf, formatQuantity} from '../domain/formats.js';
import {h, textOfHtml} from '../lib/dom.js';

/** @import {Page} from '../main.js' */
/** @import {Exploration} from '../domain/exploration_graph.js' */

/** Characters of a card's text that say which one it is. */
const EXCERPT_LENGTH = 90;

/** @type {Readonly<Record<string, string>>} */
const INTERACTION_NAMES = {
  Continue: 'Continue button',
  EndExploration: 'End',
  ImageClickInput: 'Place on an image',
  ItemSelectionInput: 'Selection',
  MultipleChoiceInput: 'Multiple choice',
  NumericInput: 'Number',
  TextInput: 'Text',
};

export class OutlinePanel {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.list = h('ol', {class: 'outline'});
    this.element = h('section', {
      class: 'panel', 'aria-labelledby': 'outline-heading',
    }, h('h3', {id: 'outline-heading', class: 'panel-heading'}, 'Outline'),
    this.list);
  }

  /** @param {Exploration} exploration */
  update(exploration) {
    this.list.replaceChildren(...breadthFirstOrder(exploration).map(
      (name) => this.item(exploration, name)));
  }

  /**
   * @param {Exploration} exploration
   * @param {string} name
   * @return {HTMLElement}
   */
  item(exploration, name) {
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
    return h('li', {},
      h('a', {
        class: 'outline-name',
        href: this.page.hashFor({tab: 'stats', card: name}),
      }, name),
      h('p', {class: 'outline-facts'}, facts),
      h('p', {class: 'outline-text'},
        excerptOf(textOfHtml(state.content.html), EXCERPT_LENGTH)),
      ways.length ?
        h('p', {class: 'outline-facts'}, `→ ${ways.join(', ')}`) : null);
  }
}
