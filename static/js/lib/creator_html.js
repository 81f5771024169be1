/**
 * Shows HTML that creators wrote and the server has sanitised. No other module
 * turns text into elements.
 */

import {html} from 'lit-html';
import {guard} from 'lit-html/directives/guard.js';
import {assetUrl, pictureSources} from '../domain/rich_text.js';
import {directionOf} from '../domain/text_direction.js';
import {importWithRetry} from './import_with_retry.js';
import {readPageData} from './page_data.js';
import {addTabList} from './tab_list.js';

/** @typedef {import('lit-html').TemplateResult} TemplateResult */

/** @type {((latex: string) => string)|null} Null until it is loaded. */
let mathMlOf = null;

/**
 * @param {string} text
 * @param {{lang: string, className?: string, isInert?: boolean}} options
 *     `lang` is the language of the lesson, which may differ from the page's.
 *     `isInert`: without working links and without media that play.
 * @returns {TemplateResult}
 */
export function creatorHtml(text, {lang, className = '', isInert = false}) {
  return html`<div class="player-html ${className}" lang=${lang}
    dir=${directionOf(lang)}>${
      guard([text, isInert], () => parse(text, isInert))}</div>`;
}

/**
 * @param {string} text
 * @returns {DocumentFragment} Not part of the page: nothing of it is loaded.
 */
function fragmentOf(text) {
  const template = document.createElement('template');
  template.innerHTML = text;
  return template.content;
}

/**
 * @param {string} text
 * @param {boolean} isInert
 * @returns {DocumentFragment} Its links open in a new tab, so that the play
 *     is not left.
 */
function parse(text, isInert) {
  const content = fragmentOf(text);
  for (const link of content.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
    if (isInert) link.removeAttribute('href');
  }
  if (isInert) {
    content.querySelectorAll('audio, video, iframe').forEach(
        (media) => media.remove());
  }
  content.querySelectorAll('img[src]').forEach(showPicture);
  content.querySelectorAll('oppia-tabs').forEach(addTabList);
  content.querySelectorAll('pre, table').forEach(keepInReach);
  void showFormulas([...content.querySelectorAll('oppia-math')]);
  return content;
}

/**
 * @param {string} src As stored.
 * @returns {string} The address of a picture of the page's exploration.
 */
export function pictureUrl(src) {
  return assetUrl(readPageData(), src);
}

/** @param {Element} picture */
function showPicture(picture) {
  const attributes = pictureSources(
      readPageData(), picture.getAttribute('src') ?? '',
      Number(picture.getAttribute('width')));
  picture.setAttribute('loading', 'lazy');
  for (const [name, value] of Object.entries(attributes)) {
    picture.setAttribute(name, value);
  }
}

/**
 * Lets the keyboard scroll an element while its content is wider than it.
 *
 * @param {Element} element
 */
function keepInReach(element) {
  new ResizeObserver(() => {
    if (element.scrollWidth > element.clientWidth) {
      element.setAttribute('tabindex', '0');
    } else {
      element.removeAttribute('tabindex');
    }
  }).observe(element);
}

/**
 * Replaces LaTeX by formulas. Invalid LaTeX stays, as does all LaTeX if the
 * library cannot be loaded.
 *
 * @param {Element[]} elements
 */
async function showFormulas(elements) {
  if (elements.length === 0) return;
  if (!mathMlOf) {
    try {
      ({mathMlOf} = await importWithRetry(() => import('./formulas.js')));
    } catch {
      return;
    }
  }
  for (const element of elements) {
    const formula = mathMlOf(element.textContent ?? '');
    if (formula) element.replaceChildren(fragmentOf(formula));
    const paragraph = element.closest('p');
    if (paragraph) keepInReach(paragraph);
  }
}
