/**
 * The reason why there are no figures yet, and the next step.
 */

import {html} from 'lit-html';

import {textButton} from '../lib/buttons.js';
import {linkField} from './link_field.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Page} from '../main.js' */
/** @import {EmptyState} from '../domain/empty_state.js' */

/**
 * @param {EmptyState} empty
 * @param {Page} page
 * @return {unknown}
 */
function actionFor(empty, page) {
  if (empty.action === 'share') {
    return linkField(
      `${location.origin}/explore/${encodeURIComponent(page.expId)}`,
      'Link to share');
  }
  if (empty.action === 'all') {
    return textButton('Show all plays',
      () => page.navigate({range: 'all', segment: null}),
      {kind: 'btn-primary'});
  }
  const [label, href] = empty.action === 'publish' ?
    ['Go to publishing', page.hashFor({tab: 'content'})] :
    ['Show the latest version', page.hashFor({tab: 'stats'})];
  return html`<a class="btn btn-primary" href=${href}>${label}</a>`;
}

/**
 * @param {EmptyState} empty
 * @param {Page} page
 * @return {Template}
 */
export function emptyNotice(empty, page) {
  return html`<section class="app-empty" data-empty=${empty.action}>
    <h3 class="empty-heading">${empty.heading}</h3>
    ${empty.reasons.map((reason) => html`<p>${reason}</p>`)}
    ${actionFor(empty, page)}
  </section>`;
}
