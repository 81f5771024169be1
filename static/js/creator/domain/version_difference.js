/**
 * The changes between two versions in words. Free of the DOM.
 */

import {quote} from '../../domain/text_direction.js';
import {formatQuantity, lowerFirst, upperFirst} from './formats.js';

/**
 * @import {
 *   PartDifference, StateDifference, TextPart, VersionDifference
 * } from '../../domain/wire_types.js'
 */

/** Characters of an unchanged passage that are shown on either side. */
const CONTEXT = 80;

/** @type {Readonly<Record<PartDifference['kind'], string>>} */
const KINDS = Object.freeze({
  added: 'added', removed: 'removed', edited: 'changed',
});

/**
 * @param {PartDifference} difference
 * @return {string} such as "Hint 2 added".
 */
export function partSentence({label, kind, is_markup: isMarkup}) {
  return `${label} ${KINDS[kind]}${isMarkup ? ', in its markup only' : ''}`;
}

/**
 * @param {StateDifference} state
 * @return {string} what happened to a card, in one sentence.
 */
export function stateSentence({changed, a_state_name: before, differences}) {
  if (changed === 'added') return 'This card is new.';
  if (changed === 'deleted') return 'This card is gone.';
  const parts = differences.map((part) => lowerFirst(partSentence(part)));
  const list = [
    ...(changed === 'renamed' ?
      [`renamed, it was ${quote(before ?? '')}`] : []),
    ...parts,
  ].join('; ');
  return `${upperFirst(list)}.`;
}

/**
 * @param {VersionDifference} difference
 * @return {string}
 */
export function sameSentence({differences, states, num_same: numSame}) {
  if (states.length === 0 && differences.length === 0) {
    return 'Nothing differs.';
  }
  return numSame === 0 ? '' :
    `${formatQuantity(numSame, 'other card')} did not change.`;
}

/**
 * @param {readonly TextPart[]} parts
 * @return {TextPart[]} with the middle of long unchanged passages left out.
 */
export function shortenedParts(parts) {
  return parts.map(({mark, text}, index) => {
    const ends = (index > 0 ? 1 : 0) + (index < parts.length - 1 ? 1 : 0);
    if (mark !== 'same' || text.length <= CONTEXT * (ends + 1)) {
      return {mark, text};
    }
    const head = index > 0 ? text.slice(0, CONTEXT) : '';
    const tail = index < parts.length - 1 ? text.slice(-CONTEXT) : '';
    return {mark, text: `${head} … ${tail}`};
  });
}
