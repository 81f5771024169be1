/** The direction in which the texts of a language are written. */

import {RIGHT_TO_LEFT} from './wire_contract.js';

/**
 * @param {string} languageCode A BCP 47 tag, such as `ar` or `az-Arab-IR`.
 * @returns {'ltr' | 'rtl'} The value of the attribute `dir`.
 */
export function directionOf(languageCode) {
  const [language, part = ''] = languageCode.split('-');
  const isFromRight = /^[a-z]{4}$/i.test(part) ?
    RIGHT_TO_LEFT.scripts.includes(
        part[0].toUpperCase() + part.slice(1).toLowerCase()) :
    RIGHT_TO_LEFT.languages.includes(language);
  return isFromRight ? 'rtl' : 'ltr';
}

/** Letters of right-to-left scripts: Hebrew to Arabic, their presentation
 * forms, and later additions. */
const FROM_RIGHT = new RegExp('[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc' +
  '\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}]', 'u');

/**
 * @param {string} text
 * @returns {string} The text; isolated if it has right-to-left letters, so that
 *     it does not reorder a sentence around it.
 */
export function isolate(text) {
  return FROM_RIGHT.test(text) ? `\u2068${text}\u2069` : text;
}

/**
 * @param {string} text
 * @returns {string}
 */
export function quote(text) {
  return `“${isolate(text)}”`;
}
