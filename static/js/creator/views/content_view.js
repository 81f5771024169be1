/**
 * The content tab: the exploration as text, saved as a new version.
 */

import {LIMITS} from '../../domain/wire_contract.js';
import {placeOfCard} from '../domain/card_in_yaml.js';
import {cardsCutOff, renamesOf} from '../domain/edit_model.js';
import {formatCount} from '../domain/formats.js';
import {h, setAttribute, setText} from '../lib/dom.js';
import {failureOf} from '../lib/failures.js';
import {failureNotice, notice} from '../lib/notices.js';
import {DASHBOARD, DeletionPanel} from './deletion_panel.js';
import {OutlinePanel} from './outline_panel.js';
import {PeoplePanel} from './people_panel.js';
import {PublishingPanel} from './publishing_panel.js';
import {RenameFields} from './rename_fields.js';
import {conflictNotice, latestNotice, savedNotice} from './save_notices.js';

/** @import {Page} from '../main.js' */
/** @import {ExplorationData, Member} from '../api.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {Failure} from '../lib/failures.js' */

export class ContentView {
  /**
   * @param {HTMLElement} root
   * @param {Page} page
   */
  constructor(root, page) {
    this.root = root;
    this.page = page;
    /** @type {ExplorationData|null} what the edit began from. */
    this.data = null;
    this.isStale = true;
    this.isLoading = false;
    this.isSaving = false;
    /** @type {string|null} the card that the reader came to edit. */
    this.wantedCard = null;
    this.publishing = new PublishingPanel(page);
    this.outline = new OutlinePanel(page);
    // What was typed goes with the exploration, without being asked about.
    this.deletion = new DeletionPanel(page, () => {
      this.data = null;
    });
    this.people = new PeoplePanel(page, (role) => this.becomeNoOwner(role));
    this.renames = new RenameFields(() => this.showDirt());
    this.failure = h('div', {role: 'alert'});
    // Beside the button, where the eye is when it has been pressed.
    this.notices = h('div', {role: 'alert', class: 'save-notices'});
    this.editor = h('textarea', {
      id: 'yaml', class: 'form-control yaml-editor', spellcheck: 'false',
      autocapitalize: 'off', autocomplete: 'off', wrap: 'off',
      'aria-describedby': 'yaml-version',
    });
    this.version = h('p', {id: 'yaml-version', class: 'form-text mt-0'});
    this.message = h('input', {
      id: 'commit-message', class: 'form-control', autocomplete: 'off',
      required: true, maxlength: LIMITS.MAX_COMMIT_MESSAGE_LENGTH,
    });
    this.saveButton = h('button', {type: 'submit', class: 'btn btn-primary'},
      'Save a new version');
    this.dirt = h('span', {class: 'app-muted'});
    this.form = this.buildForm();
    this.build();
  }

  build() {
    this.editor.addEventListener('input', () => this.showDirt());
    this.loading = h('p', {class: 'loading'}, 'Loading the content …');
    this.layout = h('div', {class: 'content-layout', hidden: true},
      this.form,
      h('div', {class: 'content-side'},
        this.publishing.element, this.people.element,
        this.outline.element, this.deletion.element));
    this.root.append(h('h2', {class: 'visually-hidden'}, 'Content'),
      this.failure, this.loading, this.layout);
    window.addEventListener('beforeunload', (event) => {
      if (this.isDirty) event.preventDefault();
    });
  }

  /** @return {HTMLFormElement} */
  buildForm() {
    const form = h('form', {class: 'panel', 'aria-label': 'Edit as text'},
      h('label', {for: 'yaml', class: 'panel-heading'},
        'The exploration as YAML'),
      this.version, this.editor, this.renames.element,
      h('label', {for: 'commit-message', class: 'form-label'},
        'What did you change, and why?'),
      this.message, this.notices,
      h('div', {class: 'save-bar'}, this.saveButton, this.dirt));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.save();
    });
    return form;
  }

  /** @param {ViewState} state */
  show({card}) {
    this.root.hidden = false;
    this.wantedCard = card;
    // What arrives must never replace what has been typed.
    if (this.isStale && !this.isDirty && !this.isLoading) void this.load();
    else this.showWantedCard();
  }

  /** Brings the card that is to be edited into sight, once it is there. */
  showWantedCard() {
    const {editor, wantedCard} = this;
    if (wantedCard === null || this.data === null || this.isLoading) return;
    this.wantedCard = null;
    const place = placeOfCard(editor.value, wantedCard);
    if (!place) {
      this.tell(notice('warning', `There is no card “${wantedCard}” here`, [
        'It has been renamed or deleted in a later version.',
      ]));
      return;
    }
    const lineHeight = editor.scrollHeight / editor.value.split('\n').length;
    editor.focus();
    editor.setSelectionRange(place.start, place.end);
    editor.scrollTop = place.line * lineHeight;
  }

  hide() {
    this.root.hidden = true;
  }

  explorationChanged() {
    this.isStale = true;
  }

  /** @return {boolean} whether there is work that would be lost. */
  get isDirty() {
    return this.data !== null && (
      this.editor.value !== this.data.yaml || this.renames.rows.length > 0);
  }

  showDirt() {
    setText(this.dirt, this.isDirty ? 'Not saved yet' : '');
  }

  /** Fetches the latest version and begins anew from it. */
  async load() {
    this.isLoading = true;
    this.editor.readOnly = true;
    try {
      const data = await this.page.api.getData();
      this.begin(data);
      this.editor.value = data.yaml;
      this.renames.clear();
      this.message.value = '';
      this.notices.replaceChildren();
      this.failure.replaceChildren();
    } catch (error) {
      this.failure.replaceChildren(failureNotice(
        'The content could not be loaded', failureOf(error),
        () => void this.load()));
    }
    this.isLoading = false;
    this.editor.readOnly = false;
    if (this.loading) this.loading.hidden = true;
    this.showDirt();
    this.showWantedCard();
  }

  /** @param {ExplorationData} data what the edit now begins from. */
  begin(data) {
    this.data = {...data, yaml: data.yaml.replaceAll('\r\n', '\n')};
    this.isStale = false;
    setText(this.version,
      `Version ${formatCount(data.exp_version)}, the latest. Saving makes ` +
      `version ${formatCount(data.exp_version + 1)}.`);
    this.renames.setNames(Object.keys(data.exploration.states));
    this.outline.update(data.exploration);
    this.showRights(data);
    this.page.setFacts({title: data.exploration.title});
    if (this.layout) this.layout.hidden = false;
  }

  /** @param {ExplorationData} data */
  showRights({rights, exploration}) {
    this.publishing.update(rights);
    this.people.update(rights);
    this.deletion.update(rights, exploration.title);
  }

  /** @param {Member['role']|null} role what the reader has become. */
  becomeNoOwner(role) {
    if (!this.data) return;
    this.data.rights = {...this.data.rights, can_manage: false};
    this.showRights(this.data);
    // Nothing here is for viewers; what was typed could not be saved.
    if (role !== 'editor') {
      this.data = null;
      location.assign(DASHBOARD);
    }
  }

  async save() {
    const {data} = this;
    if (!data) return;
    const {renames, problem} = renamesOf(this.renames.rows);
    const refusal = problem ??
      (this.isDirty ? null : 'The text is the same as in the last version.');
    if (refusal) {
      this.tell(notice('warning', 'Not saved', [refusal]));
      return;
    }
    if (this.isSaving) return;
    this.setSaving(true);
    try {
      await this.page.api.save({
        version: data.exp_version, yaml: this.editor.value, renames,
        commit_message: this.message.value.trim(),
      });
      await this.afterSaving(data, renames);
    } catch (error) {
      this.explain(failureOf(error));
    } finally {
      this.setSaving(false);
    }
  }

  /**
   * What were typed now would be replaced by what the server has. The button
   * keeps the focus, so it is not disabled.
   *
   * @param {boolean} isSaving
   */
  setSaving(isSaving) {
    this.isSaving = isSaving;
    setAttribute(
      this.saveButton, 'aria-disabled', isSaving ? 'true' : null);
    this.editor.readOnly = isSaving;
    this.message.readOnly = isSaving;
    this.renames.element.disabled = isSaving;
  }

  /**
   * @param {ExplorationData} before what was edited.
   * @param {Record<string, string>} renames as they were sent.
   */
  async afterSaving(before, renames) {
    this.page.explorationChanged();
    await this.load();
    const version = before.exp_version + 1;
    if (this.data?.exp_version !== version) return;
    const cutOff = cardsCutOff(
      Object.keys(before.exploration.states),
      Object.keys(this.data.exploration.states), renames);
    this.tell(savedNotice(version, cutOff));
  }

  /** @param {Failure} failure */
  explain(failure) {
    if (failure.status === 409) {
      this.tell(conflictNotice(() => void this.keepText(), () => {
        void this.load();
        this.editor.focus();
      }));
    } else if (failure.status === 400) {
      this.tell(notice('danger', 'Not saved: something in it is wrong', [
        failure.path ?
          h('p', {}, h('code', {}, failure.path), ` – ${failure.message}`) :
          failure.message,
      ]));
    } else {
      this.tell(failureNotice(
        'Not saved; your text is still here', failure,
        () => void this.save()));
    }
  }

  /** Lets the edit begin from the latest version, with the text as it is. */
  async keepText() {
    const before = this.data?.exp_version ?? 0;
    try {
      const data = await this.page.api.getData();
      this.begin(data);
      this.tell(latestNotice(data, data.exp_version - before));
    } catch (error) {
      this.tell(failureNotice(
        'The latest version could not be loaded', failureOf(error),
        () => void this.keepText()));
    }
    this.showDirt();
  }

  /** @param {HTMLElement} message shown beside the button, in sight. */
  tell(message) {
    this.notices.replaceChildren(message);
    this.notices.scrollIntoView({block: 'nearest'});
  }
}
