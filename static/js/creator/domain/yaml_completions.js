/**
 * Completions at a position in the YAML of an exploration: keys, names of
 * cards, interactions and rules. Free of the DOM.
 */

import {cardsOf} from './card_in_yaml.js';

/** @import {ExplorationNames as Names} from '../../domain/wire_types.js' */

/**
 * @typedef {object} Completions
 * @property {number} from where the completed word begins.
 * @property {boolean} isValue whether it is the value of a key.
 * @property {{label: string, apply?: string, detail?: string}[]} options
 */

/** A line with a key: its indentation, dashes of a list, and the key. */
const KEY_LINE = new RegExp(
  '^( *)((?:- +)*)("[^"]*"|\'[^\']*\'|[^\\s\'"#{[-][^:]*?):(?:\\s|$)');

/** A key and the beginning of its value before the cursor. */
const VALUE = /(?:^|[\s{,])(\w+):\s+(["']?)([^,{}[\]"']*)$/;

/** The beginning of a key before the cursor. */
const KEY = /(?:^\s*(?:- +)*|[{,]\s*)(\w*)$/;

/** The key before the brace that is open at the cursor. */
const OPEN_BRACE = /(?:(\w+):\s*|- *)\{[^{}]*$/;

const RULE_TYPE = /\brule_type: *(\w+)/g;

/** A line in the column of the names of cards. */
const CARD_LINE = /^ {2}[^\s#-]/gm;

/** Keys whose children have names that the creator chooses. */
const NAMED_BY_CREATOR = ['states', 'param_specs'];

/** Keys with the name of a card. */
const DESTINATIONS = ['dest', 'init_state_name'];

/** Keys with truth values. */
const FLAGS = [
  'labelled_as_correct', 'solicit_answer_details', 'answer_is_exclusive',
];

/**
 * @param {string} yaml
 * @param {number} position of the cursor.
 * @param {Names} names
 * @return {Completions|null} null where there are none.
 */
export function completionsAt(yaml, position, names) {
  const lines = yaml.slice(0, position).split('\n');
  const before = lines.at(-1) ?? '';
  const value = before.match(VALUE);
  if (value) {
    const [, key, quote, prefix] = value;
    const options = valuesOf(key, yaml, position, names);
    return options && {
      from: position - prefix.length, isValue: true,
      options: options.map((label) => ({
        label, ...(quote ? {} : {apply: quoteIfNeeded(label)}),
      })),
    };
  }
  const key = before.match(KEY);
  if (!key) return null;
  const options = keysOf(parentsOf(lines), yaml, position, names);
  return options && {
    from: position - key[1].length, isValue: false,
    options: options.map(
      (name) => ({label: name, apply: `${name}: `})),
  };
}

/**
 * @param {string} key
 * @param {string} yaml
 * @param {number} position
 * @param {Names} names
 * @return {string[]|null}
 */
function valuesOf(key, yaml, position, names) {
  if (DESTINATIONS.includes(key)) return cardsOf(yaml);
  if (FLAGS.includes(key)) return ['true', 'false'];
  if (key === 'id') return Object.keys(names.interactions);
  if (key === 'generator_id') return Object.keys(names.generators);
  if (key !== 'rule_type') return null;
  const interaction = interactionAt(yaml, position, names);
  return interaction ? Object.keys(interaction.rules) : null;
}

/**
 * @param {string[]} parents the innermost first.
 * @param {string} yaml
 * @param {number} position
 * @param {Names} names
 * @return {string[]|null} the keys that a mapping may have.
 */
function keysOf([parent = '', grandparent = ''], yaml, position, names) {
  if (NAMED_BY_CREATOR.includes(parent)) return null;
  if (NAMED_BY_CREATOR.includes(grandparent)) return names.fields[grandparent];
  if (grandparent === 'customization_args') return ['value'];
  const interaction = interactionAt(yaml, position, names);
  if (parent === 'customization_args') {
    const generators = Object.values(names.generators).flat();
    return grandparent === 'param_changes' ? generators :
      interaction?.customization_args ?? null;
  }
  if (parent === 'inputs') {
    const before = [...yaml.slice(0, position).matchAll(RULE_TYPE)].at(-1);
    return interaction?.rules[before?.[1] ?? ''] ?? null;
  }
  return names.fields[parent] ?? null;
}

/**
 * @param {string} yaml
 * @param {number} position
 * @param {Names} names
 * @return {Names['interactions'][string]|undefined} of the card.
 */
function interactionAt(yaml, position, names) {
  const starts = [...yaml.matchAll(CARD_LINE)].map(({index}) => index);
  const card = yaml.slice(
    starts.findLast((index) => index <= position),
    starts.find((index) => index > position));
  const id = card.match(/[\s{]id: *["']?(\w+)/)?.[1];
  return id === undefined ? undefined : names.interactions[id];
}

/**
 * @param {string[]} lines up to the cursor, which is in the last one.
 * @return {string[]} the keys around the cursor, the innermost first.
 */
function parentsOf(lines) {
  const last = lines.at(-1) ?? '';
  const parents = [];
  const brace = last.match(OPEN_BRACE);
  const [start, indent, dashes] = last.match(/^( *)((?:- +)*)/) ?? ['', '', ''];
  let limit = dashes ? indent.length + 1 : start.length;
  if (brace?.[1]) {
    parents.push(brace[1]);
    const outer = last.slice(0, brace.index).match(OPEN_BRACE);
    if (outer?.[1]) parents.push(outer[1]);
  }
  for (const line of lines.slice(0, -1).reverse()) {
    const match = line.match(KEY_LINE);
    if (!match) continue;
    const [, spaces, itemDashes, key] = match;
    const column = spaces.length + itemDashes.length;
    if (column < limit) {
      parents.push(key.replaceAll(/^["']|["']$/g, ''));
      limit = column;
    }
    // The key is in an item of a list, whose own key may be in the same column
    // as the dash.
    if (itemDashes && column === limit) limit = spaces.length + 1;
  }
  return parents;
}

/**
 * @param {string} text
 * @return {string} as a value of YAML.
 */
function quoteIfNeeded(text) {
  const isPlain = /^[\p{L}_][\p{L}\d _-]*$/u.test(text) &&
    !/^(true|false|null|yes|no|on|off)$/i.test(text);
  return isPlain || /^(true|false)$/.test(text) ? text : JSON.stringify(text);
}
