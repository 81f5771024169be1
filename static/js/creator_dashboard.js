/** The creator dashboard: sorting, publishing, new explorations. */

import {html, render} from 'lit-html';

import {formatDate, formatDateTime} from './creator/domain/formats.js';
import {setUpImport} from './import_exploration.js';
import {HttpError, sendJson} from './lib/http.js';
import {makeSortable} from './lib/sortable_table.js';
import {setUpNewExploration} from './new_exploration.js';

/** Shows times in the reader's time zone. */
function localiseTimes() {
  for (const element of document.querySelectorAll('time[datetime]')) {
    const msecs = Date.parse(element.getAttribute('datetime') ?? '');
    element.textContent = element.hasAttribute('data-with-time') ?
      formatDateTime(msecs) : formatDate(msecs);
    element.setAttribute('title', formatDateTime(msecs));
  }
}

/**
 * @param {string} message
 * @param {HttpError['problems']} problems
 * @param {string} expId
 */
function showProblem(message, problems, expId) {
  const place = document.querySelector('[data-dashboard-problem]');
  if (!(place instanceof HTMLElement)) return;
  render(html`<div class="app-notice app-notice--bad"><p>${message}.</p>
    <ul>${problems.map(({path, message: text}) =>
    html`<li>${path && `${path}: `}${text}</li>`)}</ul>
    <a href="/create/${expId}#/content">Open its content</a></div>`, place);
  place.scrollIntoView({block: 'nearest'});
}

/** @param {HTMLButtonElement} button */
async function changeStatus(button) {
  const {publish: expId = '', makePublic, title} = button.dataset;
  button.disabled = true;
  try {
    await sendJson('PUT', `/createhandler/status/${expId}`, {
      make_public: makePublic === 'true',
    });
    location.reload();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const what = makePublic === 'true' ? 'published' : 'made private';
    const {message, problems} = error;
    showProblem(problems.length ? `“${title}” was not ${what}` :
      `“${title}” was not ${what}: ${message}`, problems, expId);
    button.disabled = false;
    button.focus();
  }
}

/** Makes the table sortable, by its headings or on a phone by a select. */
function sortExplorations() {
  const table = document.querySelector('table[data-sortable]');
  const place = document.querySelector('[data-sort-choice]');
  if (table instanceof HTMLTableElement && place instanceof HTMLElement) {
    makeSortable(table, place.querySelector('select'));
    place.hidden = false;
  }
}

localiseTimes();
sortExplorations();
for (const element of document.querySelectorAll('[data-publish]')) {
  const button = /** @type {HTMLButtonElement} */ (element);
  button.hidden = false;
  button.addEventListener('click', () => changeStatus(button));
}
setUpNewExploration();
setUpImport();
