/**
 * One card with its figures, over the page. What it shows is loaded when the
 * first card is opened.
 */

import {formatCount} from '../domain/formats.js';
import {cardRowsOf} from '../domain/statistics_model.js';
import {h, setText} from '../lib/dom.js';
import {imported, lazyInto, loadStyles} from '../lib/lazy_part.js';
import {onLeave} from '../lib/leaving.js';
import {actionButton} from '../lib/notices.js';
import {badgesOf} from './cards_table.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */

export class CardPanel {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {string|null} */
    this.shownKey = null;
    /** @type {{data: PageData, rows: CardRow[], row: CardRow}|null} */
    this.shown = null;
    this.heading = h('h2', {
      class: 'panel-heading mb-0', id: 'card-panel-heading', dir: 'auto',
      // Where reading begins; no button is pressed by mistake.
      tabindex: '-1', autofocus: true,
    });
    this.facts = h('p', {class: 'card-panel-facts', role: 'status'});
    this.steps = {
      previous: this.stepButton(-1, 'Previous card'),
      next: this.stepButton(1, 'Next card'),
    };
    const close = h('button', {
      type: 'button', class: 'btn-close', 'aria-label': 'Close',
    });
    this.body = h('div', {class: 'card-panel-body'});
    this.content = lazyInto(this.body, async () => {
      const [{CardBody}] = await Promise.all([
        imported(() => import('./card/card_body.js')),
        loadStyles('card_statistics'), loadStyles('player'),
      ]);
      return new CardBody(page);
    });
    this.element = h('dialog', {
      class: 'card-panel', 'aria-labelledby': 'card-panel-heading',
    }, h('div', {class: 'card-panel-head'},
      h('div', {class: 'card-panel-title'}, this.heading, this.facts),
      h('div', {class: 'card-steps'}, this.steps.previous, this.steps.next),
      close), this.body);
    onLeave(this.element, close, () => this.leave());
  }

  leave() {
    if (this.shownKey === null) return;
    this.close();
    this.page.navigate({card: null});
  }

  close() {
    this.shownKey = null;
    if (this.element.open) this.element.close();
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  update(data, state) {
    const rows = cardRowsOf(data.answer);
    const row = rows.find(({stateName}) => stateName === state.card);
    if (!row) {
      this.close();
      return;
    }
    this.shown = {data, rows, row};
    const key = `${data.answer.exp_version} ${row.stateName}`;
    const isOther = key !== this.shownKey;
    this.shownKey = key;
    this.fillHead(rows, row);
    this.content.with((content) => content.update(data, row));
    if (!this.element.open) this.element.showModal();
    if (isOther) this.element.scrollTo(0, 0);
  }

  /**
   * @param {CardRow[]} rows
   * @param {CardRow} row
   */
  fillHead(rows, row) {
    if (setText(this.heading, row.stateName)) {
      this.facts.replaceChildren(`Card ${formatCount(row.position)} of ` +
        `${formatCount(rows.length)} `, ...badgesOf(row));
    }
    const {previous, next} = this.steps;
    const focused = document.activeElement;
    previous.disabled = row.position === 1;
    next.disabled = row.position === rows.length;
    // A button that cannot be pressed any more hands the focus on.
    if (focused === previous && previous.disabled) next.focus();
    if (focused === next && next.disabled) previous.focus();
  }

  /**
   * @param {-1|1} by
   * @param {string} label
   * @return {HTMLButtonElement}
   */
  stepButton(by, label) {
    return actionButton(label, () => {
      if (!this.shown) return;
      const {rows, row} = this.shown;
      const other = rows[row.position - 1 + by];
      if (other) {
        this.page.navigate({card: other.stateName}, {isStep: false});
      }
    });
  }
}
