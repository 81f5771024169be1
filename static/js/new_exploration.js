/** The dialog that creates an exploration: empty, or from YAML. */

import {html, render} from 'lit-html';

import {LIMITS} from './domain/wire_contract.js';
import {HttpError, sendJson} from './lib/http.js';

/**
 * @typedef {object} DialogState
 * @property {'title'|'yaml'} kind how the exploration begins.
 * @property {string} problem '' where there is none.
 * @property {boolean} isCreating
 */

/** @typedef {(changes: Partial<DialogState>) => void} Redraw */

/** Explorations to start from, ready to play. */
const TEMPLATES = [
  ['quiz', 'A quiz'],
  ['branching_story', 'A branching story'],
  ['picture_question', 'A picture question'],
];

/** Connects the buttons of the page to the dialog. */
export function setUpNewExploration() {
  const place = document.createElement('div');
  /** @type {DialogState} */
  const state = {kind: 'title', problem: '', isCreating: false};
  /** @type {Redraw} */
  const redraw = (changes) =>
    render(dialogOf(Object.assign(state, changes), redraw), place);
  redraw({});
  document.body.append(place);
  for (const opener of document.querySelectorAll('[data-new-open]')) {
    opener.removeAttribute('hidden');
    opener.addEventListener(
      'click', () => place.querySelector('dialog')?.showModal());
  }
}

/**
 * @param {DialogState} state
 * @param {Redraw} redraw
 */
function dialogOf({kind, problem, isCreating}, redraw) {
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void create(formOf(event), kind, redraw);
  };
  const cancel = (/** @type {Event} */ event) =>
    formOf(event).closest('dialog')?.close();
  return html`<dialog class="app-dialog" aria-labelledby="new-heading">
    <form novalidate @submit=${onSubmit}>
      <h2 id="new-heading">New exploration</h2>
      <fieldset class="app-choice d-grid p-1 mb-3 gap-1">
        <legend class="visually-hidden">How to begin</legend>
        <label><input type="radio" name="kind" checked
          @change=${() => redraw({kind: 'title'})}> <span>Start
          new</span></label>
        <label><input type="radio" name="kind"
          @change=${() => redraw({kind: 'yaml'})}> <span>From
          YAML</span></label>
      </fieldset>
      <div ?hidden=${kind !== 'title'}>
        <label class="form-label" for="new-title">Title</label>
        <input class="form-control" id="new-title" name="title"
          maxlength=${LIMITS.MAX_TITLE_LENGTH} autocomplete="off"
          aria-describedby="new-problem">
        <p class="form-text">You can change it later.</p>
        <label class="form-label" for="new-template">Begin with</label>
        <select class="form-select" id="new-template" name="template">
          <option value="">Two empty cards</option>
          ${TEMPLATES.map(([id, title]) =>
    html`<option value=${id}>${title}</option>`)}
        </select>
      </div>
      <div ?hidden=${kind !== 'yaml'}>
        <label class="form-label" for="new-file">A file, or paste its text
          below</label>
        <input class="form-control" type="file" id="new-file"
          accept=".yaml,.yml,text/yaml" @change=${readFile}>
        <label class="visually-hidden" for="new-yaml">YAML</label>
        <textarea class="form-control app-code" id="new-yaml" name="yaml"
          rows="9" spellcheck="false" aria-describedby="new-problem"
          placeholder="title: …"></textarea>
      </div>
      <p class="app-notice app-notice--bad" id="new-problem" role="alert"
        ?hidden=${!problem}>${problem}</p>
      <div class="app-dialog__foot">
        <button class="btn btn-outline-secondary" type="button"
          @click=${cancel}>Cancel</button>
        <button class="btn btn-primary" type="submit"
          ?disabled=${isCreating}>Create</button>
      </div>
    </form>
  </dialog>`;
}

/**
 * @param {Event} event of the form or one of its elements.
 * @returns {HTMLFormElement}
 */
function formOf({currentTarget}) {
  return /** @type {HTMLFormElement} */ (
    /** @type {Element} */ (currentTarget).closest('form'));
}

/**
 * @param {HTMLFormElement} form
 * @param {DialogState['kind'] | 'template'} name
 * @returns {HTMLInputElement}
 */
function fieldOf(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

/** @param {Event} event of the field for the file. */
async function readFile(event) {
  const form = formOf(event);
  const {files} = /** @type {HTMLInputElement} */ (event.currentTarget);
  if (files?.[0]) fieldOf(form, 'yaml').value = await files[0].text();
}

/**
 * @param {HTMLFormElement} form
 * @param {DialogState['kind']} kind
 * @param {Redraw} redraw
 */
async function create(form, kind, redraw) {
  const field = fieldOf(form, kind);
  if (!field.value.trim()) {
    redraw({problem: kind === 'yaml' ?
      'Choose a file or paste its text.' : 'Give it a title.'});
    field.focus();
    return;
  }
  redraw({isCreating: true});
  const template = kind === 'title' && fieldOf(form, 'template').value;
  try {
    const {exp_id: expId} = await sendJson('POST', '/createhandler/new',
      {[kind]: field.value, ...template ? {template} : {}});
    location.assign(`/create/${expId}#/content`);
  } catch (error) {
    redraw({isCreating: false});
    if (!(error instanceof HttpError)) throw error;
    redraw({problem: messageOf(error)});
  }
}

/**
 * @param {HttpError} error
 * @returns {string} all problems of the input.
 */
function messageOf({message, problems}) {
  if (problems.length === 0) return message;
  return problems.map(({line, path, message: text}) => [
    line === null ? '' : `Line ${line}: `, path && `${path}: `, text,
  ].join('')).join('. ');
}
