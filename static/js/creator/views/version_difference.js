/**
 * The changes between two versions, in words and as marks in the texts.
 */

import {html, nothing} from 'lit-html';

import {formatCount} from '../domain/formats.js';
import {
  partSentence, sameSentence, shortenedParts, stateSentence,
} from '../domain/version_difference.js';
import {linkButton} from '../lib/buttons.js';
import {panel} from './panel.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/**
 * @import {
 *   PartDifference, StateDifference, TextPart, VersionDifference
 * } from '../../domain/wire_types.js'
 */
/** @import {Page} from '../main.js' */
/** @import {ViewState} from '../domain/view_state.js' */

/**
 * @param {VersionDifference} difference
 * @param {Page['hashFor']} hashFor
 * @return {Template}
 */
export function versionDifference(difference, hashFor) {
  const {a, b, differences, states} = difference;
  const same = sameSentence(difference);
  const link = (
    /** @type {string} */ label, /** @type {Partial<ViewState>} */ address) =>
    linkButton(label, hashFor(address));
  const heading = `What changed from version ${formatCount(a)} to version ${
    formatCount(b)}`;
  return panel('difference', heading, html`
    <p class="form-text mt-0">What was removed is <del>struck out</del>, what is
      new is <ins>underlined</ins>. ${same}</p>
    <p class="d-flex flex-wrap gap-2">
      ${link('Compare their statistics', {
    tab: 'stats', section: 'compare', a: `v${a}`, b: `v${b}`,
  })}
      ${link(`Version ${formatCount(a)}`, {tab: 'history', version: a})}
      ${link(`Version ${formatCount(b)}`, {tab: 'history', version: b})}
      ${link('Close', {tab: 'history'})}
    </p>
    ${differences.length ? html`
      <h4 class="fs-6 fw-bold mt-4 mb-1">The exploration</h4>
      ${differences.map(partDifference)}` : nothing}
    ${states.map(stateDifference)}`, 'mb-3');
}

/**
 * @param {StateDifference} state
 * @return {Template}
 */
function stateDifference(state) {
  return html`<section class="mt-4" data-difference-of=${state.state_name}>
    <h4 class="fs-6 fw-bold mb-1" tabindex="-1">${state.state_name}</h4>
    <p class="form-text mt-0">${stateSentence(state)}</p>
    ${state.differences.map(partDifference)}
  </section>`;
}

/**
 * @param {PartDifference} difference
 * @return {Template}
 */
function partDifference(difference) {
  return html`<div class="difference-part">
    <p class="mb-1">${partSentence(difference)}</p>
    <p class="difference-text">${
  shortenedParts(difference.parts).map(textPart)}</p>
  </div>`;
}

/**
 * @param {TextPart} part
 * @return {Template|string}
 */
function textPart({mark, text}) {
  if (mark === 'added') {
    return html`<ins><span class="visually-hidden">added: </span>${
      text}<span class="visually-hidden">, end of added</span></ins>`;
  }
  if (mark === 'removed') {
    return html`<del><span class="visually-hidden">removed: </span>${
      text}<span class="visually-hidden">, end of removed</span></del>`;
  }
  return text;
}
