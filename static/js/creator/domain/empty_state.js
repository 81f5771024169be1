/** Explains a tab without figures, and suggests what to do. */

import {formatQuantity} from './formats.js';
import {isEmpty} from './statistics_model.js';

/** @import {StatisticsResponse as Answer} from '../../domain/wire_types.js' */

/**
 * @typedef {object} EmptyState
 * @property {string} heading
 * @property {string[]} reasons one paragraph each.
 * @property {'share'|'publish'|'latest'|'all'} action the suggestion.
 */

const OWN_PLAYS = 'Your own plays, and those of other owners and editors, ' +
  'are not counted.';

/**
 * @param {Answer} answer
 * @return {string} '' without automated visits.
 */
export function automatedText({num_automated_visits: visits = 0}) {
  if (!visits) return '';
  return `${formatQuantity(visits, 'automated visit')}, not counted: robots ` +
    'and other programs opened the exploration.';
}

/**
 * @param {NonNullable<Answer['cut']>} cut
 * @return {EmptyState}
 */
function emptyCut({is_withheld: isWithheld}) {
  return isWithheld ? {
    heading: 'Too few plays to show them by themselves',
    reasons: [
      'So few learners belong to this part, or would be the rest of all ' +
      'without it, that its figures would be those of single learners.',
    ],
    action: 'all',
  } : {
    heading: 'No plays in this part',
    reasons: [
      'No play that has been processed began on these days with these ' +
      'learners. Plays are processed a few minutes after they end.',
    ],
    action: 'all',
  };
}

/**
 * @param {Answer} answer
 * @return {EmptyState|null} null if there are figures.
 */
export function emptyStateOf(answer) {
  if (!isEmpty(answer)) return null;
  if (answer.cut) return emptyCut(answer.cut);
  const own = [
    ...(answer.own_plays_counted ? [] : [OWN_PLAYS]),
    automatedText(answer),
  ].filter(Boolean);
  if (answer.exp_version < answer.latest_version) {
    return {
      heading: `No plays up to version ${answer.exp_version}`,
      reasons: [
        'Nobody had played the exploration by the end of this version.',
        ...own,
      ],
      action: 'latest',
    };
  }
  if (answer.status === 'private') {
    return {
      heading: 'No plays yet: this exploration is private',
      reasons: [
        'Only its owners, editors and viewers can play it. Publish it to ' +
        'let learners in.', ...own,
      ],
      action: 'publish',
    };
  }
  return {
    heading: 'No plays yet',
    reasons: [
      'Nobody has played this exploration so far. Share its link; the ' +
      'first play appears here within seconds.', ...own,
    ],
    action: 'share',
  };
}
