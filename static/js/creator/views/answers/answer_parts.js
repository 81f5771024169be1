/** Parts that the views of answers share. */

import {html, nothing} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {withState} from '../../../lib/with_state.js';
import {differingJudgementText} from '../../domain/answer_notes.js';
import {
  addressedText, pageOf, SHOWN_LENGTH,
} from '../../domain/answer_tables.js';
import {
  excerptOf, formatCount, formatInterval,
} from '../../domain/formats.js';
import {passOnFocus, textButton} from '../../lib/buttons.js';
import {figureFrame} from '../charts/figure_frame.js';
import {rowsWith, scrollRegion, tableOf} from '../table.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/**
 * @template Row
 * @typedef {import('../table.js').Column<Row>} Column
 */

/**
 * An answer as text, in its own direction whatever the page's. A long one is
 * cut until the reader opens it.
 *
 * @param {string} text
 * @param {{isShortened?: boolean}} [settings] isShortened: whether only the
 *     beginning was stored.
 */
export function answerCell(text, {isShortened = false} = {}) {
  const cut = excerptOf(text, SHOWN_LENGTH);
  const more = `Show all ${formatCount([...text].length)} characters`;
  return withState(() => ({isOpen: false}), (state, redraw) => {
    const toggle = () => {
      state.isOpen = !state.isOpen;
      redraw();
    };
    const {isOpen} = state;
    const button = cut === text ? nothing : html`<button type="button"
      class="btn btn-link btn-sm answer-more" aria-expanded=${isOpen}
      @click=${toggle}>${isOpen ? 'Show less' : more}</button>`;
    const hint = isShortened ? html`<span class="answer-hint">${
      'only the beginning was kept'}</span>` : nothing;
    return html`<span class="answer-cell"><bdi class="answer-text"
      dir="auto">${isOpen ? text : cut}</bdi>${button}${hint}</span>`;
  });
}

/**
 * Notes on an answer: whether it is right, changed judgements, its spellings.
 *
 * @param {import('../../domain/answer_tables.js').AnswerRow} row
 */
export function answerHints({count, isRight, numJudgedOtherwise, spellings}) {
  return html`${isRight ? html`<div class="small answer-right">✓ right</div>` :
    nothing}${differingJudgementHint(numJudgedOtherwise, count, isRight)}${
    spellings.length ? html`<details class="answer-hint"><summary>${
      formatCount(spellings.length)} spellings</summary>
      <ul class="answer-items">${spellings.map(({text, count: times}) =>
        html`<li><bdi dir="auto">${text}</bdi> (${
          formatCount(times)})</li>`)}</ul></details>` : nothing}`;
}

/**
 * @param {number} numOtherwise
 * @param {number} count
 * @param {boolean|null} isRight
 */
export function differingJudgementHint(numOtherwise, count, isRight) {
  const text = differingJudgementText(numOtherwise, count, isRight);
  return text ? html`<div class="answer-hint">${text}</div>` : nothing;
}

/**
 * @param {number} share from 0 to 1.
 * @return {Template}
 */
export function shareBar(share) {
  const percent = 100 * Math.min(Math.max(share, 0), 1);
  return html`<span class="answer-bar" aria-hidden="true"><span
    class="answer-bar-fill" .style="inline-size: ${percent}%"></span></span>`;
}

/**
 * @template Row
 * @param {(row: Row) => boolean|null} isAddressed
 * @param {(isAddressed: boolean|null) => string} [text]
 * @return {Column<Row>}
 */
export function addressedColumn(isAddressed, text = addressedText) {
  return {
    label: 'Addressed?', term: 'addressed',
    cell: (row) => text(isAddressed(row)),
    classOf: (row) => isAddressed(row) === false ? 'answer-unaddressed' : '',
  };
}

/**
 * @param {string} share
 * @param {{low: number, high: number}} interval
 * @return {Template}
 */
export function shareWithInterval(share, interval) {
  return html`<span>${share} <span class="answer-hint">${
    formatInterval(interval)}</span></span>`;
}

/**
 * @template Row
 * @param {string} label
 * @param {readonly Column<Row>[]} columns
 * @param {readonly Row[]} rows
 * @param {unknown} [drawn] template of the rows to show; all by default.
 * @return {Template} a table that scrolls in its region.
 */
export function answerRegion(
  label, columns, rows, drawn = rows.map(rowsWith(columns))) {
  return html`<div ?hidden=${rows.length === 0}>${scrollRegion(label, tableOf(
    label, columns, drawn, 'table table-sm answer-table mb-0'),
  'answer-region')}</div>`;
}

/**
 * @template {{answer: any}} Row
 * @param {string} label
 * @param {readonly Column<Row>[]} columns
 * @param {Row[]} rows
 * @return {unknown} the table, in pages.
 */
export function pagedRegion(label, columns, rows) {
  return pagedRows(rows, rowsWith(columns), (drawn, pager) => html`<div>${
    answerRegion(label, columns, rows, drawn)}${pager}</div>`);
}

/**
 * Rows in pages. A row keeps its elements as long as its answer is on the page,
 * so a refresh keeps the focus and what was opened.
 *
 * @template {{answer: any}} Row
 * @param {Row[]} rows
 * @param {(row: Row, index: number) => unknown} rowTemplate
 * @param {(rows: unknown, pager: Template) => unknown} view
 */
export function pagedRows(rows, rowTemplate, view) {
  return withState(() => ({page: 0}), (state, redraw) => {
    const {rows: shown, page, numPages, first} = pageOf(rows, state.page);
    const button = (
      /** @type {string} */ label, /** @type {number} */ other,
      /** @type {boolean} */ isDisabled,
    ) => textButton(label, ({currentTarget}) => {
      state.page = other;
      redraw();
      passOnFocus(currentTarget);
    }, {isDisabled});
    const pager = html`<div class="answer-pager" ?hidden=${numPages === 1}>
      ${button('Previous rows', page - 1, page === 0)}
      <span role="status">${formatCount(first + 1)}–${
        formatCount(first + shown.length)} of ${formatCount(rows.length)}</span>
      ${button('Next rows', page + 1, page === numPages - 1)}
    </div>`;
    return view(repeat(shown, ({answer}) => JSON.stringify(answer),
      (row, index) => rowTemplate(row, first + index)), pager);
  });
}

/**
 * @param {Omit<import('../charts/figure_frame.js').FigureFrame, 'body'> &
 *     {body: unknown, notes?: string[]}} figure `notes`: empty ones are left
 *     out.
 */
export function answerFigure({body, notes = [], classes = '', ...frame}) {
  return figureFrame({
    ...frame, classes: `answer-frame ${classes}`, body: () => body,
    notes: html`<div class="answer-notes">${notes.filter(Boolean)
      .map((note) => html`<p>${note}</p>`)}</div>`,
  });
}
