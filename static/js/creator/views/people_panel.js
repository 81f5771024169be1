/**
 * People with a role in the exploration, for its owners.
 */

import {html, nothing} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {LIMITS} from '../../domain/wire_contract.js';
import {announce} from '../lib/announcer.js';
import {Attempt} from '../lib/attempt.js';
import {confirmAction} from '../lib/confirm.js';
import {optionList, valueOf} from '../lib/fields.js';
import {failureBox} from '../lib/notices.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Member} from '../../domain/wire_types.js' */
/** @import {Page} from '../main.js' */

/** @typedef {Member['role']} Role */

/** @type {readonly {value: Role, label: string}[]} */
const ROLES = Object.freeze([
  {value: 'owner', label: 'Owner'},
  {value: 'editor', label: 'Editor'},
  {value: 'viewer', label: 'Viewer'},
]);

const UNKNOWN = 'Somebody who has not signed in yet';

/**
 * @param {Member} member
 * @return {string}
 */
function nameOf({email}) {
  return email ?? UNKNOWN;
}

export class PeoplePanel {
  /**
   * @param {Page} page
   * @param {(role: Role|null) => void} onOwnRole called with the reader's
   *     new role when it is not owner any more.
   * @param {() => void} redraw
   */
  constructor(page, onOwnRole, redraw) {
    this.page = page;
    this.onOwnRole = onOwnRole;
    this.redraw = redraw;
    this.attempt = new Attempt(redraw);
    /** @type {Member[]|null} null until they are loaded. */
    this.members = null;
  }

  /** @return {Template} */
  template() {
    return html`<section class="panel" aria-labelledby="people-heading">
      <h3 id="people-heading" class="panel-heading">People</h3>
      <p class="form-text mt-0">Owners may do everything. Editors change it and
        see its statistics. Viewers may play it while it is private. What
        owners and editors play is not counted.</p>
      <ul class="people" aria-label="People">${repeat(
    this.members ?? [], (member) => member.user_id,
    (member) => this.row(member))}</ul>
      <form class="people-form" aria-label="Add somebody"
        @submit=${(/** @type {SubmitEvent} */ event) => this.add(event)}>
        <div>
          <label for="person-email" class="form-label">Add somebody by email
            address</label>
          <input id="person-email" name="email" class="form-control"
            type="email" required autocomplete="off"
            maxlength=${LIMITS.MAX_EMAIL_LENGTH}
            placeholder="name@example.com">
        </div>
        <div>
          <label for="person-role" class="form-label">Role</label>
          <select id="person-role" name="role" class="form-select">
            ${ROLES.map(({value, label}) => html`<option value=${value}
              ?selected=${value === 'editor'}>${label}</option>`)}
          </select>
        </div>
        <button type="submit" class="btn btn-outline-secondary">Add</button>
      </form>
      <div role="alert">${this.attempt.problem}</div>
    </section>`;
  }

  /**
   * @param {Member} member
   * @return {Template}
   */
  row(member) {
    const {is_self: isSelf, role, user_id: id, email} = member;
    const name = nameOf(member);
    return html`<li data-user=${id}>
      <span class="people-name">${name}${
  isSelf ? html`<span class="app-muted"> (you)</span>` : nothing}</span>
      <select class="form-select" aria-label="Role of ${name}"
        ?disabled=${email === null}
        @change=${(/** @type {Event} */ event) => void this.giveRole(
    member, /** @type {Role} */ (valueOf(event)))}>
        ${optionList(ROLES, role)}
      </select>
      <button type="button" class="btn btn-sm btn-outline-secondary"
        aria-label=${isSelf ? 'Leave this exploration' : `Remove ${name}`}
        @click=${() => void this.remove(member)}>${
  isSelf ? 'Leave' : 'Remove'}</button>
    </li>`;
  }

  async load() {
    await this.change(
      () => this.page.api.getMembers(), 'The people could not be loaded');
  }

  /** @param {SubmitEvent} event */
  async add(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const field = /** @type {HTMLInputElement} */ (
      form.elements.namedItem('email'));
    const email = field.value.trim();
    const role = /** @type {Role} */ (new FormData(form).get('role'));
    const isDone = await this.change(
      () => this.page.api.giveRole(email, role), 'Not added');
    if (!isDone) return;
    announce(`${email} is now ${role}.`);
    field.value = '';
    field.focus();
  }

  /**
   * @param {Member} member
   * @param {Role} role
   */
  async giveRole(member, role) {
    const isSure = !member.is_self || await this.confirmForOneself(
      `Become ${role}?`, 'Change my role');
    const isDone = isSure && await this.change(
      () => this.page.api.giveRole(member.email ?? '', role),
      'The role was not changed');
    if (!isDone) {
      // The field shows the role that was not given.
      this.redraw();
      return;
    }
    this.reportOwnRole(member, role);
    announce(`${nameOf(member)} is now ${role}.`);
    focusRow(member);
  }

  /** @param {Member} member */
  async remove(member) {
    const isSure = member.is_self ?
      await this.confirmForOneself('Leave this exploration?', 'Leave') :
      await confirmAction({
        title: `Remove ${nameOf(member)}?`,
        text: 'What they have saved stays. They can be added again.',
        action: 'Remove',
      });
    const isDone = isSure && await this.change(
      () => this.page.api.takeRole(member.user_id), 'Not removed');
    if (!isDone) {
      focusRow(member);
      return;
    }
    this.reportOwnRole(member, null);
    announce(`${nameOf(member)} was removed.`);
    document.getElementById('person-email')?.focus();
  }

  /**
   * @param {string} title
   * @param {string} action
   * @return {Promise<boolean>}
   */
  confirmForOneself(title, action) {
    return confirmAction({
      title, action,
      text: 'Only another owner can make you an owner again.',
    });
  }

  /**
   * @param {Member} member
   * @param {Role|null} role the new one.
   */
  reportOwnRole(member, role) {
    if (member.is_self && role !== 'owner') this.onOwnRole(role);
  }

  /**
   * @param {() => Promise<{members: Member[]}>} request
   * @param {string} heading of the notice of a failure.
   * @return {Promise<boolean>} whether it succeeded.
   */
  change(request, heading) {
    return this.attempt.run(async () => {
      this.members = (await request()).members;
    }, (failure) => failureBox(
      heading, failure, this.members ? null : () => void this.load()));
  }
}

/** @param {Member} member */
function focusRow({user_id: id}) {
  const select = document.querySelector(
    `.people [data-user="${CSS.escape(id)}"] select`);
  if (select instanceof HTMLElement) select.focus();
}
