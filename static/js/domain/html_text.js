/**
 * HTML as text: escaping, reading, and filling in the learner's parameters.
 * Independent of a page. The result is not safe HTML: creators' HTML is
 * sanitised on the server.
 */

import {evaluate, ExpressionError, NoValueError} from
  './param_expressions.js';

/** @type {Record<string, string>} */
const ENTITY_OF = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;',
};

/** @type {Record<string, string>} */
const CHARACTER_OF = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'', nbsp: ' ',
};

const ENTITY = /&(#x[0-9a-f]+|#[0-9]+|[a-z]+);/gi;

/** A tag, with its quoted attribute values, which may contain ">". */
const TAG = /<(?:"[^"]*"|'[^']*'|[^'">])*>/g;

/** Tags within a word, such as those of an exponent. */
const INLINE_TAG = /^<\/?(?:a|b|code|em|i|oppia-math|s|strong|sub|sup|u)\b/i;

/** Tags whose attributes have words: a picture's description, a tab's title. */
const PICTURE = /^<img\b(?:[^>]*? alt="([^"]+)")?/i;
const TAB = /^<oppia-tab title="([^"]*)"/i;

/** Tags that show something although they hold no text. */
const SPEAKING_TAG = /<(?:img|audio|video|iframe|svg|hr|table)\b/i;

const PLACEHOLDER = /\{\{([^{}]+)\}\}/g;

/** A single name, whose value is filled in without parsing an expression. */
const NAME = /^[A-Za-z0-9_]+$/;

/** Shown for an expression without a value, such as a word times two. */
const NO_VALUE = '?';

/**
 * @param {string} text
 * @returns {string} HTML that reads as the text, in elements and attributes.
 */
export function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => ENTITY_OF[character]);
}

/**
 * @param {string} html
 * @returns {string} The visible text of the HTML, on one line; formulas are
 *     LaTeX.
 */
export function htmlToText(html) {
  return html
      .replace(TAG, textOfTag)
      .replace(ENTITY, decodeEntity)
      .replace(/\s+/g, ' ')
      .trim();
}

/**
 * @param {string} tag
 * @returns {string} The words in it, or a separator for those around it.
 */
function textOfTag(tag) {
  if (INLINE_TAG.test(tag)) return '';
  const [isPicture, description] = PICTURE.exec(tag) ?? [];
  if (isPicture) return ` [Picture${description ? `: ${description}` : ''}] `;
  const title = TAB.exec(tag)?.[1];
  return title ? ` ${title}: ` : ' ';
}

/**
 * @param {string} text
 * @returns {string} The text with its character references decoded.
 */
function decodeEntities(text) {
  return text.replace(ENTITY, decodeEntity);
}

/**
 * @param {string} entity
 * @param {string} name
 * @returns {string}
 */
function decodeEntity(entity, name) {
  if (!name.startsWith('#')) return CHARACTER_OF[name] ?? entity;
  const isHex = name[1] === 'x' || name[1] === 'X';
  const code = parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
}

/**
 * @param {string} html
 * @returns {boolean} Whether the HTML shows nothing.
 */
export function isBlankHtml(html) {
  return !SPEAKING_TAG.test(html) && htmlToText(html) === '';
}

/**
 * Fills in `{{name}}`, and `{{expressions}}` of names. Those with an unset
 * name are left as written, so that a lesson may speak about curly brackets.
 *
 * @param {string} text
 * @param {Record<string, string>} values
 * @returns {string}
 */
export function interpolateText(text, values) {
  return text.replace(PLACEHOLDER, (placeholder, expression) =>
    valueOf(expression, values) ?? placeholder);
}

/**
 * @param {string} expression
 * @param {Record<string, string>} values
 * @returns {string | null} Null if it is invalid or has an unset name.
 */
function valueOf(expression, values) {
  const name = expression.trim();
  if (NAME.test(name) && Object.hasOwn(values, name)) return values[name];
  try {
    return evaluate(expression, values);
  } catch (error) {
    if (error instanceof NoValueError) return NO_VALUE;
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

/**
 * Like `interpolateText`, but escapes values and fills them in only between
 * tags, as learners' words do not belong in addresses or attributes.
 *
 * @param {string} html
 * @param {Record<string, string>} values
 * @returns {string}
 */
export function interpolateHtml(html, values) {
  const fill = (/** @type {string} */ text) =>
    text.replace(PLACEHOLDER, (placeholder, expression) => {
      const value = valueOf(decodeEntities(expression), values);
      return value === null ? placeholder : escapeHtml(value);
    });
  let result = '';
  let end = 0;
  for (const match of html.matchAll(TAG)) {
    result += fill(html.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return result + fill(html.slice(end));
}
