/** The page that a creator prints before the next lesson. */

import {html, nothing} from 'lit-html';

import {cutText} from '../domain/cut.js';
import {headlinesOf, placesOfLeaving} from '../domain/first_glance.js';
import {formatDateTime, formatQuantity} from '../domain/formats.js';
import {lessonSheet} from '../domain/lesson_sheet.js';
import {cardRowsOf} from '../domain/statistics_model.js';
import {linkButton, textButton} from '../lib/buttons.js';
import {failureOf} from '../lib/failures.js';
import {failureBox, loadingText} from '../lib/notices.js';
import {Resource} from '../lib/resource.js';

/** @import {Page} from '../main.js' */
/** @import {SheetItem, SheetList} from '../domain/lesson_sheet.js' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/**
 * @import {
 *   Exploration, LessonSheet as SheetAnswer
 * } from '../../domain/wire_types.js'
 */

export class LessonSheet {
  /**
   * @param {Page} page
   * @param {() => void} redraw called when something has been loaded.
   */
  constructor(page, redraw) {
    this.page = page;
    /** @type {Resource<SheetAnswer>} */
    this.sheet = new Resource(redraw);
    /** @type {Resource<Exploration>} */
    this.exploration = new Resource(redraw);
  }

  /**
   * @param {PageData} data
   * @param {ViewState} state
   */
  view(data, state) {
    const {page, sheet, exploration} = this;
    const {exp_version: version, processed_revision: revision} = data.answer;
    const {cut} = data;
    sheet.load(`${version} ${revision} ${JSON.stringify(cut)}`, () =>
      page.api.getLessonSheet(version, cut));
    exploration.load(String(version), () => page.api.getExploration(version));
    const isReady = exploration.value || exploration.error !== null;
    return html`<div class="section-bar d-print-none">
      ${textButton('Print', () => window.print(),
    {kind: 'btn-sm btn-primary'})}
      ${linkButton('Back to the statistics',
    page.hashFor({...state, print: null}))}
    </div>
    ${sheet.error === null ? nothing : failureBox(
    'The answers could not be loaded', failureOf(sheet.error), sheet.reload)}
    ${sheet.value && isReady ? paper(data, sheet.value, exploration.value) :
    loadingText('Loading the answers …')}`;
  }
}

/**
 * @param {PageData} data
 * @param {SheetAnswer} sheet
 * @param {Exploration|null} exploration
 */
function paper(data, sheet, exploration) {
  const {answer, processed} = data;
  const {mistakes, open} = lessonSheet(sheet, exploration);
  const left = placesOfLeaving(cardRowsOf(
    answer, processed?.partial_versions));
  return html`<article class="lesson-sheet panel"
    aria-label="Before the next lesson">
    <h2 dir="auto">${answer.title}</h2>
    <p class="app-muted">Version ${answer.exp_version}, ${
  formatDateTime(answer.generated_at_msecs)}. ${cutText(answer)}</p>
    <p>${headlinesOf(data, null).map(({name, value, note}) =>
    html`<strong>${name} ${value}</strong> (${note}). `)}</p>
    ${left.length === 0 ? nothing : html`<p><strong>Most left at</strong> ${
    left.map(({stateName, text}) => `“${stateName}”: ${text}`).join('; ')
  }.</p>`}
    ${section('What learners got wrong', mistakes,
    'No first answer was wrong so far.')}
    ${open.items.length === 0 ? nothing :
    section('What they answered to open questions', open, '')}
  </article>`;
}

/**
 * @param {string} heading
 * @param {SheetList} list
 * @param {string} otherwise shown if the list is empty.
 */
function section(heading, {items, numMore}, otherwise) {
  return html`<h3>${heading}</h3>
    ${items.length === 0 ? html`<p>${otherwise}</p>` :
    html`<div class="lesson-sheet-items">${items.map(sheetItem)}</div>`}
    ${numMore === 0 ? nothing : html`<p class="app-muted">And ${
    formatQuantity(numMore, 'more card')}: see the statistics.</p>`}`;
}

/** @param {SheetItem} item */
function sheetItem({stateName, question, result, answers, others}) {
  return html`<section aria-label=${stateName}>
    <h4 dir="auto">${stateName}</h4>
    ${question ? html`<p dir="auto">${question}</p>` : nothing}
    <p class="app-muted">${result}</p>
    <ul>${answers.map(({text, count}) => html`<li><q dir="auto">${
    text}</q>: first answer of ${formatQuantity(count, 'learner')}</li>`)}${
  others ? html`<li class="app-muted">${others}</li>` : nothing}</ul>
  </section>`;
}
