/** Finds a card in the YAML of its exploration. Free of the DOM. */

/** A key at the first level below `states`, plain or in quotation marks. */
const CARD_KEY = new RegExp('^ {2}(?:' + [
  '"((?:[^"\\\\]|\\\\.)*)"',
  "'((?:[^']|'')*)'",
  '([^\\s\'"#].*?)',
].join('|') + '):(?:\\s.*)?$');

/**
 * @param {string} line
 * @return {string|null} the name of the card that begins here.
 */
function nameIn(line) {
  const match = line.match(CARD_KEY);
  if (!match) return null;
  const [, double, single, plain] = match;
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
 * @return {Generator<{name: string, start: number, end: number,
 *     line: number}>} each card: its name, the range of the line with it, and
 *     the number of that line from 0.
 */
function* cardLines(yaml) {
  let start = 0;
  let isAmongCards = false;
  for (const [line, text] of yaml.split('\n').entries()) {
    if (/^\S/.test(text)) isAmongCards = /^states:\s*$/.test(text);
    const name = isAmongCards ? nameIn(text) : null;
    if (name !== null) yield {name, start, end: start + text.length, line};
    start += text.length + 1;
  }
}

/**
 * @param {string} yaml in the editor.
 * @param {string} stateName
 * @return {{start: number, end: number, line: number}|null} null if there is
 *     no such card.
 */
export function placeOfCard(yaml, stateName) {
  const card = [...cardLines(yaml)].find(({name}) => name === stateName);
  return card ?
    {start: card.start, end: card.end, line: card.line} : null;
}

/**
 * @param {string} yaml in the editor.
 * @return {string[]} the names of the cards.
 */
export function cardsOf(yaml) {
  return [...cardLines(yaml)].map(({name}) => name);
}
