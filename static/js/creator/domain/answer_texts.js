/**
 * Formats any answer as a readable line. Learners' texts are not escaped:
 * callers show them as text, never as HTML.
 */

import {htmlToText} from '../../domain/html_text.js';
import {positionText} from '../../interactions/image_click_input.js';

/** @typedef {Record<string, {value: any}>} CustomizationArgs */

/** @typedef {(answer: any, args: CustomizationArgs) => string} Writer */

const MINUS = '\u2212';
const EMPTY = '(nothing)';

/** Names the place of a click that is in no region of the image. */
export const NO_REGION = 'outside of all regions';

/** Length of the longest escape sequence of JSON, such as `\u00e9`. */
const LONGEST_ESCAPE = 6;

/**
 * @param {number} number
 * @return {string}
 */
function numberText(number) {
  return String(number).replaceAll('-', MINUS);
}

/**
 * Answers of unknown interactions, formatted by their shape.
 *
 * @param {any} value
 * @return {string}
 */
function plainText(value) {
  if (value === null || value === undefined) return EMPTY;
  if (typeof value === 'string') return value === '' ? EMPTY : value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return listText(value);
  return Object.entries(value)
    .map(([key, part]) => `${key}: ${plainText(part)}`).join('; ') || EMPTY;
}

/**
 * @param {any[]} values
 * @param {(value: any) => string} [write]
 * @param {string} [separator]
 * @return {string}
 */
function listText(values, write = plainText, separator = ', ') {
  return values.length ? values.map(write).join(separator) : EMPTY;
}

/**
 * @param {any} index
 * @param {CustomizationArgs} args
 * @return {string} marks a choice that the version shown lacks; its HTML is
 *     recorded instead of its index.
 */
function choiceText(index, args) {
  const choices = args.choices?.value;
  const html = Array.isArray(choices) ? choices[index] : undefined;
  if (typeof html === 'string') return htmlToText(html) || EMPTY;
  if (typeof index === 'string') {
    const text = htmlToText(index) || EMPTY;
    return Array.isArray(choices) ? `${text} (no longer there)` : text;
  }
  return `choice ${Number(index) + 1}, which this version does not have`;
}

/** @type {Writer} */
function fractionText({isNegative, wholeNumber, numerator, denominator}) {
  const parts = [];
  if (wholeNumber || !numerator) parts.push(String(wholeNumber));
  if (numerator) parts.push(`${numerator}/${denominator}`);
  return (isNegative ? MINUS : '') + parts.join(' ');
}

/** @type {Writer} */
function quantityText({type, real, fraction, units}, args) {
  const size = type === 'fraction' ? fractionText(fraction, args) :
    numberText(real);
  const unitTexts = units.map((/** @type {any} */ {unit, exponent}) =>
    exponent === 1 ? unit : `${unit}^${numberText(exponent)}`);
  return [size, ...unitTexts].join(' ');
}

/** @type {Writer} */
function clickText({clickPosition, clickedRegions}) {
  const regions = clickedRegions?.length ? listText(clickedRegions) : '';
  if (clickPosition === null) return regions || NO_REGION;
  const where = positionText(clickPosition);
  return regions ? `${regions} (${where})` : where;
}

/** @type {Writer} */
function mapText([latitude, longitude]) {
  const degrees = (/** @type {number} */ value) => Math.abs(value).toFixed(2);
  return `${degrees(latitude)}° ${latitude < 0 ? 'S' : 'N'}, ` +
    `${degrees(longitude)}° ${longitude < 0 ? 'W' : 'E'}`;
}

/** @type {Writer} */
function graphText({vertices, edges, isDirected}) {
  const nameOf = (/** @type {number} */ index) =>
    vertices[index]?.label || String(index + 1);
  const arrow = isDirected ? ' → ' : '–';
  const names = vertices.map(
    (/** @type {unknown} */ _, /** @type {number} */ index) => nameOf(index));
  return `points ${listText(names)}; edges ` + listText(
    edges, ({src, dst}) => nameOf(src) + arrow + nameOf(dst));
}

/** @type {Writer} */
function codeText({code, output, error}) {
  const result = error ? `error: ${error}` : output ? `prints: ${output}` : '';
  return result ? `${code}  ⇒  ${result}` : code;
}

/** @type {Writer} */
function orderText(groups, args) {
  return groups.map((/** @type {any} */ group, /** @type {number} */ index) =>
    `${index + 1}. ${positionOfOrder(group, args)}`).join('  ');
}

/**
 * @param {any} group the choices at one position.
 * @param {CustomizationArgs} args
 * @return {string}
 */
function positionOfOrder(group, args) {
  return listText([group].flat(), (choice) => choiceText(choice, args), ' = ');
}

/**
 * @param {any} value
 * @return {string}
 */
function htmlOrPlainText(value) {
  return typeof value === 'string' ? htmlToText(value) : plainText(value);
}

/** @type {ReadonlyMap<string, Writer>} */
const WRITERS = new Map(Object.entries({
  CodeRepl: codeText,
  Continue: () => '(went on)',
  DragAndDropSortInput: orderText,
  FractionInput: fractionText,
  GraphInput: graphText,
  ImageClickInput: clickText,
  InteractiveMap: mapText,
  ItemSelectionInput: (answer, args) => answer.length ?
    answer.map((/** @type {any} */ choice) => choiceText(choice, args))
      .join(' + ') : EMPTY,
  MultipleChoiceInput: choiceText,
  MusicNotesInput: (answer) => listText(
    answer, (note) => note.readableNoteName),
  NumberWithUnits: quantityText,
  PencilCodeEditor: codeText,
  RatioExpressionInput: (answer) => listText(answer, plainText, ' : '),
}));

/** @type {ReadonlyMap<string, Writer>} */
const ITEM_WRITERS = new Map(Object.entries({
  DragAndDropSortInput: positionOfOrder,
  ItemSelectionInput: choiceText,
}));

/**
 * @param {any} answer as it was recorded.
 * @param {string} interactionId
 * @param {CustomizationArgs} [args] of the card in the version shown.
 * @return {string} never empty. An answer that does not have the shape of
 *     its interaction (of another version, or hostile) is formatted by shape.
 */
export function answerText(answer, interactionId, args = {}) {
  const write = WRITERS.get(interactionId);
  if (!write) return plainText(answer);
  try {
    const text = write(answer, args);
    return typeof text === 'string' && text !== '' ? text : plainText(answer);
  } catch (error) {
    if (error instanceof TypeError) return plainText(answer);
    throw error;
  }
}

/**
 * Formats an answer that was too long to store whole. The beginning of its JSON
 * is stored; that of a text may end within an escape sequence.
 *
 * @param {string} beginning ends with an ellipsis.
 * @return {string}
 */
export function shortenedAnswerText(beginning) {
  if (!beginning.startsWith('"')) return beginning;
  const start = beginning.replace(/…$/, '');
  for (let cut = 0; cut <= LONGEST_ESCAPE; cut++) {
    const text = parsedText(`${start.slice(0, start.length - cut)}"`);
    if (text !== null) return `${text}…`;
  }
  return beginning;
}

/**
 * @param {string} json
 * @return {string|null} null if it is not JSON.
 */
function parsedText(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/**
 * Formats each item of an answer that is a list, such as a selection.
 *
 * @param {any} answer
 * @param {string} interactionId
 * @param {CustomizationArgs} [args]
 * @return {string[]} a line for each item; other answers are one line.
 */
export function answerItems(answer, interactionId, args = {}) {
  if (!Array.isArray(answer) || answer.length === 0) {
    return [answerText(answer, interactionId, args)];
  }
  const write = ITEM_WRITERS.get(interactionId) ?? htmlOrPlainText;
  return answer.map((item) => write(item, args));
}
