/** Offers another lesson to who lacks what it teaches. */

import {fetchSummaries} from '../services/exploration_summaries.js';
import {askInDialog} from './dialog.js';

/**
 * @param {string} expId
 * @param {{
 *   getJson: import('../services/exploration_loader.js').GetJson,
 *   isStillWanted: () => boolean,
 * }} options `isStillWanted`: asked again when the title has come; the
 *     learner may have answered meanwhile.
 * @returns {Promise<boolean>} Whether the learner wants to go there now.
 */
export async function offerRefresher(expId, {getJson, isStillWanted}) {
  const [summary] = await fetchSummaries([expId], getJson);
  if (!summary || !isStillWanted()) return false;
  return askInDialog({
    title: 'Refresh something first?',
    text: `The lesson “${summary.title}” explains what this question builds ` +
        'on. At its end you can return to this lesson, which then begins anew.',
    confirmLabel: 'Go to that lesson',
    cancelLabel: 'Stay here',
  });
}
