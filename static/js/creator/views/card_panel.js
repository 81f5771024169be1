/**
 * One card with its figures, beside the page or, on a phone, over it.
 */

import {breadthFirstOrder, destinationsOf} from
  '../domain/exploration_graph.js';
import {
  excerptOf, formatCount, formatInterval, formatShare,
} from '../domain/formats.js';
import {GLOSSARY} from '../domain/glossary.js';
import {cardRowsOf} from '../domain/statistics_model.js';
import {h, setText, textOfHtml} from '../lib/dom.js';
import {actionButton} from '../lib/notices.js';
import {definitionButton} from '../lib/toggletip.js';
import {badgesOf} from './cards_table.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {StatisticsAnswer as Answer} from '../domain/statistics_model.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */
/** @import {Exploration} from '../domain/exploration_graph.js' */
/** @import {Rate} from '../domain/wilson.js' */

/**
 * @typedef {object} Figure
 * @property {string} term
 * @property {(row: CardRow) => number|null} value
 * @property {(row: CardRow) => {rate: Rate, of: string}} [share]
 */

/** @type {readonly Figure[]} */
const FIGURES = [
  {term: 'entered', value: (row) => row.entered},
  {
    term: 'firstEntered', value: (row) => row.firstEntered,
    share: (row) => ({rate: row.enteredRate, of: 'starts'}),
  },
  {term: 'completed', value: (row) => row.completed},
  {
    term: 'leftHere', value: (row) => row.leftHere,
    share: (row) => ({rate: row.leftRate, of: 'times entered'}),
  },
  {term: 'answers', value: (row) => row.answers},
  {
    term: 'usefulFeedback', value: (row) => row.usefulFeedback,
    share: (row) => ({rate: row.usefulRate, of: 'answers'}),
  },
  {term: 'solutionViews', value: (row) => row.solutionViews},
];

/** Characters of a card's text that remind its author which one it is. */
const EXCERPT_LENGTH = 280;

/**
 * @param {{rate: Rate, of: string}} share
 * @return {string}
 */
function shareText({rate, of}) {
  if (rate.whole === 0) return '';
  const whole = `of ${formatCount(rate.whole)} ${of}`;
  if (!rate.isEnough) return `${whole}; too few to say more`;
  return `${formatShare(rate.share)} ${whole}, 95 % interval ` +
    formatInterval(rate.interval);
}

export class CardPanel {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {string|null} */
    this.shownKey = null;
    /** @type {Map<string, {value: HTMLElement, share: HTMLElement}>} */
    this.figures = new Map();
    this.body = h('div', {class: 'card-panel-body'});
    this.heading = h('h2', {
      class: 'panel-heading mb-0', id: 'card-panel-heading',
    });
    const close = h('button', {
      type: 'button', class: 'btn-close', 'aria-label': 'Close',
    });
    close.addEventListener('click', () => this.element.close());
    this.element = h('dialog', {
      class: 'card-panel', 'aria-labelledby': 'card-panel-heading',
    }, h('div', {class: 'card-panel-head'}, this.heading, close), this.body);
    this.element.addEventListener('close', () => {
      if (this.shownKey !== null) page.navigate({card: null});
    });
    this.element.addEventListener('click', (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  close() {
    this.shownKey = null;
    if (this.element.open) this.element.close();
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  update({answer}, state) {
    const rows = cardRowsOf(answer);
    const row = rows.find(({stateName}) => stateName === state.card);
    if (!row) {
      this.close();
      return;
    }
    const key = `${answer.exp_version} ${row.stateName}`;
    if (key !== this.shownKey) {
      this.shownKey = key;
      this.build(answer, rows, row);
    }
    this.fill(row);
    if (!this.element.open) this.element.showModal();
  }

  /**
   * @param {Answer} answer
   * @param {CardRow[]} rows
   * @param {CardRow} row
   */
  build(answer, rows, row) {
    setText(this.heading, row.stateName);
    this.figures.clear();
    const list = h('dl', {class: 'card-figures'});
    for (const {term} of FIGURES) {
      const value = h('dd', {class: 'card-figure-value'});
      const share = h('dd', {class: 'card-figure-share'});
      this.figures.set(term, {value, share});
      list.append(h('div', {class: 'card-figure', 'data-figure': term},
        h('dt', {}, GLOSSARY[term].name, definitionButton(term)),
        value, share));
    }
    const content = h('div', {class: 'card-content'});
    const ways = h('div', {class: 'card-ways'});
    this.body.replaceChildren(
      h('p', {class: 'card-panel-facts'},
        `Card ${row.position} of ${rows.length} `, ...badgesOf(row)),
      content, list, ways, this.stepButtons(rows, row));
    void this.addContent(answer.exp_version, row, content, ways);
  }

  /** @param {CardRow} row */
  fill(row) {
    for (const {term, value, share} of FIGURES) {
      const drawn = this.figures.get(term);
      if (!drawn) continue;
      setText(drawn.value, formatCount(value(row)));
      const hasShare = share !== undefined && value(row) !== null;
      setText(drawn.share, hasShare ? shareText(share(row)) :
        value(row) === null ? 'an end card is meant to be left' : '');
    }
  }

  /**
   * @param {CardRow[]} rows
   * @param {CardRow} row
   * @return {HTMLElement}
   */
  stepButtons(rows, row) {
    const step = (/** @type {number} */ by, /** @type {string} */ label) => {
      const other = rows[row.position - 1 + by];
      const button = actionButton(label, () => {
        if (!other) return;
        this.page.navigate({card: other.stateName}, {isStep: false});
        this.focusStep(by);
      });
      button.dataset.step = String(by);
      button.disabled = !other;
      return button;
    };
    return h('div', {class: 'card-steps'},
      step(-1, 'Previous card'), step(1, 'Next card'),
      h('a', {
        class: 'btn btn-sm btn-outline-secondary',
        href: this.page.hashFor({tab: 'content'}),
      }, 'Edit the content'));
  }

  /**
   * Keeps the focus on the button pressed, which has been drawn anew.
   *
   * @param {number} by
   */
  focusStep(by) {
    const buttons = ['button[data-step="' + by + '"]:not(:disabled)',
      '[data-step]:not(:disabled)'];
    const next = buttons.map((selector) => this.body.querySelector(selector))
      .find((found) => found !== null);
    if (next instanceof HTMLElement) next.focus();
  }

  /**
   * @param {number} version
   * @param {CardRow} row
   * @param {HTMLElement} content
   * @param {HTMLElement} ways
   */
  async addContent(version, row, content, ways) {
    try {
      const exploration = await this.page.api.getExploration(version);
      const state = exploration.states[row.stateName];
      if (!state) return;
      const text = excerptOf(
        textOfHtml(state.content.html), EXCERPT_LENGTH);
      if (text) content.replaceChildren(h('blockquote', {}, text));
      ways.replaceChildren(
        this.wayList('Leads to', destinationsOf(state)
          .filter((name) => name !== row.stateName)),
        this.wayList('Comes from', breadthFirstOrder(exploration)
          .filter((name) => name !== row.stateName && destinationsOf(
            exploration.states[name]).includes(row.stateName))));
    } catch {
      content.replaceChildren(h('p', {class: 'app-muted'},
        'The text of the card could not be loaded.'));
    }
  }

  /**
   * @param {string} heading
   * @param {string[]} names
   * @return {HTMLElement}
   */
  wayList(heading, names) {
    const items = names.map((name) => {
      const button = actionButton(name, () => {
        this.page.navigate({card: name}, {isStep: false});
        this.element.focus();
      }, 'btn-link btn-sm p-0 text-start');
      return h('li', {}, button);
    });
    return h('div', {}, h('h3', {class: 'card-ways-name'}, heading),
      items.length ? h('ul', {}, ...items) :
        h('p', {class: 'app-muted mb-0'}, 'no other card'));
  }
}
