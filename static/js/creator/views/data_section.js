/**
 * The section “Downloads” of the statistics tab: every table as a file, and
 * the anonymised event log.
 */

import {html, nothing} from 'lit-html';
import {live} from 'lit-html/directives/live.js';

import {cutText} from '../domain/cut.js';
import {
  DATA_TABLES, fileOf, playedDays, rangeProblem, zoneText,
} from '../domain/data_tables.js';
import {statisticsAsJson} from '../domain/downloads.js';
import {formatDateTime, formatQuantity} from '../domain/formats.js';
import {textButton} from '../lib/buttons.js';
import {valueOf} from '../lib/fields.js';
import {saveFile} from '../lib/files.js';
import {tableDownloads} from './file_buttons.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {CreatorApi} from '../api.js' */
/** @import {DataTable} from '../domain/data_tables.js' */
/** @import {PageData} from '../domain/page_data.js' */

/** @typedef {{from: string, to: string}} DayRange '' where a day is open. */

const DICTIONARY = '/data_dictionary';

/**
 * @param {PageData} data
 * @return {boolean} whether tables are empty because nothing is processed
 *     yet.
 */
function isWaiting({processed}) {
  return processed === null || processed.state === 'computing';
}

/**
 * @param {PageData} data
 * @param {DayRange} range of the event log.
 * @param {CreatorApi} api
 * @param {() => void} redraw called after a change of the range.
 * @return {Template}
 */
export function dataSection(data, range, api, redraw) {
  return html`
    <p>The <a href=${DICTIONARY}>data dictionary</a> says what each field
      means.</p>
    <p class="app-muted">${freshnessText(data)}</p>
    ${data.answer.cut ? html`<p class="app-muted">The tables are of the part
      that this page shows: ${cutText(data.answer)} The event log has days of
      its own.</p>` : nothing}
    <div class="panel data-tables">
      <table class="data-table">
        <caption class="visually-hidden">Tables to download</caption>
        <thead><tr>
          <th scope="col">Table</th>
          <th scope="col">Size</th>
          <th scope="col">Download</th>
        </tr></thead>
        <tbody>${DATA_TABLES.map((table) => tableRow(table, data))}</tbody>
      </table>
      ${textButton('Totals and cards in one JSON file',
    () => saveTotals(data))}
    </div>
    ${eventLogPanel(data, range, api, redraw)}`;
}

/**
 * @param {PageData} data
 * @return {string}
 */
function freshnessText(data) {
  const through = data.processed?.complete_through_msecs;
  const counters =
    `Live counters as of ${formatDateTime(data.answer.generated_at_msecs)}`;
  return through && !isWaiting(data) ?
    `${counters}; all else complete through ${formatDateTime(through)}.` :
    `${counters}; all else is not processed yet.`;
}

/** @param {PageData} data */
function saveTotals({answer}) {
  saveFile(`${answer.exp_id}-v${answer.exp_version}-statistics.json`,
    'application/json', statisticsAsJson(answer));
}

/**
 * @param {DataTable} table
 * @param {PageData} data
 * @return {Template}
 */
function tableRow(table, data) {
  const numRows = table.rowsOf(data)?.length ?? 0;
  const size = numRows === 0 && isWaiting(data) ?
    'not processed yet' : formatQuantity(numRows, table.rowName);
  return html`<tr data-table=${table.id}>
    <th scope="row">${table.title} <a class="data-fields"
      href="${DICTIONARY}#${table.id}"
      aria-label="Fields of ${table.title}">Fields</a></th>
    <td class="data-size">${size}</td>
    <td class="data-files">${tableDownloads(() => fileOf(table, data),
    {title: table.title, isDisabled: numRows === 0})}</td>
  </tr>`;
}

/**
 * @param {PageData} data
 * @param {DayRange} range
 * @param {CreatorApi} api
 * @param {() => void} redraw
 * @return {Template} the event log between two days, in two formats.
 */
function eventLogPanel(data, range, api, redraw) {
  const {processed} = data;
  const days = data.answer.cut ? null : playedDays(data);
  const problem = rangeProblem(range.from, range.to);
  const minSessions = processed?.k_anonymity;
  const link = (/** @type {'jsonl'|'xapi'} */ format,
    /** @type {string} */ label) => html`<a
    class="btn btn-sm btn-outline-secondary" download
    aria-label="${label}: download the event log"
    href=${api.eventLogUrl(format, {
    from: range.from || undefined, to: range.to || undefined})}
    @click=${(/** @type {Event} */ event) => {
    if (problem) event.preventDefault();
  }}>${label}</a>`;
  const dayField = (/** @type {'from'|'to'} */ key,
    /** @type {string} */ label) => html`<div>
    <label for="event-log-${key}">${label}</label>
    <input type="date" id="event-log-${key}" min="1970-01-01"
      max=${days?.last ?? nothing} class="form-control form-control-sm"
      aria-invalid=${problem && key === 'to' ? 'true' : nothing}
      .value=${live(range[key])} @input=${(/** @type {Event} */ event) => {
  range[key] = valueOf(event);
  redraw();
}}></div>`;
  return html`<div class="panel data-log">
    <h4 class="panel-heading">The event log</h4>
    <p>What learners did, one line an event. Sessions have pseudonyms, which
      differ in each download. It names nobody. <a
      href="${DICTIONARY}#event_log">Fields</a></p>
    <p>Answers in learners’ own words are shown only if ${minSessions ?
    formatQuantity(minSessions, 'session') : 'enough sessions'} or more gave
      the same one.</p>
    <p class="app-muted" data-played>${days && processed ?
    `${formatQuantity(processed.num_sessions, 'session')} processed so far, ` +
    `from ${days.first} to ${days.last}.` :
    data.answer.cut ? nothing : 'No session has been processed yet.'}</p>
    <div class="data-range">
      ${dayField('from', 'From')} ${dayField('to', 'To')}
      ${link('jsonl', 'JSON lines')} ${link('xapi', 'xAPI statements')}
    </div>
    <p class="app-notice app-notice--bad" role="alert" ?hidden=${!problem}>${
  problem}</p>
    <p class="form-text mb-0" data-zone>Days are those of ${
  zoneText(processed?.time_zone)}, or of the zone that the version played had,
      both included; without them it is the whole log.</p>
    <p class="form-text mb-0">A long log takes minutes, and may come in several
      parts: the last line of a part says so, and how to ask for the next
      one.</p>
  </div>`;
}
