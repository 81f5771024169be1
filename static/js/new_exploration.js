/**
 * @fileoverview The dialog that makes an exploration: empty, or from YAML.
 */
import {HttpError, sendJson} from './lib/http.js';

/** Connects the buttons and the dialog of the page. */
export function setUpNewExploration() {
  const dialog = /** @type {HTMLDialogElement|null} */ (
    document.querySelector('[data-new-dialog]'));
  if (!dialog) {
    return;
  }
  for (const opener of document.querySelectorAll('[data-new-open]')) {
    opener.removeAttribute('hidden');
    opener.addEventListener('click', () => dialog.showModal());
  }
  const form = /** @type {HTMLFormElement} */ (
    dialog.querySelector('[data-new-form]'));
  dialog.querySelector('[data-new-cancel]')?.addEventListener(
    'click', () => dialog.close());
  form.addEventListener('change', () => showPart(form));
  field(form, '#new-file').addEventListener('change', () => readFile(form));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    create(form);
  });
}

/**
 * @param {HTMLFormElement} form
 * @returns {string} 'title' or 'yaml'.
 */
function kindOf(form) {
  return String(new FormData(form).get('kind'));
}

/** @param {HTMLFormElement} form */
function showPart(form) {
  for (const part of form.querySelectorAll('[data-new-part]')) {
    const isShown = part.getAttribute('data-new-part') === kindOf(form);
    part.toggleAttribute('hidden', !isShown);
  }
}

/** @param {HTMLFormElement} form */
async function readFile(form) {
  const file = field(form, '#new-file').files?.[0];
  if (file) {
    field(form, '#new-yaml').value = await file.text();
  }
}

/** @param {HTMLFormElement} form */
async function create(form) {
  const kind = kindOf(form);
  const input = field(form, kind === 'yaml' ? '#new-yaml' : '#new-title');
  if (!input.value.trim()) {
    showProblem(form, kind === 'yaml' ?
      'Choose a file or paste its text.' : 'Give it a title.');
    input.focus();
    return;
  }
  const submit = /** @type {HTMLButtonElement} */ (
    form.querySelector('[data-new-submit]'));
  submit.disabled = true;
  try {
    const made = await sendJson(
      'POST', '/createhandler/new', {[kind]: input.value});
    location.assign(`/create/${made.exp_id}#/content`);
  } catch (error) {
    submit.disabled = false;
    if (!(error instanceof HttpError)) {
      throw error;
    }
    showProblem(
      form, error.path ? `${error.path}: ${error.message}` : error.message);
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} message
 */
function showProblem(form, message) {
  const place = /** @type {HTMLElement} */ (
    form.querySelector('[data-new-problem]'));
  place.textContent = message;
  place.hidden = false;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} selector
 * @returns {HTMLInputElement}
 */
function field(form, selector) {
  return /** @type {HTMLInputElement} */ (form.querySelector(selector));
}
