/**
 * Notices: boxes with a heading, a text, and buttons for what the reader can
 * do.
 */

import {html, nothing} from 'lit-html';

import {linkButton, textButton} from './buttons.js';
import {failureOf, needsSignIn} from './failures.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Failure} from './failures.js' */
/**
 * @template T
 * @typedef {import('./resource.js').Resource<T>} Resource
 */

const NOTICE_CLASSES = Object.freeze({
  danger: 'app-notice--bad',
  success: 'notice--good',
  warning: 'app-notice--warn',
});

/**
 * @param {keyof typeof NOTICE_CLASSES} kind
 * @param {string} heading
 * @param {readonly (Template|string)[]} content texts become paragraphs.
 * @param {readonly Template[]} [actions]
 * @return {Template}
 */
export function noticeBox(kind, heading, content, actions = []) {
  return html`<div class="app-notice ${NOTICE_CLASSES[kind]} notice">
    <p class="notice-heading">${heading}</p>
    ${content.map((part) =>
    typeof part === 'string' ? html`<p>${part}</p>` : part)}
    ${actions.length ?
    html`<div class="notice-actions gap-2">${actions}</div>` : nothing}
  </div>`;
}

/**
 * @param {string} heading
 * @param {Failure} failure
 * @param {(() => void)|null} retry
 * @return {Template}
 */
export function failureBox(heading, failure, retry) {
  const back = encodeURIComponent(location.pathname + location.hash);
  return noticeBox('danger', heading, [failure.message], [
    ...retry ? [textButton('Try again', retry)] : [],
    ...needsSignIn(failure.status) ? [
      linkButton('Sign in', `/login?next=${back}`)] : [],
  ]);
}

/** @param {string} [text] */
export function loadingText(text = 'Loading …') {
  return html`<p class="loading" role="status">${text}</p>`;
}

/**
 * @template T
 * @param {Resource<T>} resource
 * @param {string} heading of the notice of a failure.
 * @param {(value: T) => unknown} view
 * @param {unknown} [loading] in place of the value until it is loaded.
 * @return {unknown} a template.
 */
export function loadedView(
  {value, error, reload}, heading, view, loading = loadingText()) {
  if (value !== null) return view(value);
  return error === null ? loading : html`<div role="alert">${
    failureBox(heading, failureOf(error), reload)}</div>`;
}
