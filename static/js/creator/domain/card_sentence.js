/** The most important fact about a card, as one sentence. */

import {isEnough} from './card_details.js';
import {formatPart, formatQuantity, formatShare} from './formats.js';

/**
 * @import {
 *   Rate as ServerRate, StateFigures
 * } from '../../domain/wire_types.js'
 */
/** @import {CardRow} from './statistics_model.js' */

/**
 * @param {ServerRate} rate
 * @return {string} a percentage, or the counts where they are too few.
 */
function shareText({value, successes, n}) {
  return isEnough(n) ? formatShare(value) :
    formatPart(successes, n);
}

/**
 * @param {CardRow} row
 * @param {StateFigures|undefined} figures undefined until they are processed.
 * @return {string}
 */
export function cardSentence(row, figures) {
  const came = formatQuantity(row.firstEntered, 'learner');
  if (row.firstEntered === 0) return 'Nobody has come here yet.';
  if (row.isTerminal) return `${came} finished here.`;
  const parts = figures?.first_try.n ? [
    `${shareText(figures.first_try)} right at first`,
    `${shareText(figures.eventual_success)} in the end`,
  ] : [];
  const {share, isEnough: isShare, part, whole} = row.rates.leftHere;
  const left = isShare ? `${formatShare(share)} left here` :
    `${formatPart(part, whole)} left here`;
  return `${came} came: ${[...parts, left].join(', ')}.`;
}
