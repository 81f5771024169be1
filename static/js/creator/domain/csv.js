/**
 * Comma-separated values after RFC 4180, safe to open in a spreadsheet.
 */

/** Characters with which a spreadsheet begins a formula. */
const FORMULA_START = /^[=+\-@\t\r]/;

/**
 * One field. Text that a spreadsheet would run as a formula gets an
 * apostrophe in front: the name of a card is anyone's text.
 *
 * @param {string|number|boolean|null} value
 * @return {string}
 */
export function csvField(value) {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA_START.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * @param {(string|number|boolean|null)[][]} rows heading first.
 * @return {string} lines that end with CRLF.
 */
export function toCsv(rows) {
  return rows.map((row) => row.map(csvField).join(',') + '\r\n').join('');
}
