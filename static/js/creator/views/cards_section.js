/**
 * The cards of the exploration with their figures, as a table, a graph or a
 * funnel.
 */

import {cardsAsCsv, statisticsAsJson} from '../domain/downloads.js';
import {cardRowsOf} from '../domain/statistics_model.js';
import {h, setAttribute} from '../lib/dom.js';
import {imported, lazyInto, loadStyles, whenReached} from '../lib/lazy_part.js';
import {actionButton} from '../lib/notices.js';
import {CardsTable} from './cards_table.js';
import {fileButtons} from './file_buttons.js';
import {sectionOf} from './section.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {StatisticsAnswer as Answer} from '../domain/statistics_model.js' */

export class CardsSection {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Answer|null} */
    this.answer = null;
    this.table = new CardsTable(page);
    this.places = {flow: h('div'), funnel: h('div')};
    this.flow = lazyInto(this.places.flow, async () => {
      const [{FlowFigure}] = await Promise.all(
        [imported(() => import('./flow_figure.js')), loadStyles('flow')]);
      return new FlowFigure(page);
    });
    this.funnel = lazyInto(this.places.funnel, async () => {
      const [{FunnelFigure}] = await Promise.all(
        [imported(() => import('./funnel_figure.js')), loadStyles('flow')]);
      return new FunnelFigure(page);
    });
    this.buttons = {
      table: this.viewButton('table', 'Table'),
      flow: this.viewButton('flow', 'Flow'),
      funnel: this.viewButton('funnel', 'Funnel'),
    };
    this.element = sectionOf('cards', 'Cards', h('div', {
      class: 'panel cards-section',
    },
    h('div', {class: 'section-bar'},
      h('div', {
        class: 'btn-group btn-group-sm', role: 'group',
        'aria-label': 'Show the cards as',
      }, ...Object.values(this.buttons)),
      h('div', {class: 'downloads'}, ...fileButtons(
        (kind) => this.fileOf(kind), (format) => `Download ${format}`))),
    this.table.element, this.places.flow, this.places.funnel));
    whenReached(this.buttons.flow, () => void this.flow.fetch());
    whenReached(this.buttons.funnel, () => void this.funnel.fetch());
  }

  /**
   * @param {ViewState['view']} view
   * @param {string} label
   * @return {HTMLButtonElement}
   */
  viewButton(view, label) {
    return actionButton(
      label, () => this.page.navigate({view}), 'btn-outline-secondary');
  }

  /**
   * @param {import('./file_buttons.js').FileKind} kind
   * @return {{name: string, text: string}|null}
   */
  fileOf(kind) {
    const {answer} = this;
    return answer && {
      name: `${answer.exp_id}-v${answer.exp_version}-cards`,
      text: kind === 'csv' ? cardsAsCsv(answer) : statisticsAsJson(answer),
    };
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  update(data, state) {
    const {answer} = data;
    this.answer = answer;
    const rows = cardRowsOf(answer);
    for (const [view, button] of Object.entries(this.buttons)) {
      const isChosen = view === state.view;
      setAttribute(button, 'aria-pressed', String(isChosen));
      button.classList.toggle('active', isChosen);
    }
    this.table.element.hidden = state.view !== 'table';
    this.table.update(rows, state);
    this.places.flow.hidden = state.view !== 'flow';
    this.places.funnel.hidden = state.view !== 'funnel';
    this.flow.forget();
    this.funnel.forget();
    if (state.view === 'flow') {
      this.flow.with((figure) => void figure.update(data, rows));
    } else if (state.view === 'funnel') {
      this.funnel.with((figure) => figure.update(data, rows));
    }
  }
}
