/**
 * Why there is nothing to see yet, and the next thing to do.
 */

import {announce} from '../lib/announcer.js';
import {h, setText} from '../lib/dom.js';
import {actionButton} from '../lib/notices.js';

/** @import {Page} from '../main.js' */
/** @import {EmptyState} from '../domain/empty_state.js' */

/**
 * @param {string} expId
 * @return {HTMLElement} the link to the player with a button that copies it.
 */
function shareLink(expId) {
  const url = `${location.origin}/explore/${encodeURIComponent(expId)}`;
  const field = h('input', {
    type: 'text', readonly: true, class: 'form-control', value: url,
    'aria-label': 'Link to share',
  });
  field.addEventListener('focus', () => field.select());
  const copy = actionButton('Copy link', async () => {
    try {
      await navigator.clipboard.writeText(url);
      setText(copy, 'Copied');
      announce('Link copied.');
    } catch {
      // Not every page may write to the clipboard: the reader still can.
      field.focus();
      announce('The link is selected; copy it with the keyboard.');
    }
  }, 'btn-primary');
  return h('div', {class: 'input-group share-link'}, field, copy);
}

/**
 * @param {EmptyState} empty
 * @param {Page} page
 * @return {HTMLElement}
 */
function actionFor(empty, page) {
  if (empty.action === 'share') return shareLink(page.expId);
  const [label, href] = empty.action === 'publish' ?
    ['Go to publishing', page.hashFor({tab: 'content'})] :
    ['Show the latest version', page.hashFor({tab: 'stats'})];
  return h('a', {class: 'btn btn-primary', href}, label);
}

/**
 * @param {EmptyState} empty
 * @param {Page} page
 * @return {HTMLElement}
 */
export function emptyNotice(empty, page) {
  return h('section', {class: 'app-empty', 'data-empty': empty.action},
    h('h3', {class: 'empty-heading'}, empty.heading),
    ...empty.reasons.map((reason) => h('p', {}, reason)),
    actionFor(empty, page));
}
