/**
 * One version as it was: its cards, its text, and a way to play it.
 */

import {html, nothing} from 'lit-html';

import {formatCount, formatDateTime} from '../domain/formats.js';
import {changesOfVersion} from '../domain/view_state.js';
import {textButton} from '../lib/buttons.js';
import {saveFile} from '../lib/files.js';
import {outlinePanel} from './outline_panel.js';

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
  const link = (/** @type {string} */ label, /** @type {string} */ href) =>
    html`<a class="btn btn-sm btn-outline-secondary" href=${href}>${label}</a>`;
  const save = () => saveFile(
    `${expId}-v${version}.yaml`, 'application/yaml', yaml);
  return html`<section class="panel mb-3" aria-labelledby="version-heading">
      <h3 id="version-heading" class="panel-heading" tabindex="-1">Version ${
  formatCount(version)} as it was: ${exploration.title}</h3>
      ${commit ? html`<p class="form-text mt-0">${commit.commit_message}
        – ${commit.committer}, ${
  formatDateTime(commit.created_on_msecs)}</p>` : nothing}
      <p class="d-flex flex-wrap gap-2">
        ${link('Play it, not counted',
    `/explore/${encodeURIComponent(expId)}?v=${version}`)}
        ${version > 1 ?
    link('What it changed', hashFor(changesOfVersion(version))) : nothing}
        ${link('Statistics', hashFor({tab: 'stats', version}))}
        ${textButton('Download YAML', save)}
        ${link('Close', hashFor({tab: 'history'}))}
      </p>
      <label for="version-yaml" class="form-label">Its text</label>
      <textarea id="version-yaml" readonly wrap="off" spellcheck="false"
        class="form-control yaml-editor yaml-editor--beside"
        .value=${yaml}></textarea>
    </section>
    <div class="mb-3">${outlinePanel(exploration,
    (changes) => hashFor({...changes, version}))}</div>`;
}
