/**
 * Broken counts in the words of the page.
 */

import {CARD_FIGURES, EXPLORATION_FIGURES} from './figures.js';

/**
 * Labels of counters. Those of the exploration come last: it and its cards
 * share the key `num_completions`, whose label is the exploration's.
 *
 * @type {ReadonlyMap<string, string>}
 */
const NAMES = new Map([...CARD_FIGURES, ...EXPLORATION_FIGURES].flatMap(
  ({counter, label}) => counter ? [[counter, label.toLowerCase()]] : []));

/**
 * @param {string} counter its name as it is stored.
 * @return {string} its label on the page.
 */
export function counterLabel(counter) {
  return NAMES.get(counter) ?? counter;
}

/**
 * @param {string} violation a sentence of the server about a broken rule, with
 *     the stored names of counters.
 * @return {string}
 */
export function inPlainWords(violation) {
  return violation
    .replace('of the first state', 'of the first card')
    .replace(/\b[a-z]+(?:_[a-z]+)+\b/g, counterLabel);
}
