/** The cards with their figures, as a table, a graph or a funnel. */

import {html, noChange, nothing} from 'lit-html';

import {COLUMN_GROUPS, DEFAULT_SORT} from '../domain/card_table.js';
import {wordChoices} from '../domain/formats.js';
import {cardRowsOf} from '../domain/statistics_model.js';
import {keysOf, VIEWS} from '../domain/view_state.js';
import {choiceGroup} from '../lib/buttons.js';
import {LazyModule, lazily} from '../lib/lazy_part.js';
import {cardBody} from './card_panel.js';
import {cardsTable} from './cards_table.js';
import {waysThrough} from './ways_through.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */

const VIEW_CHOICES = wordChoices(VIEWS);

const COLUMN_CHOICES = wordChoices(keysOf(COLUMN_GROUPS));

const flow = new LazyModule(() => import('./flow_figure.js'), 'flow');
const funnel = new LazyModule(() => import('./funnel_figure.js'), 'flow');

/**
 * @param {PageData} data
 * @param {ViewState} state
 * @param {Page} page
 */
export function cardsSection(data, state, page) {
  const {answer} = data;
  const rows = cardRowsOf(answer, data.processed?.partial_versions);
  return html`<div class="panel cards-section"
    @pointerenter=${cardBody.fetch} @focusin=${cardBody.fetch}>
    <div class="section-bar">
      ${choiceGroup({
    label: 'Show the cards as', choices: VIEW_CHOICES, chosen: state.view,
    onChoose: (view) => page.navigate({view}), onReach: prefetch,
  })}
      ${state.view === 'table' ? choiceGroup({
    label: 'Columns', choices: COLUMN_CHOICES, chosen: state.columns,
    onChoose: (columns) => page.navigate(
      {columns, sort: DEFAULT_SORT, descending: false}, {isStep: false}),
  }) : nothing}
    </div>
    ${hideUnless(state.view === 'table',
    () => html`${cardsTable(data, rows, state, page.navigate)}
      ${waysThrough(data)}`)}
    ${hideUnless(state.view === 'flow', () => lazily(flow,
    ({flowFigure}) => flowFigure(data, rows, page)))}
    ${hideUnless(state.view === 'funnel', () => lazily(funnel,
    ({funnelFigure}) => funnelFigure(data, rows, page.navigate)))}
  </div>`;
}

/** @param {ViewState['view']} view */
function prefetch(view) {
  if (view === 'flow') void flow.fetch();
  if (view === 'funnel') void funnel.fetch();
}

/**
 * Keeps a hidden view as it was, with its zoom and scroll position.
 *
 * @param {boolean} isShown
 * @param {() => unknown} view
 */
function hideUnless(isShown, view) {
  return html`<div ?hidden=${!isShown}>${isShown ? view() : noChange}</div>`;
}
