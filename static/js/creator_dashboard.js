/**
 * @fileoverview The creator dashboard: sorting, publishing, making new ones.
 */
import {formatDate, formatDateTime} from './creator/domain/formats.js';
import {HttpError, sendJson} from './lib/http.js';
import {makeSortable} from './lib/sortable_table.js';
import {setUpNewExploration} from './new_exploration.js';

/** Shows saved times in the reader's own zone, as the other pages do. */
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
 * @param {string} remedyUrl Where it can be put right.
 */
function showProblem(message, remedyUrl) {
  const place = document.querySelector('[data-dashboard-problem]');
  const notice = document.createElement('p');
  notice.className = 'app-notice app-notice--bad';
  const remedy = document.createElement('a');
  remedy.href = remedyUrl;
  remedy.textContent = 'Open its content';
  notice.append(`${message}. `, remedy);
  place?.replaceChildren(notice);
  notice.scrollIntoView({block: 'nearest'});
}

/** @param {HTMLButtonElement} button */
async function changeStatus(button) {
  const {publish, makePublic, title} = button.dataset;
  button.disabled = true;
  try {
    await sendJson('PUT', `/createhandler/status/${publish}`, {
      make_public: makePublic === 'true',
    });
    location.reload();
  } catch (error) {
    if (!(error instanceof HttpError)) {
      throw error;
    }
    const what = makePublic === 'true' ? 'published' : 'made private';
    showProblem(
      `“${title}” was not ${what}: ${error.path} ${error.message}`,
      `/create/${publish}#/content`);
    button.disabled = false;
    button.focus();
  }
}

/** Lets the table sort, by its headings or on a phone by a choice. */
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
