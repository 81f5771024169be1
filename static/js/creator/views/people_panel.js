/**
 * People with a role in the exploration, for its owners.
 */

import {html, nothing} from 'lit-html';

import {LIMITS} from '../../domain/wire_contract.js';
import {wordChoices} from '../domain/formats.js';
import {announce} from '../lib/announcer.js';
import {textButton} from '../lib/buttons.js';
import {confirmAction} from '../lib/confirm.js';
import {onValue, optionList} from '../lib/fields.js';
import {ListPanel, panel} from './panel.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Member, MembersResponse} from '../../domain/wire_types.js' */
/** @import {Page} from '../main.js' */

/** @typedef {Member['role']} Role */

const ROLES = wordChoices(
  /** @type {readonly Role[]} */ (['owner', 'editor', 'viewer']));

const UNKNOWN = 'Somebody who has not signed in yet';

/**
 * @param {Member} member
 * @return {string}
 */
function nameOf({email}) {
  return email ?? UNKNOWN;
}

/** @extends {ListPanel<Member, MembersResponse>} */
export class PeoplePanel extends ListPanel {
  /**
   * @param {Page} page
   * @param {(role: Role|null) => void} onOwnRole called with the reader's
   *     new role when it is not owner any more.
   * @param {() => void} redraw
   */
  constructor(page, onOwnRole, redraw) {
    super(page, redraw, 'people', page.api.members, ({members}) => members);
    this.onOwnRole = onOwnRole;
  }

  /** @return {Template} */
  template() {
    return panel('people', 'People', html`<p class="form-text mt-0">Owners may
        do everything. Editors change it and see its statistics. Viewers may
        play it while it is private. What owners and editors play is not
        counted.</p>
      ${this.listOf('People', (member) => member.user_id,
    (member) => this.row(member))}
      ${this.form('Add somebody', html`<div>
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
        </div>`, 'Add', (form) => this.add(form))}`);
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
        ?disabled=${email === null} @change=${onValue((chosen) =>
    void this.giveRole(member, /** @type {Role} */ (chosen)))}>
        ${optionList(ROLES, role)}
      </select>
      ${textButton(isSelf ? 'Leave' : 'Remove', () => void this.remove(member),
    {name: isSelf ? 'Leave this exploration' : `Remove ${name}`})}
    </li>`;
  }

  /** @param {HTMLFormElement} form */
  async add(form) {
    const field = /** @type {HTMLInputElement} */ (
      form.elements.namedItem('email'));
    const email = field.value.trim();
    const role = /** @type {Role} */ (new FormData(form).get('role'));
    const isDone = await this.change(
      () => this.list.send({email, role}), 'Not added');
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
      () => this.list.send({email: member.email ?? '', role}),
      'The role was not changed');
    if (!isDone) {
      // Resets the field, which shows the refused role.
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
      () => this.list.remove(member.user_id), 'Not removed');
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
}

/** @param {Member} member */
function focusRow({user_id: id}) {
  const select = document.querySelector(
    `.people [data-user="${CSS.escape(id)}"] select`);
  if (select instanceof HTMLElement) select.focus();
}
