/**
 * Shows HTML that creators wrote and the server has sanitised. No other module
 * turns text into elements.
 */

import {html} from 'lit-html';
import {guard} from 'lit-html/directives/guard.js';
import {directionOf} from '../domain/text_direction.js';

/** @typedef {import('lit-html').TemplateResult} TemplateResult */

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
 * @param {boolean} isInert
 * @returns {DocumentFragment} Its links open in a new tab, so that the play
 *     is not left.
 */
function parse(text, isInert) {
  const template = document.createElement('template');
  template.innerHTML = text;
  const {content} = template;
  for (const link of content.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
    if (isInert) link.removeAttribute('href');
  }
  if (isInert) {
    content.querySelectorAll('audio, video, iframe').forEach(
        (media) => media.remove());
  }
  return content;
}
