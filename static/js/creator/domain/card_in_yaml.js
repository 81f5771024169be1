/** Finds a card in the YAML of its exploration. Free of the DOM. */

/** A key at the first level below `states`, plain or in quotation marks. */
const CARD_KEY = new RegExp('^ {2}(?:' + [
  '"((?:[^"\\\\]|\\\\.)*)"',
  "'((?:[^']|'')*)'",
  '([^\\s\'"#].*?)',
].join('|') + '):\\s*(?:#.*)?$');

/**
 * @param {string} line
 * @return {string|null} the name of the card that begins here.
 */
function nameIn(line) {
  const found = line.match(CARD_KEY);
  if (!found) return null;
  const [, double, single, plain] = found;
  if (single !== undefined) return single.replaceAll('\'\'', '\'');
  if (double === undefined) return plain;
  try {
    return JSON.parse(`"${double}"`);
  } catch {
    return double;
  }
}

/**
 * @param {string} yaml in the editor.
 * @param {string} stateName
 * @return {{start: number, end: number, line: number}|null} the range of
 *     the line with its name, and its number from 0; null if there is no such
 *     card.
 */
export function placeOfCard(yaml, stateName) {
  let start = 0;
  let isAmongCards = false;
  for (const [line, text] of yaml.split('\n').entries()) {
    if (/^\S/.test(text)) isAmongCards = /^states:\s*$/.test(text);
    else if (isAmongCards && nameIn(text) === stateName) {
      return {start, end: start + text.length, line};
    }
    start += text.length + 1;
  }
  return null;
}
