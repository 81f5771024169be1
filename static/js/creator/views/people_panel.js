/**
 * Who has which role in the exploration, for its owners.
 */

import {announce} from '../lib/announcer.js';
import {confirmAction} from '../lib/confirm.js';
import {h} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {actionButton, failureNotice} from '../lib/notices.js';

/** @import {Member, Rights} from '../api.js' */
/** @import {Page} from '../main.js' */

/** @type {Readonly<Record<Member['role'], string>>} */
const ROLES = Object.freeze({
  owner: 'Owner', editor: 'Editor', viewer: 'Viewer',
});

const UNKNOWN = 'Somebody who has not signed in yet';

export class PeoplePanel {
  /**
   * @param {Page} page
   * @param {(role: Member['role']|null) => void} onOwnRole told what the
   *     reader has become, when that is no owner any more.
   */
  constructor(page, onOwnRole) {
    this.page = page;
    this.onOwnRole = onOwnRole;
    this.isShown = false;
    this.failure = h('div', {role: 'alert'});
    this.list = h('ul', {class: 'people', 'aria-label': 'People'});
    this.email = h('input', {
      id: 'person-email', class: 'form-control', type: 'email', required: true,
      autocomplete: 'off', maxlength: 254, placeholder: 'name@example.com',
    });
    this.role = roleSelect('editor', {id: 'person-role'});
    this.element = h('section', {
      class: 'panel', 'aria-labelledby': 'people-heading', hidden: true,
    },
    h('h3', {id: 'people-heading', class: 'panel-heading'}, 'People'),
    h('p', {class: 'form-text mt-0'},
      'Owners may do everything. Editors change it and see its statistics. ' +
      'Viewers may play it while it is private. What owners and editors ' +
      'play is not counted.'),
    this.list, this.buildForm(), this.failure);
  }

  /** @return {HTMLFormElement} */
  buildForm() {
    const form = h('form', {class: 'people-form', 'aria-label': 'Add somebody'},
      h('div', {},
        h('label', {for: 'person-email', class: 'form-label'},
          'Add somebody by email address'), this.email),
      h('div', {},
        h('label', {for: 'person-role', class: 'form-label'}, 'Role'),
        this.role),
      h('button', {type: 'submit', class: 'btn btn-outline-secondary'}, 'Add'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.add();
    });
    return form;
  }

  /** @param {Rights} rights */
  update({can_manage: canManage = false}) {
    this.element.hidden = !canManage;
    if (canManage && !this.isShown) void this.load();
  }

  async load() {
    await this.change(
      () => this.page.api.getMembers(), 'The people could not be loaded');
  }

  async add() {
    const email = this.email.value.trim();
    const role = roleIn(this.role);
    const isDone = await this.change(
      () => this.page.api.giveRole(email, role), 'Not added');
    if (!isDone) return;
    announce(`${email} is now ${ROLES[role].toLowerCase()}.`);
    this.email.value = '';
    this.email.focus();
  }

  /**
   * @param {Member} member
   * @param {HTMLSelectElement} select that holds the new role.
   */
  async giveRole(member, select) {
    const role = roleIn(select);
    const isSure = !member.is_self || await this.confirmForOneself(
      `Become ${ROLES[role].toLowerCase()}?`, 'Change my role');
    const isDone = isSure && await this.change(
      () => this.page.api.giveRole(member.email ?? '', role),
      'The role was not changed');
    if (!isDone) {
      select.value = member.role;
      return;
    }
    this.tellOwnRole(member, role);
    announce(`${nameOf(member)} is now ${ROLES[role].toLowerCase()}.`);
    this.focusOn(member);
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
      this.focusOn(member);
      return;
    }
    this.tellOwnRole(member, null);
    announce(`${nameOf(member)} was removed.`);
    this.email.focus();
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
   * @param {Member['role']|null} role what he has become.
   */
  tellOwnRole(member, role) {
    if (member.is_self && role !== 'owner') this.onOwnRole(role);
  }

  /**
   * @param {() => Promise<{members: Member[]}>} ask
   * @param {string} heading said when it fails.
   * @return {Promise<boolean>} whether it was done.
   */
  async change(ask, heading) {
    try {
      const {members} = await ask();
      this.isShown = true;
      this.failure.replaceChildren();
      this.list.replaceChildren(...members.map((one) => this.row(one)));
      return true;
    } catch (error) {
      this.failure.replaceChildren(failureNotice(
        heading, failureOf(error),
        this.isShown ? null : () => void this.load()));
      return false;
    }
  }

  /**
   * @param {Member} member
   * @return {HTMLElement}
   */
  row(member) {
    const name = nameOf(member);
    const select = roleSelect(member.role, {
      'aria-label': `Role of ${name}`, disabled: member.email === null,
    });
    select.addEventListener('change', () => void this.giveRole(member, select));
    const remove = actionButton(
      member.is_self ? 'Leave' : 'Remove', () => void this.remove(member));
    remove.setAttribute('aria-label', member.is_self ?
      'Leave this exploration' : `Remove ${name}`);
    return h('li', {'data-user': member.user_id},
      h('span', {class: 'people-name'}, name,
        member.is_self && h('span', {class: 'app-muted'}, ' (you)')),
      select, remove);
  }

  /** @param {Member} member */
  focusOn(member) {
    const row = [...this.list.children].find(
      (one) => one.getAttribute('data-user') === member.user_id);
    row?.querySelector('select')?.focus();
  }
}

/**
 * @param {Member} member
 * @return {string}
 */
function nameOf({email}) {
  return email ?? UNKNOWN;
}

/**
 * @param {Member['role']} chosen
 * @param {Record<string, string|boolean>} attributes
 * @return {HTMLSelectElement}
 */
function roleSelect(chosen, attributes) {
  const select = h('select', {class: 'form-select', ...attributes},
    ...Object.entries(ROLES).map(
      ([value, label]) => h('option', {value}, label)));
  select.value = chosen;
  return select;
}

/**
 * @param {HTMLSelectElement} select
 * @return {Member['role']}
 */
function roleIn(select) {
  return /** @type {Member['role']} */ (select.value);
}
