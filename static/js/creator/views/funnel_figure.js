/**
 * The cards along the way that most learners take, each with how many reach
 * it and where the others go.
 */

import {formatCount, formatQuantity, formatShare} from '../domain/formats.js';
import {funnelOf} from '../domain/funnel.js';
import {processedStatusOf} from '../domain/processed_status.js';
import {h, setText} from '../lib/dom.js';
import {definitionButton} from '../lib/toggletip.js';
import {badgesOf} from './cards_table.js';

/** @import {Page} from '../main.js' */
/** @import {FunnelStep} from '../domain/funnel.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */

/**
 * @param {CardRow} row
 * @return {string} how many reached it, and of how many.
 */
function reachedText({firstEntered, rates}) {
  return rates.firstEntered.isEnough ?
    `${formatCount(firstEntered)} · ` +
      formatShare(rates.firstEntered.share) :
    formatCount(firstEntered);
}

/**
 * @param {number} change
 * @return {string}
 */
function changeText(change) {
  if (change === 0) return 'As many reached the next card';
  return change < 0 ?
    `${formatCount(-change)} fewer reached the next card` :
    `${formatCount(change)} more reached the next card`;
}

/**
 * @param {FunnelStep} step
 * @return {string} where learners went from here.
 */
function movesText({row, next, toNext, elsewhere}) {
  const moves = [
    ...(next === null ? [] : [`${formatCount(toNext)} on to “${next}”`]),
    ...elsewhere.map(({to, count}) => `${formatCount(count)} to “${to}”`),
  ];
  const left = row.leftHere === null ? '' :
    `; left here ${formatQuantity(row.leftHere, 'time')}`;
  return moves.length ? `Moves from here: ${moves.join(', ')}${left}` :
    left.slice(2);
}

export class FunnelFigure {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.shown = '';
    this.note = h('p', {class: 'flow-note'});
    this.steps = h('ol', {class: 'funnel'});
    this.asideHeading = h('h4', {class: 'funnel-heading'},
      'Beside this way');
    this.aside = h('ul', {class: 'funnel'});
    this.element = h('div', {class: 'funnel-figure'},
      h('div', {class: 'flow-legend'},
        h('span', {class: 'flow-legend-name'},
          'Bar: first entered, of all starts',
          definitionButton('shareEntered'))),
      this.note, this.steps, this.asideHeading, this.aside);
  }

  /**
   * @param {PageData} data
   * @param {CardRow[]} rows
   */
  update(data, rows) {
    const status = processedStatusOf(data);
    const isKnown = status.kind === 'ready';
    const {steps, aside, isMeasured} =
      funnelOf(rows, isKnown ? data.processed?.transitions ?? null : null);
    const key = JSON.stringify([steps, aside, status]);
    if (key === this.shown) return;
    this.shown = key;
    setText(this.note, isMeasured ?
      'From the first card along the way most often taken. A card can be ' +
      'reached by other ways too, so more can arrive than came from the ' +
      'card before.' :
      `In reading order. ${isKnown ? 'No move from card to card was ' +
        'measured yet.' : status.reason}`);
    const focused = this.focusedCard();
    this.steps.replaceChildren(
      ...steps.map((step) => this.item(step.row, isMeasured ? step : null)));
    this.asideHeading.hidden = aside.length === 0;
    this.aside.replaceChildren(...aside.map((row) => this.item(row, null)));
    this.focusCard(focused);
  }

  /** @return {string|null} the card whose button has the focus. */
  focusedCard() {
    const {activeElement} = document;
    return this.element.contains(activeElement) ?
      activeElement?.getAttribute('data-card') ?? null : null;
  }

  /**
   * The buttons have been drawn anew; the focus stays where it was.
   *
   * @param {string|null} name
   */
  focusCard(name) {
    if (name === null) return;
    for (const button of this.element.querySelectorAll('.card-name')) {
      if (button instanceof HTMLElement && button.dataset.card === name) {
        button.focus({preventScroll: true});
      }
    }
  }

  /**
   * @param {CardRow} row
   * @param {FunnelStep|null} step
   * @return {HTMLElement}
   */
  item(row, step) {
    const name = h('button', {
      type: 'button', class: 'card-name', 'aria-haspopup': 'dialog',
      'data-card': row.stateName,
    }, row.stateName);
    name.addEventListener(
      'click', () => this.page.navigate({card: row.stateName}));
    const bar = h('span', {class: 'funnel-bar'});
    const share = row.rates.firstEntered.share ?? 0;
    bar.style.width = `${(share * 100).toFixed(1)}%`;
    return h('li', {class: 'funnel-step', 'data-step': row.stateName},
      h('div', {class: 'funnel-head'},
        h('span', {}, name, ...badgesOf(row)),
        h('span', {class: 'funnel-reached'}, reachedText(row))),
      h('span', {class: 'funnel-track', 'aria-hidden': 'true'}, bar),
      step && !row.isTerminal ? h('p', {class: 'funnel-moves'},
        step.next === null ? null : h('strong', {class: 'funnel-change'},
          changeText(step.change), '. '),
        movesText(step)) : null);
  }
}
