/** Links that let anyone read the statistics; for owners. */

import {html} from 'lit-html';

import {LIMITS} from '../../domain/wire_contract.js';
import {formatDate} from '../domain/formats.js';
import {announce} from '../lib/announcer.js';
import {textButton} from '../lib/buttons.js';
import {confirmAction} from '../lib/confirm.js';
import {linkField} from './link_field.js';
import {ListPanel, panel} from './panel.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/**
 * @import {
 *   SharedLink, SharedLinksResponse
 * } from '../../domain/wire_types.js'
 */
/** @import {Page} from '../main.js' */

/** @extends {ListPanel<SharedLink, SharedLinksResponse>} */
export class SharedLinksPanel extends ListPanel {
  /**
   * @param {Page} page
   * @param {() => void} redraw
   */
  constructor(page, redraw) {
    super(page, redraw, 'links', page.api.sharedLinks, ({links}) => links);
  }

  /** @return {Template} */
  template() {
    return panel('sharing', 'Shared statistics', html`<p
        class="form-text mt-0">Everybody with such a link can read the figures
        and the cards of all versions, also while the exploration is private: no
        answers of fewer than ${LIMITS.MIN_K_OF_SHARED_ANSWERS} learners,
        nothing that learners wrote to you, no event log, and no names.</p>
      ${this.listOf('Links', (link) => link.link_id, (link) => this.row(link))}
      ${this.form('Make a link', html`<div>
          <label for="link-label" class="form-label">For whom (optional)</label>
          <input id="link-label" name="label" class="form-control"
            autocomplete="off" maxlength=${LIMITS.MAX_SHARED_LINK_LABEL_LENGTH}>
        </div>
        <div>
          <label for="link-days" class="form-label">Valid for</label>
          <select id="link-days" name="days" class="form-select">
            <option value="7">7 days</option>
            <option value="30" selected>30 days</option>
            <option value="365">a year</option>
            <option value="">until revoked</option>
          </select>
        </div>`, 'Make a link', (form) => this.add(form))}`);
  }

  /** @param {SharedLink} link */
  row(link) {
    const {label, token, is_expired: isExpired} = link;
    const name = label || 'Link to the statistics';
    return html`<li>
      <span class="people-name"><bdi>${name}</bdi><span
        class="app-muted"> · made ${formatDate(link.created_at_msecs)}, ${
          validityOf(link)}</span></span>
      ${isExpired ? html`<span></span>` : linkField(
    `${location.origin}/shared_statistics/${token}`, name)}
      ${textButton(isExpired ? 'Remove' : 'Revoke',
    () => void this.revoke(link))}
    </li>`;
  }

  /** @param {HTMLFormElement} form */
  async add(form) {
    const data = new FormData(form);
    const days = Number(data.get('days')) || null;
    const isDone = await this.change(() => this.list.send(
      {label: String(data.get('label')), days}), 'No link was made');
    if (!isDone) return;
    form.reset();
    announce('The link was made.');
  }

  /** @param {SharedLink} link */
  async revoke({link_id: id, is_expired: isExpired}) {
    const isSure = isExpired || await confirmAction({
      title: 'Revoke this link?', action: 'Revoke', isDangerous: true,
      text: 'It cannot be used any more, by anybody who has it.',
    });
    const isDone = isSure && await this.change(
      () => this.list.remove(id), 'Not revoked');
    if (!isDone) return;
    announce('The link does not work any more.');
    document.getElementById('sharing-heading')?.focus();
  }
}

/**
 * @param {SharedLink} link
 * @return {string}
 */
function validityOf({expires_at_msecs: msecs, is_expired: isExpired}) {
  if (msecs === null) return 'valid until it is revoked';
  return `${isExpired ? 'ended' : 'valid until'} ${formatDate(msecs)}`;
}
