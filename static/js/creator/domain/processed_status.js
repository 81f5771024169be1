/**
 * How far the processed figures reach, once for the whole page: what the bar
 * says and what every chart says that has nothing to draw comes from here.
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
 * @property {string} text in a few words, for the bar.
 * @property {string} reason a sentence, for where figures would stand.
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
    // Counted since it was looked at.
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
 * @return {string} what may not yet be part of the processed figures: plays
 *     that the live counters are ahead by, or else plays that are all in but
 *     could go on; empty where there is neither.
 */
export function waitingText(data) {
  const live = explorationCounts(daySeriesOf(data)?.live ?? {});
  // What a play can do more than once does not tell how many plays there are.
  const ahead = Math.max(...EXPLORATION_COUNTERS
    .filter(({unit}) => unit === 'sessions')
    .map(({counter}) => live[counter]));
  if (ahead > 0) return `${formatQuantity(ahead, 'play')} to process`;
  const known = data.processed?.num_sessions_waiting ?? 0;
  if (known === 0) return '';
  return (data.processed?.is_capped ? `more than ${formatCount(known)} plays` :
    formatQuantity(known, 'play')) + ' may go on';
}
