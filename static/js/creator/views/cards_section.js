/**
 * The cards of the exploration with their figures, as a table, a graph or a
 * funnel.
 */

import {
  cardsAsCsv, downloadName, statisticsAsJson,
} from '../domain/downloads.js';
import {cardRowsOf} from '../domain/statistics_model.js';
import {h, setAttribute} from '../lib/dom.js';
import {saveFile} from '../lib/files.js';
import {actionButton} from '../lib/notices.js';
import {CardsTable} from './cards_table.js';
import {FlowFigure} from './flow_figure.js';
import {FunnelFigure} from './funnel_figure.js';
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
    this.flow = new FlowFigure(page);
    this.funnel = new FunnelFigure(page);
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
      h('div', {class: 'downloads'},
        actionButton('Download CSV', () => this.download('csv')),
        actionButton('Download JSON', () => this.download('json')))),
    this.table.element, this.flow.element, this.funnel.element));
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

  /** @param {'csv'|'json'} kind */
  download(kind) {
    if (!this.answer) return;
    const [type, text] = kind === 'csv' ?
      ['text/csv', cardsAsCsv(this.answer)] :
      ['application/json', statisticsAsJson(this.answer)];
    saveFile(downloadName(this.answer, kind), type, text);
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
    this.flow.element.hidden = state.view !== 'flow';
    this.table.update(rows, state);
    this.funnel.element.hidden = state.view !== 'funnel';
    if (state.view === 'flow') void this.flow.update(data, rows);
    if (state.view === 'funnel') this.funnel.update(data, rows);
  }
}
