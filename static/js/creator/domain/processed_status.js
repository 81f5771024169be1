/**
 * The status of the processed data, for the toolbar and for charts without
 * data.
 */

import {explorationCounts} from '../../domain/counts.js';
import {daySeriesOf} from './day_series.js';
import {EXPLORATION_COUNTERS} from './figures.js';
import {formatCount, formatMoment, formatQuantity} from './formats.js';

/** @import {PageData} from './page_data.js' */

/**
 * @typedef {object} ProcessedStatus
 * @property {'loading'|'ready'|'computing'|'none'|'failed'|'unavailable'} kind
 * @property {'good'|'plain'|'warn'|'bad'} tone
 * @property {string} text in a few words, for the toolbar.
 * @property {string} reason a sentence, in place of figures.
 */

/** @type {Readonly<Record<string, ProcessedStatus>>} */
const STATUSES = Object.freeze({
  loading: {
    kind: 'loading', tone: 'plain', text: 'Loading processed figures …',
    reason: 'The processed figures are on their way.',
  },
  none: {
    kind: 'none', tone: 'plain', text: 'Nothing to process yet',
    reason: 'Nothing has been played that could be processed.',
  },
  computing: {
    kind: 'computing', tone: 'warn', text: 'Still computing',
    reason: 'The first plays are still being processed. This shows by ' +
      'itself once they are; the totals are live already.',
  },
  failed: {
    kind: 'failed', tone: 'bad', text: 'Processing failed',
    reason: 'The last attempt to process the plays failed, so there is ' +
      'nothing to show here. No play is lost: Refresh tries again. The ' +
      'totals are live and not touched by this.',
  },
  unavailable: {
    kind: 'unavailable', tone: 'bad', text: 'Processed figures unavailable',
    reason: 'The processed figures could not be fetched. The page keeps ' +
      'trying; the totals are live and not touched by this.',
  },
});

/**
 * @param {PageData} data
 * @return {ProcessedStatus}
 */
export function processedStatusOf({answer, processed, processedFailure}) {
  if (!processed) {
    return processedFailure ? STATUSES.unavailable : STATUSES.loading;
  }
  if (processed.state === 'none' && answer.num_starts > 0) {
    // The plays were counted after the last fold.
    return STATUSES.computing;
  }
  if (processed.state !== 'ready') return STATUSES[processed.state];
  const through = processed.complete_through_msecs;
  return {
    kind: 'ready', tone: 'good', reason: '',
    text: through === null ? 'Processed' : 'Complete through ' +
      formatMoment(through, answer.generated_at_msecs),
  };
}

/**
 * @param {PageData} data
 * @return {string} the number of plays that are not processed yet, or else of
 *     plays that are processed but may go on; '' if there are none.
 */
export function waitingText(data) {
  const live = explorationCounts(daySeriesOf(data)?.live ?? {});
  // Counters of repeatable actions do not give the number of plays.
  const ahead = Math.max(...EXPLORATION_COUNTERS
    .filter(({unit}) => unit === 'sessions')
    .map(({counter}) => live[counter]));
  if (ahead > 0) return `${formatQuantity(ahead, 'play')} to process`;
  const waiting = data.processed?.num_sessions_waiting ?? 0;
  if (waiting === 0) return '';
  return (data.processed?.is_capped ?
    `more than ${formatCount(waiting)} plays` :
    formatQuantity(waiting, 'play')) + ' may go on';
}
