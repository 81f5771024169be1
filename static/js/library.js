/**
 * Searches and filters the library, and marks the explorations that the learner
 * can continue in this browser.
 */

import {SavedPlays} from './player/services/saved_plays.js';

const search = document.querySelector('[data-library-search]');
const query = document.querySelector('#library-query');
const noMatch = document.querySelector('[data-library-no-match]');
const status = document.querySelector('[data-library-status]');
const cards = [...document.querySelectorAll('[data-library-card]')].map(
  (element) => ({
    element,
    text: fold(element.textContent ?? ''),
    numCards: element.querySelector('[data-library-cards]')?.textContent ?? '',
  }));

const filters = [.../** @type {NodeListOf<HTMLSelectElement>} */ (
  document.querySelectorAll('[data-library-filter]'))];

const languageNames = new Intl.DisplayNames('en', {type: 'language'});
for (const option of filters.flatMap(({dataset, options}) =>
  dataset.libraryFilter === 'language' ? [...options].slice(1) : [])) {
  option.textContent = languageNames.of(option.value) ?? option.value;
}

if (search && query instanceof HTMLInputElement) {
  search.removeAttribute('hidden');
  const update = () => narrow(query.value);
  for (const field of [query, ...filters]) {
    field.addEventListener('input', update);
  }
  update(); // Browsers restore the fields after going back.
}

// Also when the browser restores the page from its back/forward cache.
window.addEventListener('pageshow', showSavedPlays);

function showSavedPlays() {
  const plays = new SavedPlays({
    getLocalStorage: () => window.localStorage, now: () => Date.now(),
  });
  plays.prune();
  for (const {element, numCards} of cards) {
    const play = plays.toGoOnWith(element.getAttribute('data-exp-id') ?? '');
    const place = element.querySelector('[data-library-cards]');
    const start = element.querySelector('[data-library-start]');
    if (place) place.textContent = play ? placeOf(play) : numCards;
    if (start) start.textContent = play ? 'Go on' : 'Start';
  }
}

/**
 * @param {import('./player/services/saved_play.js').SavedPlay} play
 * @returns {string} Without the total if a loop led beyond it.
 */
function placeOf({card_number: number, num_cards: numCards}) {
  return number <= numCards ? `Card ${number} of ${numCards}` :
    `Card ${number}`;
}

/** @param {string} text Every word of it has to occur. */
function narrow(text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const card of cards) {
    const matches = words.every((word) => card.text.includes(word)) &&
      filters.every((filter) => passes(card.element, filter));
    card.element.toggleAttribute('hidden', !matches);
    shown += matches ? 1 : 0;
  }
  noMatch?.toggleAttribute('hidden', shown > 0);
  if (status) {
    const isNarrowed = words.length > 0 || filters.some(({value}) => value);
    status.textContent = isNarrowed ? `${shown} found` : '';
  }
}

/**
 * @param {Element} element
 * @param {HTMLSelectElement} filter
 * @returns {boolean}
 */
function passes(element, {dataset, value}) {
  const own = element.getAttribute(`data-${dataset.libraryFilter}`);
  return value === '' || value === own;
}

/**
 * @param {string} text
 * @returns {string} In lower case and without accents.
 */
function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
