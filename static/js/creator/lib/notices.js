/**
 * Notices: boxes with a heading, a text, and buttons for what the reader can
 * do.
 */

import {html, nothing} from 'lit-html';

import {textButton} from './buttons.js';
import {needsSignIn} from './failures.js';
import {h} from './dom.js';

/** @import {Failure} from './failures.js' */

const NOTICE_CLASSES = Object.freeze({
  danger: 'app-notice--bad',
  success: 'notice--good',
  warning: 'app-notice--warn',
});

/**
 * @param {string} label
 * @param {() => void} onPress
 * @param {string} [kind] classes of the button.
 * @return {HTMLButtonElement}
 */
export function actionButton(
  label, onPress, kind = 'btn-sm btn-outline-secondary') {
  const button = h('button', {type: 'button', class: `btn ${kind}`}, label);
  button.addEventListener('click', onPress);
  return button;
}

/** @typedef {import('lit-html').TemplateResult} Template */

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
    html`<div class="notice-actions">${actions}</div>` : nothing}
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
    ...needsSignIn(failure.status) ? [html`<a
      class="btn btn-sm btn-outline-secondary"
      href="/login?next=${back}">Sign in</a>`] : [],
  ]);
}

/**
 * @param {keyof typeof NOTICE_CLASSES} kind
 * @param {string} heading
 * @param {(Node|string)[]} content
 * @param {(Node|null)[]} [actions]
 * @return {HTMLElement}
 */
export function notice(kind, heading, content, actions = []) {
  const shown = actions.filter((action) => action !== null);
  return h('div', {class: `app-notice ${NOTICE_CLASSES[kind]} notice`},
    h('p', {class: 'notice-heading'}, heading),
    ...content.map((part) =>
      typeof part === 'string' ? h('p', {}, part) : part),
    shown.length ? h('div', {class: 'notice-actions'}, ...shown) : null);
}

/**
 * @param {string} heading
 * @param {Failure} failure
 * @param {(() => void)|null} retry
 * @return {HTMLElement}
 */
export function failureNotice(heading, failure, retry) {
  const back = encodeURIComponent(location.pathname + location.hash);
  return notice('danger', heading, [failure.message], [
    retry ? actionButton('Try again', retry) : null,
    needsSignIn(failure.status) ?
      h('a', {
        class: 'btn btn-sm btn-outline-secondary',
        href: `/login?next=${back}`,
      }, 'Sign in') : null,
  ]);
}
