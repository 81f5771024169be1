/**
 * Explains an empty list of tasks. Free of the DOM.
 */

import {formatQuantity} from './formats.js';

/**
 * @import {
 *   DecidedTask as Task, ProcessedStatisticsResponse as ProcessedView
 * } from '../../domain/wire_types.js'
 */
/** @import {TaskFilter} from './view_state.js' */

/**
 * @typedef {Pick<ProcessedView,
 *   'state'|'num_sessions_of_tasks'|'min_n_for_rate'|'tasks'|'error'>
 *   } Processed the progress of processing.
 */

/**
 * @typedef {object} EmptyTaskList
 * @property {'computing'|'failed'|'few'|'fine'|'filtered'} reason
 * @property {string} heading
 * @property {string} text
 */

/**
 * @param {TaskFilter} status
 * @return {EmptyTaskList}
 */
function nothingOfStatus(status) {
  return {
    reason: 'filtered',
    heading: status === 'open' ? 'Nothing open' : `Nothing ${status}`,
    text: status === 'open' ?
      'You have dealt with everything that was found. What you resolved ' +
      'opens again by itself if plays after that show the same.' :
      `Tasks you mark as ${status} are listed here, and can be reopened.`,
  };
}

/**
 * @param {Processed|null} processed
 * @return {EmptyTaskList} why there is no task at all.
 */
function nothingFound(processed) {
  // 'none' means that no play is processed yet; without any play, the tab
  // shows no list.
  if (processed === null || processed.state === 'computing' ||
      processed.state === 'none') {
    return {
      reason: 'computing',
      heading: 'Still computing',
      text: 'The plays are being worked through. What deserves a change ' +
        'appears here as soon as that is done, without reloading.',
    };
  }
  if (processed.state === 'failed') {
    return {
      reason: 'failed',
      heading: 'The last computation failed',
      text: 'Tasks appear once it succeeds; it is retried automatically.' +
        (processed.error ? ` It said: ${processed.error}` : ''),
    };
  }
  const sessions = formatQuantity(processed.num_sessions_of_tasks, 'session');
  if (processed.num_sessions_of_tasks < processed.min_n_for_rate) {
    return {
      reason: 'few',
      heading: 'Too few sessions to say',
      text: `${sessions} processed so far. From ` +
        `${processed.min_n_for_rate} on the rules have something to go by; ` +
        'most need more to be sure.',
    };
  }
  return {
    reason: 'fine',
    heading: 'Nothing certain yet',
    text: `In ${sessions} no rule found a problem that chance could not ` +
      'explain. Where most is lost is at the top of this page.',
  };
}

/**
 * @param {Processed|null} processed
 * @param {TaskFilter} status the filter.
 * @param {number} numShown tasks of that status.
 * @return {EmptyTaskList|null} null when there are tasks to show.
 */
export function emptyTaskListOf(processed, status, numShown) {
  if (numShown > 0) return null;
  const isAnything = (processed?.tasks.length ?? 0) > 0;
  return isAnything || status !== 'open' ?
    nothingOfStatus(status) : nothingFound(processed);
}
