/** The dialog that imports files: checks them, and stores them on request. */

import {html, nothing, render} from 'lit-html';

import {formatQuantity} from './creator/domain/formats.js';
import {outcomeOf, placeOf, problemGroups, reportText} from
  './creator/domain/import_results.js';
import {smallerZip} from './creator/domain/smaller_zip.js';
import {base64Of, saveFile, UNREADABLE} from './creator/lib/files.js';
import {LIMITS} from './domain/wire_contract.js';
import {HttpError, sendJson} from './lib/http.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {ImportedFile} from './domain/wire_types.js' */

/** Bytes of a file whose base 64, in JSON, fits into a request. */
const MAX_FILE_BYTES = Math.floor((LIMITS.MAX_UPLOAD_BYTES - 2_000) / 4) * 3;

/**
 * @typedef {object} DialogState
 * @property {readonly File[]} files to import.
 * @property {readonly ImportedFile[]} results of checking them.
 * @property {readonly string[]} stored ids of the imported explorations.
 * @property {string} working the action in progress; '' if there is none.
 * @property {string} problem '' where there is none.
 */

/** @type {DialogState} */
const EMPTY = Object.freeze({
  files: [], results: [], stored: [], working: '', problem: '',
});

class ImportDialog {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    /** @type {DialogState} */
    this.state = {...EMPTY};
    this.update({});
  }

  open() {
    this.update(EMPTY);
    const dialog = this.place.querySelector('dialog');
    dialog?.querySelector('form')?.reset();
    dialog?.showModal();
  }

  close() {
    this.place.querySelector('dialog')?.close();
  }

  /** @param {Partial<DialogState>} changes */
  update(changes) {
    Object.assign(this.state, changes);
    render(this.template(), this.place);
  }

  template() {
    const {results, working, problem} = this.state;
    const accepted = results.filter(({title}) => title !== null);
    const onSubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      void this.import();
    };
    return html`<dialog class="app-dialog" aria-labelledby="import-heading">
      <form novalidate @submit=${onSubmit}>
        <h2 id="import-heading">Import explorations</h2>
        <label class="form-label" for="import-files">Files of this site or of
          Oppia: YAML, JSON or zip</label>
        <input class="form-control" type="file" id="import-files" multiple
          accept=".yaml,.yml,.json,.zip" aria-describedby="import-help"
          ?disabled=${working !== ''} @change=${(/** @type {Event} */ event) =>
  void this.check(event)}>
        <p class="form-text" id="import-help">You see what differs from the
          files before anything is saved.</p>
        <div role="status">${working ? html`<p>${working}</p>` : nothing}
          ${results.map(resultTemplate)}</div>
        <p class="app-notice app-notice--bad" role="alert"
          ?hidden=${!problem}>${problem}</p>
        <div class="app-dialog__foot flex-wrap">
          ${results.some(({problems}) => problems.length) ? html`<button
            class="btn btn-outline-secondary" type="button"
            @click=${() => saveFile('import.txt', 'text/plain',
    reportText(results))}>Save the list</button>` : nothing}
          <button class="btn btn-outline-secondary" type="button"
            @click=${() => this.close()}>Cancel</button>
          <button class="btn btn-primary" type="submit"
            ?disabled=${!accepted.length || working !== ''}>${
  accepted.length ?
    `Import ${formatQuantity(accepted.length, 'exploration')}` :
    'Import'}</button>
        </div>
      </form>
    </dialog>`;
  }

  /** @param {Event} event of the field for files. */
  async check(event) {
    const {files} = /** @type {HTMLInputElement} */ (event.currentTarget);
    this.update({files: [...files ?? []], results: [], problem: ''});
    await this.attempt(async () => {
      for (const file of this.state.files) {
        this.update({working: `Reading ${file.name} …`});
        const results = await resultsOf(file, true);
        this.update({results: [...this.state.results, ...results]});
      }
    });
  }

  async import() {
    const isDone = await this.attempt(async () => {
      // A file that is stored is not sent again after a failure.
      for (let [file] = this.state.files; file; [file] = this.state.files) {
        this.update({working: `Importing ${file.name} …`});
        const results = await resultsOf(file, false);
        const expIds = results.flatMap(({exp_id: expId}) => expId ?? []);
        this.update({
          files: this.state.files.slice(1),
          stored: [...this.state.stored, ...expIds],
        });
      }
      return true;
    });
    const {stored} = this.state;
    if (!isDone) return;
    location.assign(stored.length === 1 ?
      `/create/${stored[0]}#/content` : location.pathname);
  }

  /**
   * @template Result
   * @param {() => Promise<Result>} work
   * @return {Promise<Result|null>} null after a failure, which is shown.
   */
  async attempt(work) {
    try {
      const result = await work();
      this.update({working: ''});
      return result;
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      this.update({working: '', problem: error.message});
      return null;
    }
  }
}

/**
 * @param {File} file
 * @param {boolean} dryRun whether to store nothing.
 * @return {Promise<ImportedFile[]>} for each exploration in it.
 */
async function resultsOf(file, dryRun) {
  const sent = await fitToSizeLimit(file);
  if (!sent) return [tooLarge(file)];
  /** @type {{files: ImportedFile[]}} */
  const {files} = await sendJson('POST', '/createhandler/import', {
    files: [{name: file.name, content: await base64Of(sent.content)}],
    dry_run: dryRun,
  });
  return sent.numLeftOut ?
    files.map((file) => withLeftOutProblem(file, sent.numLeftOut)) : files;
}

/**
 * @param {File} file
 * @return {Promise<{content: Blob, numLeftOut: number}|null>} the file,
 *     or a large archive without its largest files; null if that is too large,
 *     too.
 */
async function fitToSizeLimit(file) {
  if (file.size <= MAX_FILE_BYTES) return {content: file, numLeftOut: 0};
  if (!/\.zip$/i.test(file.name)) return null;
  const buffer = await file.arrayBuffer().catch(() => {
    throw new HttpError(0, 'file', UNREADABLE);
  });
  const bytes = new Uint8Array(buffer);
  const smaller = smallerZip(bytes, MAX_FILE_BYTES);
  return smaller && {
    content: new Blob([smaller.bytes]), numLeftOut: smaller.numLeftOut,
  };
}

/**
 * @param {ImportedFile} file
 * @param {number} numLeftOut
 * @return {ImportedFile}
 */
function withLeftOutProblem(file, numLeftOut) {
  return {...file, problems: [...file.problems, {
    kind: 'left_out', path: 'assets', line: null,
    message: `The archive is large: ${formatQuantity(numLeftOut, 'file')} ` +
      '(pictures or sounds) were not imported.',
  }]};
}

/**
 * @param {File} file
 * @return {ImportedFile}
 */
function tooLarge({name, size}) {
  const megabytes = (/** @type {number} */ bytes) =>
    (bytes / 1e6).toFixed(1);
  const message = `The file has ${megabytes(size)} MB; at most ` +
    `${megabytes(MAX_FILE_BYTES)} MB of text can be imported here. Ask those ` +
    'who run the site to import it.';
  return {
    name, title: null, num_states: 0, exp_id: null,
    problems: [{kind: 'error', path: '', line: null, message}],
  };
}

/**
 * @param {ImportedFile} file
 * @return {Template}
 */
function resultTemplate(file) {
  const isRefused = file.title === null;
  return html`<section class="app-notice ${
  isRefused ? 'app-notice--bad' : ''}">
    <h3 class="h6 mb-1 text-break">${file.name}</h3>
    <p class="mb-1">${outcomeOf(file)}</p>
    ${problemGroups(file.problems).map(({heading, isUrgent, problems}) =>
    html`<details class="small" ?open=${isUrgent}>
      <summary>${heading}</summary>
      <ul class="ps-3 mb-1">${problems.map((problem) => html`<li
        class="text-break">${placeOf(problem) ?
    html`<span class="app-muted">${placeOf(problem)}:</span> ` : nothing}${
    problem.message}</li>`)}</ul>
    </details>`)}
  </section>`;
}

/** Connects the buttons of the page to the dialog. */
export function setUpImport() {
  const place = document.createElement('div');
  const dialog = new ImportDialog(place);
  document.body.append(place);
  for (const opener of document.querySelectorAll('[data-import-open]')) {
    opener.removeAttribute('hidden');
    opener.addEventListener('click', () => dialog.open());
  }
}
