/** Tells who plays without being counted that it is so, and why. */

import {el} from './dom.js';

/** @typedef {import('../services/exploration_loader.js').InitAnswer} Init */

/** @type {Record<string, string>} */
const TEXT_OF_REASON = {
  own_play: 'You can edit this lesson, so this play is not counted.',
  preview: 'This is a preview. It is not counted in the statistics.',
  automated: 'A program opened this lesson, so this play is not counted.',
  old_version: 'This is an older version of the lesson. It is not counted.',
};

/**
 * @param {Init} init
 * @returns {HTMLElement | null} Null when the play is counted.
 */
export function notCountedNotice({reporting, can_edit: canEdit, exp_id: id}) {
  if (reporting.is_counted) return null;
  const text = TEXT_OF_REASON[reporting.not_counted_reason ?? ''] ??
      'This play is not counted in the statistics.';
  return el('p', {class: 'app-notice player-notice'}, text,
      canEdit && ' ',
      canEdit && el('a', {
        href: `/create/${encodeURIComponent(id)}#/stats`,
      }, 'See the statistics'));
}
