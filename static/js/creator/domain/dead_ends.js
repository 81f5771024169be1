/**
 * Cards and versions in the address that do not exist, because it was typed or
 * is older than a change. Free of the DOM.
 */

import {quote} from '../../domain/text_direction.js';
import {formatCount} from './formats.js';

/** @import {StatisticsResponse as Answer} from '../../domain/wire_types.js' */
/** @import {ViewState} from './view_state.js' */

/**
 * @typedef {object} DeadEnd
 * @property {string} heading
 * @property {string} text
 */

/**
 * @param {Answer} answer
 * @param {Pick<ViewState, 'card'>} state
 * @return {DeadEnd|null} null if the card exists, or none is open.
 */
export function missingCardOf(answer, {card}) {
  if (card === null || answer.state_order.includes(card) ||
      Object.hasOwn(answer.state_stats_mapping, card)) return null;
  return {
    heading: `Version ${formatCount(answer.exp_version)} has no card called ` +
      quote(card),
    text: 'Perhaps it has another name in this version, or was deleted. ' +
      'The history tells what was renamed.',
  };
}

/**
 * @param {import('../lib/failures.js').Failure} failure
 * @param {Pick<ViewState, 'version'>} state
 * @return {DeadEnd|null} null if the failure is another one.
 */
export function missingVersionOf({status, path, message}, {version}) {
  if (version === null || status !== 400 || path !== 'v') return null;
  return {
    heading: `There is no version ${formatCount(version)}`,
    text: `The server says: ${message}.`,
  };
}
