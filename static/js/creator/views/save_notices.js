/**
 * Notices after an attempt to save an edit.
 */

import {html} from 'lit-html';

import {quote} from '../../domain/text_direction.js';
import {formatCount, formatQuantity} from '../domain/formats.js';
import {textButton} from '../lib/buttons.js';
import {noticeBox} from '../lib/notices.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/**
 * @import {
 *   ExplorationDataResponse as ExplorationData
 * } from '../../domain/wire_types.js'
 */
/** @import {Failure} from '../lib/failures.js' */

/**
 * @param {number} version just saved.
 * @param {string[]} cutOff names of cards that were removed.
 * @return {Template}
 */
export function savedNotice(version, cutOff) {
  return noticeBox(cutOff.length ? 'warning' : 'success',
    `Saved as version ${formatCount(version)}`,
    ['New plays count for this version.',
      ...(cutOff.length ? [cutOffText(cutOff, version - 1)] : [])]);
}

/**
 * @param {string[]} names of cards that were removed.
 * @param {number} version the last one that has them.
 * @return {string}
 */
function cutOffText(names, version) {
  const list = names.map(quote).join(', ');
  return `Counted as deleted, with their statistics left behind: ${list}. ` +
    `Was a card only renamed? Restore version ${formatCount(version)} in ` +
    'the history, and save again with the card under “Renamed cards”.';
}

/**
 * @param {() => void} keepText
 * @param {() => void} dropText
 * @return {Template}
 */
export function conflictNotice(keepText, dropText) {
  return noticeBox('warning', 'Not saved: there is a newer version', [
    'Someone saved a version while you were editing. Your text is still ' +
    'here. Load the latest version beside it, compare the two, take over ' +
    'what is missing in yours, and save again.',
  ], [
    textButton('Load the latest, keep my text', keepText,
      {kind: 'btn-primary'}),
    textButton('Drop my text, start from the latest', dropText,
      {kind: 'btn-outline-secondary'}),
  ]);
}

/**
 * @param {Failure} failure
 * @return {Template}
 */
export function invalidNotice({path, message}) {
  return noticeBox('danger', 'Not saved: something in it is wrong', [
    path ? html`<p><code>${path}</code> – ${message}</p>` : message,
  ]);
}

/**
 * @param {ExplorationData} data of the latest version.
 * @param {number} versionsBetween
 * @return {Template} with the text to compare with.
 */
export function latestNotice({commits, exp_version: version, yaml},
  versionsBetween) {
  const between = formatQuantity(versionsBetween, 'version');
  return noticeBox('warning',
    `Compare before you save: ${between} came between`, [
      html`<ul>${commits.slice(-versionsBetween).map((commit) =>
        html`<li>Version ${commit.version}: ${commit.commit_message}</li>`)
      }</ul>`,
      'Changes that are only in the version below would be undone by saving ' +
      'yours as it is.',
      html`<textarea class="form-control yaml-editor yaml-editor--beside"
        readonly wrap="off" aria-label="Version ${version} to compare with"
        .value=${yaml}></textarea>`,
    ]);
}
