/**
 * The section “Your data” of the statistics tab: every table as a file, and
 * the anonymised event log.
 */

import {
  DATA_TABLES, fileOf, playedDays, rangeProblem, zoneText,
} from '../domain/data_tables.js';
import {statisticsAsJson} from '../domain/downloads.js';
import {formatDateTime, formatQuantity} from '../domain/formats.js';
import {arrange, h, setAttribute, setText} from '../lib/dom.js';
import {saveFile} from '../lib/files.js';
import {actionButton} from '../lib/notices.js';
import {nameButtons, tableButtons} from './file_buttons.js';

/** @import {Page} from '../main.js' */
/** @import {DataTable} from '../domain/data_tables.js' */
/** @import {TableFile} from './file_buttons.js' */
/** @import {PageData} from '../domain/page_data.js' */

const DICTIONARY = '/data_dictionary';

/**
 * @param {PageData} data
 * @return {boolean} whether tables are empty because nobody has counted yet.
 */
function isWaiting({processed}) {
  return processed === null || processed.state === 'computing';
}

/** One table with its number of rows and its two files. */
class TableRow {
  /**
   * @param {DataTable} table
   * @param {() => PageData|null} getData
   */
  constructor(table, getData) {
    this.table = table;
    this.getData = getData;
    this.size = h('td', {class: 'data-size'});
    this.buttons = tableButtons(() => this.file);
    nameButtons(this.buttons, table.title);
    this.element = h('tr', {'data-table': table.id},
      h('th', {scope: 'row'}, table.title, ' ',
        h('a', {
          class: 'data-fields', href: `${DICTIONARY}#${table.id}`,
          'aria-label': `Fields of ${table.title}`,
        }, 'Fields')),
      this.size,
      h('td', {class: 'data-files'}, ...this.buttons));
  }

  /** @param {PageData} data */
  update(data) {
    const rows = this.table.rowsOf(data);
    const isEmpty = !rows?.length;
    setText(this.size, isEmpty && isWaiting(data) ? 'not processed yet' :
      formatQuantity(rows?.length ?? 0, this.table.rowName));
    for (const button of this.buttons) button.disabled = isEmpty;
  }

  /** @return {TableFile|null} */
  get file() {
    const data = this.getData();
    return data && fileOf(this.table, data);
  }
}

/** The event log between two days, in two formats. */
class EventLogPanel {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.from = this.dayField('event-log-from');
    this.to = this.dayField('event-log-to');
    this.played = h('p', {class: 'app-muted', 'data-played': ''});
    this.problem = h('p', {
      class: 'app-notice app-notice--bad', role: 'alert', hidden: true,
    });
    this.jsonl = this.link('JSON lines');
    this.xapi = this.link('xAPI statements');
    this.element = h('div', {class: 'panel data-log'},
      h('h4', {class: 'panel-heading'}, 'The event log'),
      h('p', {},
        'What learners did, one line an event. Sessions have pseudonyms, ' +
        'which differ in each download. It names nobody. ',
        h('a', {href: `${DICTIONARY}#event_log`}, 'Fields')),
      this.withheld = h('p', {}),
      this.played,
      h('div', {class: 'data-range'},
        h('div', {}, h('label', {for: 'event-log-from'}, 'From'), this.from),
        h('div', {}, h('label', {for: 'event-log-to'}, 'To'), this.to),
        this.jsonl, this.xapi),
      this.problem,
      this.zone = h('p', {class: 'form-text mb-0', 'data-zone': ''}),
      h('p', {class: 'form-text mb-0'},
        'A long log takes minutes, and may come in several parts: the last ' +
        'line of a part says so, and how to ask for the next one.'));
    this.showRange();
  }

  /**
   * @param {string} id
   * @return {HTMLInputElement}
   */
  dayField(id) {
    const field = h('input', {
      type: 'date', id, class: 'form-control form-control-sm',
      min: '1970-01-01',
    });
    field.addEventListener('input', () => this.showRange());
    return field;
  }

  /**
   * @param {string} label
   * @return {HTMLAnchorElement}
   */
  link(label) {
    const link = h('a', {
      class: 'btn btn-sm btn-outline-secondary', download: true,
      'aria-label': `${label}: download the event log`,
    }, label);
    link.addEventListener('click', (event) => {
      if (rangeProblem(this.from.value, this.to.value)) event.preventDefault();
    });
    return link;
  }

  /** Lets the links lead to what is asked for. */
  showRange() {
    const {value: from} = this.from;
    const {value: to} = this.to;
    const days = {...(from && {from}), ...(to && {to})};
    const {api} = this.page;
    setAttribute(this.jsonl, 'href', api.eventLogUrl('jsonl', days));
    setAttribute(this.xapi, 'href', api.eventLogUrl('xapi', days));
    const problem = rangeProblem(from, to);
    setText(this.problem, problem);
    this.problem.hidden = !problem;
    setAttribute(this.to, 'aria-invalid', problem ? 'true' : null);
  }

  /** @param {PageData} data */
  update(data) {
    const {processed} = data;
    const days = playedDays(data);
    const least = processed?.k_anonymity;
    setText(this.withheld,
      'Answers in learners’ own words are shown only if ' +
      (least ? formatQuantity(least, 'session') : 'enough sessions') +
      ' or more gave the same one.');
    setText(this.played, days && processed ?
      `${formatQuantity(processed.num_sessions, 'session')} processed so ` +
      `far, from ${days.first} to ${days.last}.` :
      'No session has been processed yet.');
    setText(this.zone, `Days are those of ${zoneText(processed?.time_zone)}, ` +
      'or of the zone that the version played had, both included; without ' +
      'them it is the whole log.');
    for (const field of [this.from, this.to]) {
      setAttribute(field, 'max', days?.last ?? null);
    }
  }
}

export class DataSection {
  /** @param {Page} page */
  constructor(page) {
    /** @type {PageData|null} */
    this.data = null;
    this.freshness = h('p', {class: 'app-muted'});
    this.rows = DATA_TABLES.map((table) =>
      new TableRow(table, () => this.data));
    this.log = new EventLogPanel(page);
    const body = h('tbody', {});
    arrange(body, this.rows.map(({element}) => element));
    this.element = h('div', {},
      h('p', {},
        'Everything on this page as files, to keep or to work on. The ',
        h('a', {href: DICTIONARY}, 'data dictionary'),
        ' says what each field means.'),
      this.freshness,
      h('div', {class: 'panel data-tables'},
        h('table', {class: 'data-table'},
          h('caption', {class: 'visually-hidden'}, 'Tables to download'),
          h('thead', {}, h('tr', {},
            h('th', {scope: 'col'}, 'Table'),
            h('th', {scope: 'col'}, 'Size'),
            h('th', {scope: 'col'}, 'Download'))),
          body),
        actionButton('Totals and cards in one JSON file',
          () => this.downloadAll())),
      this.log.element);
  }

  /** @param {PageData} data */
  update(data) {
    this.data = data;
    const {answer, processed} = data;
    const through = processed?.complete_through_msecs;
    setText(this.freshness,
      `Live counters as of ${formatDateTime(answer.generated_at_msecs)}` +
      (through && !isWaiting(data) ? '; all else complete through ' +
        `${formatDateTime(through)}.` : '; all else is not processed yet.'));
    for (const row of this.rows) row.update(data);
    this.log.update(data);
  }

  downloadAll() {
    if (!this.data) return;
    const {answer} = this.data;
    saveFile(`${answer.exp_id}-v${answer.exp_version}-statistics.json`,
      'application/json', statisticsAsJson(answer));
  }
}
