/** Numbers as people type them, in digits of any script. */

import {withoutInvisible} from '../domain/text_forms.js';

/** "1½" and "1¹⁄₂" are one and a half, not eleven halves. */
const BEFORE_VULGAR_FRACTION =
    /(?<=\p{Nd})(?=[¼-¾⅐-⅟]|[⁰¹²³⁴-⁹]+⁄)/gu;

/** "m²" is not "m2", nor "2³" twenty-three. */
const POWER = /(?<=[\p{L}\p{Nd})°])[⁺⁻]?[⁰¹²³⁴-⁹]+/gu;

const SPACES = '[\\s\'’\u02bc\u066c]';

/** "1 000", "1’000": the marks between groups of three digits. */
const GROUPED = new RegExp(
    `^([+-]?\\d{1,3}(?:${SPACES}\\d{3})+)(?!\\d)`, 'u');

/**
 * @param {string} digit Of any script that counts from zero to nine.
 * @returns {string} The digit from 0 to 9.
 */
function asciiDigit(digit) {
  const code = /** @type {number} */ (digit.codePointAt(0));
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) {
    value++;
  }
  return String(value);
}

/**
 * @param {string} text As typed: "１２", "١٢٫٥", "−2", "½".
 * @returns {string} The same with the digits 0 to 9, "-", "." and "/".
 */
export function plainNumberText(text) {
  return withoutInvisible(text)
      .replace(BEFORE_VULGAR_FRACTION, ' ')
      .replace(POWER, '^$&')
      .normalize('NFKC')
      .replace(/\p{Nd}/gu, asciiDigit)
      .replace(/[\u2010-\u2014\u2212]/gu, '-')
      .replaceAll('\u066b', '.')
      .replace(/[\u2044\u2215÷]/gu, '/')
      .trim();
}

/**
 * @param {string} text Plain.
 * @returns {string} The same without thousands separators.
 */
export function withoutGroups(text) {
  return text.replace(
      GROUPED, (grouped) => grouped.replace(new RegExp(SPACES, 'gu'), ''));
}
