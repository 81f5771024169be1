/**
 * The section “Downloads” of the statistics tab: every table and chart of the
 * page as files, and the anonymised event log.
 */

import {html, nothing} from 'lit-html';
import {live} from 'lit-html/directives/live.js';

import {cutText} from '../../domain/cut.js';
import {
  DATA_TABLES, fileOf, playedDays, rangeProblem, zoneText,
} from '../../domain/data_tables.js';
import {statisticsAsJson} from '../../domain/downloads.js';
import {formatDateTime, formatQuantity} from '../../domain/formats.js';
import {textButton} from '../../lib/buttons.js';
import {onValue} from '../../lib/fields.js';
import {saveFile} from '../../lib/files.js';
import {chartDownloads} from './chart_downloads.js';
import {downloadTable, filesOf} from './download_table.js';
import {voiceDownloads} from './voice_downloads.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {CreatorApi} from '../../api.js' */
/** @import {Page} from '../../main.js' */
/** @import {PageData} from '../../domain/page_data.js' */
/** @import {ViewState} from '../../domain/view_state.js' */
/** @import {Download} from './download_table.js' */

/** @typedef {{from: string, to: string}} DayRange '' for an open end. */

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
 * @param {ViewState} state
 * @param {Page} page
 * @param {DayRange} range of the event log.
 * @param {() => void} redraw called after a change of the range.
 * @return {Template}
 */
export function dataSection(data, state, page, range, redraw) {
  return html`
    <p>The <a href=${DICTIONARY}>data dictionary</a> says what each field
      means. A card has its own downloads where its figures are.</p>
    <p class="app-muted">${freshnessText(data)}</p>
    ${data.answer.cut ? html`<p class="app-muted">The files are of the part
      that this page shows: ${cutText(data.answer)}${
  page.isShared ? '' : ' The event log has days of its own.'}</p>` : nothing}
    <div class="panel data-tables">
      ${downloadTable([
    ...chartDownloads(data, state, page), ...tableDownloads(data, page),
    ...page.isShared ? [] : voiceDownloads(page),
  ].map(withFields), 'Files to download')}
      ${textButton('Totals and cards in one JSON file',
    () => saveTotals(data))}
    </div>
    ${page.isShared ? nothing : eventLogPanel(data, range, page.api, redraw)}`;
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
 * @param {PageData} data
 * @param {Page} page
 * @return {Download[]}
 */
function tableDownloads(data, {isShared}) {
  const tables =
    DATA_TABLES.filter(({isForCreators}) => !(isShared && isForCreators));
  return tables.map((table) => {
    const file = fileOf(table, data);
    const numRows = file?.table.rows.length ?? 0;
    return {
      id: table.id, title: table.title, isEmpty: numRows === 0,
      size: numRows === 0 && isWaiting(data) ?
        'not processed yet' : formatQuantity(numRows, table.rowName),
      file: file ?
        filesOf(file.fileName, file.table, file.description) : undefined,
    };
  });
}

/**
 * @param {Download} download
 * @return {Download} with a link to its fields in the data dictionary.
 */
function withFields(download) {
  const {id, title, details} = download;
  // A picture alone has none.
  if (!download.file) return download;
  return {
    ...download, details: html`<a class="data-fields ms-2"
      href="${DICTIONARY}#${id}" aria-label="Fields of ${title}">Fields</a> ${
  details}`,
  };
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
      .value=${live(range[key])} @input=${onValue((day) => {
  range[key] = day;
  redraw();
})}></div>`;
  return html`<div class="panel mt-4">
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
