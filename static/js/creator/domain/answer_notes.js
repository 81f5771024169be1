/**
 * Notes beside the counts of answers: those that earlier versions judged
 * differently, and those that are not listed.
 */

import {formatCount, formatQuantity} from './formats.js';

/** @import {ChartTable} from './charts/chart_content.js' */
/**
 * @import {
 *   Answers as AnswersOfInteraction, WithheldGroup
 * } from '../../domain/wire_types.js'
 */

/**
 * @param {number} numOtherwise how often the answer was judged differently.
 * @param {number} count how often the answer was given.
 * @param {boolean|null} isRight by the version shown.
 * @return {string} empty if it was never judged differently.
 */
export function differingJudgementText(numOtherwise, count, isRight) {
  if (numOtherwise === 0) return '';
  return `${formatCount(numOtherwise)} of ${formatCount(count)} ` +
    `${numOtherwise === 1 ? 'was' : 'were'} given when it counted as ` +
    `${isRight ? 'wrong' : 'right'}`;
}

/**
 * @param {number} kAnonymity
 * @return {string} numbers of learners below `kAnonymity`, in words.
 */
export function tooFewLearners(kAnonymity) {
  if (kAnonymity === 2) return 'one learner';
  return kAnonymity === 3 ? 'one or two learners' :
    `fewer than ${formatCount(kAnonymity)} learners`;
}

/**
 * Says how many answers are not listed, and why (for clicks: `hiddenTexts`).
 *
 * @param {AnswersOfInteraction} entry
 * @param {number} kAnonymity
 * @return {string} empty when every answer is listed.
 */
export function withheldText(entry, kAnonymity) {
  const isOfClicks = entry.visualizations.some(
    ({id}) => id === 'ClickHexbins');
  if (entry.num_withheld === 0 || isOfClicks) return '';
  const numAddressed = entry.withheld.reduce(
    (sum, group) => sum + (group.is_addressed ? group.num_different : 0), 0);
  return `${formatQuantity(entry.num_withheld, 'answer')} of ` +
    `${tooFewLearners(kAnonymity)}, ${ofThem(numAddressed, entry)} addressed ` +
    'by a rule. They are not listed word for word, so that nobody can be ' +
    'recognised by what they wrote.';
}

/**
 * @param {number} number
 * @param {AnswersOfInteraction} entry
 * @return {string}
 */
function ofThem(number, {num_withheld: all}) {
  if (number === 0) return all === 1 ? 'not' : 'none of them';
  if (number < all) return `${formatCount(number)} of them`;
  return all === 1 ? '' : 'all of them';
}

/**
 * @param {WithheldGroup} group
 * @return {string}
 */
export function rightText({is_right: isRight}) {
  if (isRight === null) return '–';
  return isRight ? '✓ right' : 'wrong';
}

/**
 * @param {readonly WithheldGroup[]} groups
 * @return {ChartTable} for files.
 */
export function withheldTable(groups) {
  return {
    id: 'withheld_answers',
    columns: [
      {key: 'size', label: 'Length or size'},
      {key: 'is_right', label: 'Right'},
      {key: 'is_addressed', label: 'Addressed'},
      {key: 'num_different', label: 'Different answers', isNumber: true},
      {key: 'count', label: 'Count', isNumber: true},
    ],
    rows: groups.map((group) => [
      group.size, group.is_right, group.is_addressed, group.num_different,
      group.count,
    ]),
  };
}
