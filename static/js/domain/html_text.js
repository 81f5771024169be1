/**
 * HTML as text: escaping, reading, and filling in the learner's parameters.
 * Independent of a page. The result is not safe HTML: creators' HTML is
 * sanitised on the server.
 */

/** @type {Record<string, string>} */
const ENTITY_OF = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;',
};

/** @type {Record<string, string>} */
const CHARACTER_OF = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'', nbsp: ' ',
};

/** A tag, with its quoted attribute values, which may contain ">". */
const TAG = /<(?:"[^"]*"|'[^']*'|[^'">])*>/g;

/** Tags that show something although they hold no text. */
const SPEAKING_TAG = /<(?:img|audio|video|iframe|svg|hr|table)\b/i;

const PLACEHOLDER = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;

/**
 * @param {string} text
 * @returns {string} HTML that reads as the text, in elements and attributes.
 */
export function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => ENTITY_OF[character]);
}

/**
 * @param {string} html
 * @returns {string} The visible text of the HTML, on one line.
 */
export function htmlToText(html) {
  return html
      .replace(TAG, ' ')
      .replace(/&(#x[0-9a-f]+|#[0-9]+|[a-z]+);/gi, decodeEntity)
      .replace(/\s+/g, ' ')
      .trim();
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
 * Fills in `{{name}}`. An unset name is left as written, so
 * that a lesson may speak about curly brackets.
 *
 * @param {string} text
 * @param {Record<string, string>} values
 * @returns {string}
 */
export function interpolateText(text, values) {
  return text.replace(PLACEHOLDER, (placeholder, name) =>
    Object.hasOwn(values, name) ? values[name] : placeholder);
}

/**
 * Fills in `{{name}}` between the tags, escaped. Inside a tag nothing is
 * filled in: learners' words do not belong into addresses or attributes.
 *
 * @param {string} html
 * @param {Record<string, string>} values
 * @returns {string}
 */
export function interpolateHtml(html, values) {
  const escaped = Object.fromEntries(
      Object.entries(values).map(([name, v]) => [name, escapeHtml(v)]));
  let result = '';
  let end = 0;
  for (const match of html.matchAll(TAG)) {
    result += interpolateText(html.slice(end, match.index), escaped);
    result += match[0];
    end = match.index + match[0].length;
  }
  return result + interpolateText(html.slice(end), escaped);
}
