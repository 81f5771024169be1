/**
 * What is said after an edit was saved, or when somebody else was faster.
 */

import {formatCount, formatQuantity} from '../domain/formats.js';
import {h} from '../lib/dom.js';
import {actionButton, notice} from '../lib/notices.js';

/** @import {ExplorationData} from '../api.js' */

/**
 * @param {number} version that is saved now.
 * @param {string[]} cutOff names of cards that are gone.
 * @return {HTMLElement}
 */
export function savedNotice(version, cutOff) {
  return notice(cutOff.length ? 'warning' : 'success',
    `Saved as version ${formatCount(version)}`,
    ['New plays count for this version.',
      ...(cutOff.length ? [cutOffText(cutOff, version - 1)] : [])]);
}

/**
 * @param {string[]} names of cards that are gone.
 * @param {number} version the last one that has them.
 * @return {string}
 */
function cutOffText(names, version) {
  const list = names.map((name) => `“${name}”`).join(', ');
  return `Counted as deleted, with their statistics left behind: ${list}. ` +
    `Was a card only renamed? Restore version ${formatCount(version)} in ` +
    'the history, and save again with the card under “Renamed cards”.';
}

/**
 * @param {() => void} keepText
 * @param {() => void} dropText
 * @return {HTMLElement}
 */
export function conflictNotice(keepText, dropText) {
  return notice('warning', 'Not saved: there is a newer version', [
    'Someone saved a version while you were editing. Your text is still ' +
    'here. Load the latest version beside it, compare the two, take over ' +
    'what is missing in yours, and save again.',
  ], [
    actionButton('Load the latest, keep my text', keepText, 'btn-primary'),
    actionButton('Drop my text, start from the latest', dropText,
      'btn-outline-secondary'),
  ]);
}

/**
 * @param {ExplorationData} data
 * @param {number} versionsBetween
 * @return {HTMLElement} with the text to compare with.
 */
export function latestNotice(data, versionsBetween) {
  const latest = h('textarea', {
    class: 'form-control yaml-editor yaml-editor--beside', readonly: true,
    wrap: 'off', 'aria-label': `Version ${data.exp_version} to compare with`,
  });
  latest.value = data.yaml;
  const messages = data.commits.slice(-versionsBetween).map((commit) =>
    h('li', {}, `Version ${commit.version}: ${commit.commit_message}`));
  return notice('warning',
    `Compare before you save: ${formatQuantity(
      versionsBetween, 'version')} came between`, [
      h('ul', {}, ...messages),
      'What stands only in the version below would be undone by saving ' +
      'yours as it is.',
      latest,
    ]);
}
