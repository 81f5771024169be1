/** The dialog with the figures of one card. */

import {html, render} from 'lit-html';

import {withState} from '../../lib/with_state.js';
import {formatCount} from '../domain/formats.js';
import {cardRowsOf} from '../domain/statistics_model.js';
import {passOnFocus, textButton} from '../lib/buttons.js';
import {LazyModule, lazily} from '../lib/lazy_part.js';
import {AddressedDialog} from '../lib/leaving.js';
import {cardBadges} from './cards_table.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {CardRow} from '../domain/statistics_model.js' */

/** The content, loaded when the first card is opened. */
export const cardBody = new LazyModule(
  () => import('./card/card_body.js'), 'card_statistics', 'data_section',
  'player', 'ratings');

export class CardPanel extends AddressedDialog {
  /** @param {Page} page */
  constructor(page) {
    super('card-panel', page, {card: null});
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  update(data, state) {
    const rows = cardRowsOf(data.answer, data.processed?.partial_versions);
    const row = rows.find(({stateName}) => stateName === state.card);
    if (!row) {
      this.hide();
      return;
    }
    const key = `${data.answer.exp_version} ${row.stateName}`;
    const isOther = this.isOther(key);
    const focused = document.activeElement;
    render(this.template(data, rows, row), this.element);
    passOnFocus(focused);
    if (!this.element.open) this.element.showModal();
    if (isOther) this.element.scrollTo(0, 0);
  }

  /**
   * @param {PageData} data
   * @param {CardRow[]} rows
   * @param {CardRow} row
   */
  template(data, rows, row) {
    // The heading has the focus first, so that no button is pressed by
    // mistake.
    return html`<div class="card-panel-head">
      <div class="card-panel-title">
        <h2 class="panel-heading mb-0" id="card-panel-heading" tabindex="-1"
          autofocus><bdi>${row.stateName}</bdi></h2>
        <p class="card-panel-facts" role="status">Card ${
          formatCount(row.position)} of ${formatCount(rows.length)} ${
            cardBadges(row)}</p>
      </div>
      <div class="card-steps d-flex gap-2">
        ${this.stepButton('Previous card', rows[row.position - 2])}
        ${this.stepButton('Next card', rows[row.position])}
      </div>
      ${this.closeButton()}
    </div>
    <div class="card-panel-body">${lazily(cardBody, ({CardBody}) => withState(
      (redraw) => new CardBody(this.page, redraw),
      (body) => body.view(data, row)))}</div>`;
  }

  /**
   * @param {string} label
   * @param {CardRow|undefined} row
   */
  stepButton(label, row) {
    return textButton(label, () => row &&
      this.page.navigate({card: row.stateName}, {isStep: false}),
    {isDisabled: !row});
  }
}
