/**
 * One version as it was: its cards, its text, and a way to play it.
 */

import {html, nothing} from 'lit-html';

import {formatCount, formatDateTime} from '../domain/formats.js';
import {changesOfVersion} from '../domain/view_state.js';
import {linkButton, textButton} from '../lib/buttons.js';
import {saveFile} from '../lib/files.js';
import {outlinePanel} from './outline_panel.js';
import {panel} from './panel.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/**
 * @import {
 *   ExplorationDataResponse as ExplorationData
 * } from '../../domain/wire_types.js'
 */
/** @import {Page} from '../main.js' */

/**
 * @param {ExplorationData} data of the version.
 * @param {Page} page
 * @return {Template}
 */
export function versionPanel({exp_version: version, exploration, yaml,
  commits}, {expId, hashFor}) {
  const commit = commits.find((one) => one.version === version);
  const save = () => saveFile(
    `${expId}-v${version}.yaml`, 'application/yaml', yaml);
  const heading =
    `Version ${formatCount(version)} as it was: ${exploration.title}`;
  return html`${panel('version', heading, html`
      ${commit ? html`<p class="form-text mt-0">${commit.commit_message}
        – ${commit.committer}, ${
  formatDateTime(commit.created_on_msecs)}</p>` : nothing}
      <p class="d-flex flex-wrap gap-2">
        ${linkButton('Play it, not counted',
    `/explore/${encodeURIComponent(expId)}?v=${version}`)}
        ${version > 1 ?
    linkButton('What it changed', hashFor(changesOfVersion(version))) : nothing}
        ${linkButton('Statistics', hashFor({tab: 'stats', version}))}
        ${textButton('Download YAML', save)}
        ${linkButton('Close', hashFor({tab: 'history'}))}
      </p>
      <label for="version-yaml" class="form-label">Its text</label>
      <textarea id="version-yaml" readonly wrap="off" spellcheck="false"
        class="form-control yaml-editor yaml-editor--beside"
        .value=${yaml}></textarea>`, 'mb-3')}
    <div class="mb-3">${outlinePanel(exploration,
    (changes) => hashFor({...changes, version}))}</div>`;
}
