/**
 * @fileoverview Narrows the library down to the cards that hold some words.
 */

const search = document.querySelector('[data-library-search]');
const query = document.querySelector('#library-query');
const noMatch = document.querySelector('[data-library-no-match]');
const status = document.querySelector('[data-library-status]');
const cards = [...document.querySelectorAll('[data-library-card]')].map(
  (element) => ({element, text: fold(element.textContent ?? '')}));

if (search && query instanceof HTMLInputElement) {
  search.removeAttribute('hidden');
  query.addEventListener('input', () => narrow(query.value));
  narrow(query.value); // what the browser restored after going back
}

/** @param {string} text What was typed; every word has to occur. */
function narrow(text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const card of cards) {
    const matches = words.every((word) => card.text.includes(word));
    card.element.toggleAttribute('hidden', !matches);
    shown += matches ? 1 : 0;
  }
  noMatch?.toggleAttribute('hidden', shown > 0);
  if (status) {
    status.textContent = words.length ? `${shown} found` : '';
  }
}

/**
 * @param {string} text
 * @returns {string} The text without case and accents.
 */
function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
