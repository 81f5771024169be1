/**
 * The content tab: the exploration as text, saved as a new version.
 */

import {html, nothing, render} from 'lit-html';
import {live} from 'lit-html/directives/live.js';

import {LIMITS} from '../../domain/wire_contract.js';
import {placeOfCard} from '../domain/card_in_yaml.js';
import {cardsCutOff, renamesOf} from '../domain/edit_model.js';
import {formatCount, lengthText} from '../domain/formats.js';
import {Attempt} from '../lib/attempt.js';
import {textButton} from '../lib/buttons.js';
import {byId} from '../lib/dom.js';
import {LOAD_FAILURE, failureOf} from '../lib/failures.js';
import {onSubmit, onValue} from '../lib/fields.js';
import {LazyModule} from '../lib/lazy_part.js';
import {failureBox, loadingText, noticeBox} from '../lib/notices.js';
import {AnonymityPanel} from './anonymity_panel.js';
import {ClassesPanel} from './classes_panel.js';
import {DeletionPanel} from './deletion_panel.js';
import {outlinePanel} from './outline_panel.js';
import {PeoplePanel} from './people_panel.js';
import {PicturesPanel} from './pictures_panel.js';
import {PublishingPanel} from './publishing_panel.js';
import {renameFields} from './rename_fields.js';
import {askAboutRenames} from './rename_question.js';
import {
  conflictNotice, invalidNotice, latestNotice, savedNotice,
} from './save_notices.js';
import {SharedLinksPanel} from './shared_links_panel.js';
import {TextPanel} from './text_panel.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Page} from '../main.js' */
/**
 * @import {
 *   ExplorationDataResponse as ExplorationData, LikelyRename, Member, Rights
 * } from '../../domain/wire_types.js'
 */
/** @import {RenameRow} from '../domain/edit_model.js' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {Failure} from '../lib/failures.js' */

/** The page after an exploration was deleted or left. */
const DASHBOARD = '/creator_dashboard';

const preview = new LazyModule(
  () => import('./preview_dialog.js'), 'player');

export class ContentView {
  /**
   * @param {HTMLElement} root
   * @param {Page} page
   */
  constructor(root, page) {
    this.root = root;
    this.page = page;
    /** @type {ExplorationData|null} the version that the edit began from. */
    this.data = null;
    /** The edit: its text, its renames and its commit message. */
    this.text = '';
    /** @type {RenameRow[]} */
    this.renames = [];
    this.message = '';
    this.isStale = true;
    this.isLeaving = false;
    /** @type {string|null} the card that the reader came to edit. */
    this.wantedCard = null;
    const redraw = () => this.render();
    this.loading = new Attempt(redraw);
    /** Its `problem` is the notice shown at the button, also of a success. */
    this.saving = new Attempt(redraw);
    this.textPanel = new TextPanel(page.api, (text) => {
      this.text = text;
      redraw();
    }, redraw);
    // A panel beside the editor asks to insert a text.
    root.addEventListener('insert-text', (event) => {
      const {detail} = /** @type {CustomEvent<string>} */ (event);
      if (!this.textPanel.insert(detail)) event.preventDefault();
    });
    this.publishing = new PublishingPanel(
      page, (status) => this.setRights({status}), redraw);
    this.anonymity = new AnonymityPanel(
      page, (number) => this.setRights({k_anonymity: number}), redraw);
    this.people = new PeoplePanel(
      page, (role) => this.loseOwnership(role), redraw);
    this.sharing = new SharedLinksPanel(page, redraw);
    this.classes = new ClassesPanel(page, redraw);
    this.pictures = new PicturesPanel(page, redraw);
    this.deletion = new DeletionPanel(page, () => this.leave(), redraw);
    window.addEventListener('beforeunload', (event) => {
      if (this.isDirty && !this.isLeaving) event.preventDefault();
    });
  }

  /** @param {ViewState} state */
  show({card}) {
    this.wantedCard = card;
    // Loading must not replace what has been typed.
    if (this.isStale && !this.isDirty && !this.loading.isRunning) {
      void this.load();
    } else {
      this.showWantedCard();
    }
  }

  explorationChanged() {
    this.isStale = true;
  }

  /** @return {boolean} whether there is work that would be lost. */
  get isDirty() {
    return this.data !== null && (
      this.text !== this.data.yaml || this.renames.length > 0);
  }

  render() {
    const {data, loading: {problem}} = this;
    render(html`
      <h2 class="visually-hidden">Content</h2>
      <div role="alert">${problem}</div>
      ${data === null && problem === nothing ?
    loadingText('Loading the content …') : nothing}
      ${data ? html`<div class="content-layout d-grid align-items-start">
        ${this.form(data)}${this.side(data)}</div>` : nothing}`, this.root);
  }

  /**
   * @param {ExplorationData} data
   * @return {Template}
   */
  form({exp_version: version, exploration}) {
    return html`<form class="panel" aria-label="Edit as text"
      @submit=${onSubmit(() => void this.save())}>
      <label for="yaml" class="panel-heading">The exploration as YAML</label>
      <p id="yaml-version" class="form-text mt-0">Version ${
  formatCount(version)}, the latest. Saving makes version ${
  formatCount(version + 1)}. Download it as <a download
        href=${this.page.api.exportUrl('yaml')}>YAML</a> or <a download
        href=${this.page.api.exportUrl('zip')}>zip</a>.</p>
      ${this.templateButtons()}
      ${this.textPanel.template(
    this.text, this.loading.isRunning || this.saving.isRunning)}
      ${renameFields(this.renames, Object.keys(exploration.states),
    this.saving.isRunning, () => this.render())}
      <label for="commit-message" class="form-label">What did you change, and
        why?</label>
      <input id="commit-message" class="form-control" autocomplete="off"
        required maxlength=${LIMITS.MAX_COMMIT_MESSAGE_LENGTH}
        aria-describedby="commit-message-length"
        .value=${live(this.message)} ?readonly=${this.saving.isRunning}
        @input=${onValue((message) => {
    this.message = message;
    this.render();
  })}>
      <p id="commit-message-length" class="form-text mt-0">${
  lengthText(this.message, LIMITS.MAX_COMMIT_MESSAGE_LENGTH)}</p>
      <div id="save-notices" class="save-notices" role="alert">${
  this.saving.problem}</div>
      <div class="save-bar mt-3">
        <button type="submit" class="btn btn-primary" aria-disabled=${
  this.saving.isRunning ? 'true' : nothing}>Save a new version</button>
        ${textButton('Preview', () => void this.preview(),
    {kind: 'btn-outline-secondary'})}
        <span class="app-muted">${this.isDirty ? 'Not saved yet' : ''}</span>
      </div>
    </form>`;
  }

  /**
   * @param {ExplorationData} data
   * @return {Template}
   */
  side({exploration, rights}) {
    const isOwner = rights.can_manage ?? false;
    return html`<div class="content-side d-grid">
      ${this.publishing.template(rights)}
      ${this.pictures.template()}
      ${isOwner ? [
    this.people.template(), this.anonymity.template(rights),
    this.classes.template(), this.sharing.template(),
  ] : nothing}
      ${outlinePanel(exploration, this.page.hashFor)}
      ${isOwner ? this.deletion.template(exploration.title) : nothing}
    </div>`;
  }

  /** Selects the card that is to be edited, once the text is loaded. */
  showWantedCard() {
    const {wantedCard} = this;
    if (wantedCard === null || !this.data || this.loading.isRunning) return;
    this.wantedCard = null;
    const place = placeOfCard(this.text, wantedCard);
    if (!place) {
      this.tell(noticeBox('warning', `There is no card “${wantedCard}” here`, [
        'It has been renamed or deleted in a later version.',
      ]));
      return;
    }
    this.textPanel.select(place.start, place.end);
  }

  /** Loads the latest version and begins the edit again from it. */
  async load() {
    await this.loading.run(async () => {
      const data = this.begin(await this.page.api.getData());
      this.text = data.yaml;
      this.renames = [];
      this.message = '';
      this.saving.problem = nothing;
      this.textPanel.reset();
    }, (failure) => failureBox(
      'The content could not be loaded', failure, () => void this.load()));
    this.showWantedCard();
    if (!this.textPanel.format) void this.textPanel.load();
  }

  /**
   * @param {ExplorationData} loaded the version that the edit begins from.
   * @return {ExplorationData} with line ends as a <textarea> has them.
   */
  begin(loaded) {
    const data = {...loaded, yaml: loaded.yaml.replaceAll(/\r\n?/g, '\n')};
    const {rights: {status, can_manage: isOwner}, exploration} = data;
    this.data = data;
    this.isStale = false;
    if (isOwner && !this.people.items) void this.people.load();
    if (isOwner && !this.sharing.items) void this.sharing.load();
    if (isOwner && !this.classes.items) void this.classes.load();
    void this.pictures.load();
    this.page.setFacts({title: exploration.title, status});
    return data;
  }

  /** @param {Partial<Rights>} changes */
  setRights(changes) {
    if (!this.data) return;
    this.data.rights = {...this.data.rights, ...changes};
    this.page.setFacts({status: this.data.rights.status});
    this.render();
  }

  /** @param {Member['role']|null} role the reader's new one. */
  loseOwnership(role) {
    this.setRights({can_manage: false});
    // Viewers may not see this page, nor save what they have typed.
    if (role !== 'editor') this.leave();
  }

  /** Leaves the page without asking about unsaved work. */
  leave() {
    this.isLeaving = true;
    location.assign(DASHBOARD);
  }

  async save() {
    const {data} = this;
    if (!data) return;
    const {renames, problem} = renamesOf(this.renames);
    const refusal = problem ??
      (this.isDirty ? null : 'The text is the same as in the last version.');
    if (refusal) {
      this.tell(noticeBox('warning', 'Not saved', [refusal]));
      return;
    }
    if (this.saving.isRunning) return;
    const before = this.saving.problem;
    // Text typed before the new version is loaded would be lost, so the fields
    // are read-only until then.
    /** @type {Record<string, string>|null} */
    let declared = null;
    const isSaved = await this.saving.run(async () => {
      declared = await this.withLikelyRenames(data.exp_version, renames);
      if (!declared) return;
      await this.page.api.save({
        version: data.exp_version, yaml: this.text, renames: declared,
        commit_message: this.message.trim(),
      });
      this.page.explorationChanged();
      await this.load();
    }, (failure) => this.explain(failure));
    if (isSaved && declared) {
      this.afterSaving(data, declared);
    } else {
      this.tell(isSaved ? before : this.saving.problem);
    }
  }

  /**
   * @param {number} version that was edited.
   * @param {Record<string, string>} renames those of the form.
   * @return {Promise<LikelyRename[]>} none if the server lacks the route.
   */
  async likelyRenames(version, renames) {
    try {
      const answer = await this.page.api.getLikelyRenames(
        {version, yaml: this.text, renames});
      return answer.likely_renames;
    } catch (error) {
      if (failureOf(error).status === 404) return [];
      throw error;
    }
  }

  /**
   * Asks about cards that were probably renamed, and adds confirmed ones to the
   * form.
   *
   * @param {number} version that was edited.
   * @param {Record<string, string>} renames those of the form.
   * @return {Promise<Record<string, string>|null>} with those that the author
   *     confirmed; null if the author does not want to save.
   */
  async withLikelyRenames(version, renames) {
    const likely = await this.likelyRenames(version, renames);
    if (likely.length === 0) return renames;
    const confirmed = await askAboutRenames(likely);
    if (!confirmed) return null;
    this.renames.push(...confirmed.map(
      ({old_state_name: from, new_state_name: to}) => ({from, to})));
    return renamesOf(this.renames).renames;
  }

  /**
   * @param {ExplorationData} before the version that was edited.
   * @param {Record<string, string>} renames as they were sent.
   */
  afterSaving(before, renames) {
    const version = before.exp_version + 1;
    if (this.data?.exp_version !== version) return;
    const cutOff = cardsCutOff(
      Object.keys(before.exploration.states),
      Object.keys(this.data.exploration.states), renames);
    this.tell(savedNotice(version, cutOff));
  }

  /**
   * @param {Failure} failure of saving.
   * @return {Template}
   */
  explain(failure) {
    if (failure.status === 409) {
      return conflictNotice(() => void this.keepText(), () => {
        void this.load();
        this.textPanel.field()?.focus();
      });
    }
    if (failure.status !== 400) {
      return failureBox('Not saved; your text is still here', failure,
        () => void this.save());
    }
    this.textPanel.showProblems(failure);
    return invalidNotice(failure);
  }

  /** Plays the current text without saving it. */
  async preview() {
    try {
      const [{exploration}] = await Promise.all([
        this.page.api.preview(this.text), preview.fetch(),
      ]);
      if (!preview.value) throw LOAD_FAILURE;
      this.saving.problem = nothing;
      this.render();
      await preview.value.openPreview(this.page.expId, exploration);
    } catch (error) {
      const failure = failureOf(error);
      this.textPanel.showProblems(failure);
      this.tell(failureBox('There is no preview yet', failure, null));
    }
  }

  /** @return {Template|typeof nothing} shown for new explorations. */
  templateButtons() {
    const {text, data, textPanel: {format}} = this;
    const isNew = text.trim() === '' || (data?.exp_version === 1 &&
      text === data.yaml && !/\bhtml:/.test(text));
    if (!isNew || !format) return nothing;
    return html`<p class="mb-2">Start from a template: ${format.templates.map(
      ({title, yaml}) => html`${textButton(title, () => {
        const own = JSON.stringify(data?.exploration.title ?? '');
        this.textPanel.take(
          yaml.replace(/^title: .*$/m, () => `title: ${own}`));
      })} `)}</p>`;
  }

  /** Bases the edit on the latest version, without changing the text. */
  async keepText() {
    const before = this.data?.exp_version ?? 0;
    try {
      const data = this.begin(await this.page.api.getData());
      this.tell(latestNotice(data, data.exp_version - before));
    } catch (error) {
      this.tell(failureBox('The latest version could not be loaded',
        failureOf(error), () => void this.keepText()));
    }
  }

  /** @param {unknown} notice a template, shown at the button. */
  tell(notice) {
    this.saving.problem = notice;
    this.render();
    byId('save-notices', HTMLElement).scrollIntoView({block: 'nearest'});
  }
}
