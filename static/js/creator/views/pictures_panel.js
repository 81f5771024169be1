/**
 * The pictures of the exploration: added from files, and put into its texts.
 */

import {html, nothing} from 'lit-html';

import {LIMITS} from '../../domain/wire_contract.js';
import {upperFirst} from '../domain/formats.js';
import {sizeText, snippetOf} from '../domain/picture_snippet.js';
import {announce} from '../lib/announcer.js';
import {textButton} from '../lib/buttons.js';
import {failureOf} from '../lib/failures.js';
import {onSubmit} from '../lib/fields.js';
import {base64Of} from '../lib/files.js';
import {failureBox, noticeBox} from '../lib/notices.js';
import {ListPanel, panel} from './panel.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/**
 * @import {ListedPicture, PicturesResponse} from '../../domain/wire_types.js'
 */
/** @import {Page} from '../main.js' */

const TYPES = '.png,.jpg,.jpeg,.webp,.gif,.svg';

/**
 * Pictures, latest first.
 *
 * @extends {ListPanel<ListedPicture, PicturesResponse>}
 */
export class PicturesPanel extends ListPanel {
  /**
   * @param {Page} page
   * @param {() => void} redraw
   */
  constructor(page, redraw) {
    super(page, redraw, 'pictures', page.api.pictures,
      ({pictures}) => pictures.toReversed());
    /** The action in progress; '' if there is none. */
    this.working = '';
    /** @type {Template[]} the reasons why files were not added. */
    this.problems = [];
  }

  /** @return {Template} */
  template() {
    return html`<div @dragover=${(/** @type {DragEvent} */ event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  }} @drop=${(/** @type {DragEvent} */ event) => this.drop(event)}>${
    panel('pictures', 'Pictures', html`
      <label for="picture-files" class="form-label">Add pictures</label>
      <input type="file" id="picture-files" class="form-control" multiple
        accept=${TYPES} aria-describedby="pictures-help"
        ?disabled=${this.working !== ''}
        @change=${(/** @type {Event} */ event) => this.choose(event)}>
      <p id="pictures-help" class="form-text">PNG, JPEG, WebP, GIF or SVG, at
        most ${LIMITS.MAX_PICTURE_BYTES / 1e6} MB each; you can also drop them
        here. Only the picture is stored, without the place and time of a
        photo.</p>
      <p role="status" class="mb-1">${this.working}</p>
      <div role="alert">${this.problems}${this.attempt.problem}</div>
      ${this.listOf('Pictures', ({name}) => name,
    (picture) => this.row(picture), 'pictures-list')}`)}</div>`;
  }

  /**
   * @param {ListedPicture} picture
   * @return {Template}
   */
  row(picture) {
    const {name, is_used: isUsed} = picture;
    const id = `alt-${name}`;
    const url = `/assetshandler/${encodeURIComponent(this.page.expId)}/${name}`;
    return html`<li data-picture=${name}>
      <span class="people-name">${name}</span>
      <span class="app-muted small">${sizeText(picture)}${
  isUsed ? '; a saved version shows it, so it stays' : ''}</span>
      <img class="img-fluid" loading="lazy" alt="" src="${url}?w=480">
      <form class="people-form people-name" aria-label="Use ${name}"
        @submit=${onSubmit((form, button) =>
    this.use(picture, form, button))}>
        <div>
          <label class="form-label small mb-0" for=${id}>What does it show, for
            those who do not see it?</label>
          <input id=${id} name="alt" class="form-control form-control-sm"
            required autocomplete="off" pattern=".*\\S.*"
            maxlength=${LIMITS.MAX_ALT_TEXT_LENGTH}>
        </div>
        <div class="d-flex gap-2 flex-wrap people-name">
          <button class="btn btn-sm btn-primary" value="insert"
            >Insert into the text</button>
          <button class="btn btn-sm btn-outline-secondary" value="copy"
            >Copy</button>
          ${isUsed ? nothing : textButton('Remove', () =>
    void this.remove(name))}
        </div>
      </form>
    </li>`;
  }

  /** @param {Event} event of the field for files. */
  choose({currentTarget}) {
    const field = /** @type {HTMLInputElement} */ (currentTarget);
    const files = [...field.files ?? []];
    field.value = '';
    void this.add(files);
  }

  /** @param {DragEvent} event */
  drop(event) {
    const files = [...event.dataTransfer?.files ?? []];
    if (files.length === 0) return;
    event.preventDefault();
    if (!this.working) void this.add(files);
  }

  /** @param {readonly File[]} files added one after another. */
  async add(files) {
    this.problems = [];
    for (const file of files) {
      this.working = `Adding ${file.name} …`;
      this.redraw();
      try {
        this.prepend(await this.send(file));
        announce(`${file.name} was added.`);
      } catch (error) {
        const failure = failureOf(error);
        this.problems.push(failureBox(`${file.name} was not added`, {
          ...failure, message: upperFirst(failure.message),
        }, null));
      }
    }
    this.working = '';
    this.redraw();
  }

  /**
   * @param {File} file
   * @return {Promise<ListedPicture>}
   */
  async send(file) {
    if (file.size > LIMITS.MAX_PICTURE_BYTES) {
      throw Object.assign(new Error(
        `It has ${(file.size / 1e6).toFixed(1)} MB; a picture may have ` +
        `${LIMITS.MAX_PICTURE_BYTES / 1e6} MB.`), {status: 413});
    }
    return this.page.api.pictures.send(
      {name: file.name, content: await base64Of(file)});
  }

  /**
   * @param {ListedPicture} picture
   * @param {HTMLFormElement} form
   * @param {HTMLElement|null} button that was pressed.
   */
  use(picture, form, button) {
    const snippet = snippetOf(
      picture, String(new FormData(form).get('alt')));
    const {value} = /** @type {HTMLButtonElement} */ (button);
    if (value === 'copy') {
      void this.copy(snippet);
      return;
    }
    // The editor of the text listens.
    const isInserted = form.dispatchEvent(new CustomEvent(
      'insert-text', {bubbles: true, cancelable: true, detail: snippet}));
    this.problems = isInserted ? [] : [noticeBox('warning',
      'Put the cursor where the picture belongs',
      ['Click into the text of a card, such as before </p>; then insert it.'])];
    this.redraw();
    if (isInserted) announce('The picture was inserted into the text.');
  }

  /** @param {string} snippet */
  async copy(snippet) {
    try {
      await navigator.clipboard.writeText(snippet);
      announce('Copied. Paste it into the text.');
    } catch {
      this.problems = [noticeBox('warning',
        'This browser does not let the page copy. Copy this yourself:',
        [html`<code class="text-break">${snippet}</code>`])];
      this.redraw();
    }
  }

  /** @param {string} name */
  async remove(name) {
    const isDone = await this.change(
      () => this.list.remove(name), 'Not removed');
    if (isDone) announce(`${name} was removed.`);
    document.getElementById('picture-files')?.focus();
  }
}
