/**
 * Comma-separated values after RFC 4180, safe to open in a spreadsheet.
 */

/**
 * Cells as spreadsheets see them that split at semicolons (in many locales) or
 * tabs. Quoting does not prevent that, as quotes count only at the beginning of
 * a cell.
 */
const CELL = /[^;\t\r\n]+/g;

/** A formula; spreadsheets ignore blanks and invisible characters before it. */
const FORMULA = /^[\s\p{C}]*[=+\-@]/u;

/** Within a field, quotes are doubled, which some spreadsheets drop. */
const FORMULA_WITHIN = /^[\s\p{C}"]*[=+\-@]/u;

/** Text that some spreadsheets trim before they look for a formula. */
const BLANK_START = /^[\t\r\n]/;

/**
 * @param {string} cell
 * @param {number} offset where in the field it begins.
 * @return {string} with an apostrophe, which makes it text, if a spreadsheet
 *     would run it. NFKC because full-width signs begin formulas, too.
 */
function neutralCell(cell, offset) {
  const formula = offset === 0 ? FORMULA : FORMULA_WITHIN;
  return formula.test(cell.normalize('NFKC')) ? `'${cell}` : cell;
}

/**
 * Formats one field. Names of cards and answers are untrusted text.
 *
 * @param {string|number|boolean|null} value
 * @return {string}
 */
export function csvField(value) {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const neutral = value.replace(CELL, neutralCell);
  const text = BLANK_START.test(neutral) ? `'${neutral}` : neutral;
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * @param {(string|number|boolean|null)[][]} rows heading first.
 * @return {string} lines that end with CRLF.
 */
export function toCsv(rows) {
  return rows.map((row) => row.map(csvField).join(',') + '\r\n').join('');
}
