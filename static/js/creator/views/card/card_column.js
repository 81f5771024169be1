/**
 * The card itself: as learners see it, where it leads and comes from, and
 * where it is edited.
 */

import {breadthFirstOrder, destinationsOf} from
  '../../domain/exploration_graph.js';
import {filledIn} from '../../domain/sample_params.js';
import {h, setAttribute, setText} from '../../lib/dom.js';
import {actionButton} from '../../lib/notices.js';
import {cardPreview} from './card_preview.js';

/** @import {Page} from '../../main.js' */
/** @import {AnswerContext} from '../../domain/answer_tables.js' */
/** @import {CardRow} from '../../domain/statistics_model.js' */

/** @typedef {import('../../../domain/exploration.js').Exploration} Played */

/** @type {AnswerContext} */
const NO_CONTEXT = {interactionId: '', args: {}};

export class CardColumn {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.cardKey = '';
    /** @type {AnswerContext} */
    this.context = NO_CONTEXT;
    /** Until then it is not known what the answers are answers to. */
    this.isLoading = false;
    this.heading = h('h3', {class: 'card-part-heading'});
    this.preview = h('div', {});
    this.ways = h('div', {class: 'card-ways'});
    this.edit = h('a', {class: 'btn btn-sm btn-outline-secondary'},
      'Edit this card');
    this.element = h('div', {class: 'card-column'},
      this.heading, this.preview, this.ways, this.edit);
  }

  /** @return {string} where the card is edited. */
  get editHref() {
    return this.edit.getAttribute('href') ?? '';
  }

  /**
   * @param {number} version
   * @param {CardRow} row
   * @param {string} cardKey
   * @return {Promise<void>} when the card is drawn.
   */
  async update(version, row, cardKey) {
    if (cardKey === this.cardKey) return;
    this.cardKey = cardKey;
    this.context = NO_CONTEXT;
    this.isLoading = true;
    setText(this.heading, `As learners see it, version ${version}`);
    setAttribute(this.edit, 'href',
      this.page.hashFor({tab: 'content', card: row.stateName}));
    this.preview.replaceChildren(
      h('p', {class: 'app-muted'}, 'Loading the card …'));
    this.ways.replaceChildren();
    try {
      const exploration = await this.page.api.getExploration(version);
      if (cardKey !== this.cardKey) return;
      this.isLoading = false;
      this.show(/** @type {Played} */ (
        /** @type {unknown} */ (exploration)), row.stateName);
    } catch (error) {
      if (cardKey !== this.cardKey) return;
      // The next refresh tries again.
      this.cardKey = '';
      this.isLoading = false;
      console.warn('The card could not be drawn:', error);
      this.preview.replaceChildren(h('p', {class: 'app-muted'},
        'The card could not be loaded.'));
    }
  }

  /**
   * @param {Played} exploration
   * @param {string} stateName
   */
  show(exploration, stateName) {
    const state = exploration.states[stateName];
    if (!state) {
      this.preview.replaceChildren(h('p', {class: 'app-muted'},
        'This version does not have the card.'));
      return;
    }
    this.context = {
      interactionId: state.interaction.id ?? '',
      args: state.interaction.customization_args,
    };
    this.preview.replaceChildren(
      cardPreview(filledIn(state, exploration), exploration.language_code));
    const others = breadthFirstOrder(exploration)
      .filter((name) => name !== stateName);
    this.ways.replaceChildren(
      this.wayList('Leads to', destinationsOf(state)
        .filter((name) => name !== stateName)),
      this.wayList('Comes from', others.filter((name) =>
        destinationsOf(exploration.states[name]).includes(stateName))));
  }

  /**
   * @param {string} heading
   * @param {string[]} names
   * @return {HTMLElement}
   */
  wayList(heading, names) {
    const items = names.map((name) => h('li', {}, actionButton(
      name, () => this.page.navigate({card: name}, {isStep: false}),
      'btn-link btn-sm p-0 text-start')));
    return h('div', {}, h('h4', {class: 'card-ways-name'}, heading),
      items.length ? h('ul', {}, ...items) :
        h('p', {class: 'app-muted mb-0'}, 'no other card'));
  }
}
