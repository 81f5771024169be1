/**
 * The card at one step of a playthrough, with the learner's answer and the
 * card's feedback.
 */

import {html, nothing} from 'lit-html';

import {quote} from '../../domain/text_direction.js';
import {creatorHtml} from '../../lib/creator_html.js';
import {stateOf, WITHHELD} from '../domain/playthrough_steps.js';
import {fillInSampleParams} from '../domain/sample_params.js';
import {cardPreview} from './card/card_preview.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Exploration} from '../../domain/wire_types.js' */
/** @import {PlayStep} from '../domain/playthrough_steps.js' */

/**
 * @param {PlayStep} step
 * @param {string} lang of the exploration.
 * @return {Template}
 */
function answerOf({answer, isWithheld}, lang) {
  return html`<div class="playthrough-answer">
    ${isWithheld ? html`<p class="playthrough-withheld">They gave ${WITHHELD}.
      It is not shown, because so few learners gave it that it could tell who
      they are.</p>` : nothing}
    ${answer === null ? nothing : html`<p><span class="visually-hidden">Their
      answer: </span><span class="player-pair__answer" lang=${lang}
      dir="auto">${answer}</span></p>`}
  </div>`;
}

/**
 * @param {PlayStep} step
 * @param {string} lang
 * @return {Template}
 */
function feedbackOf({feedbackHtml}, lang) {
  return feedbackHtml === null ?
    html`<p class="playthrough-silent">The card said nothing to it.</p>` :
    html`<div class="player-pair__feedback">
      <p class="visually-hidden">The card said:</p>
      ${creatorHtml(feedbackHtml, {lang, isInert: true})}
    </div>`;
}

/**
 * @param {PlayStep} step
 * @param {Exploration|null} exploration
 * @return {Template}
 */
function cardOf(step, exploration) {
  const state = stateOf(exploration, step.stateName);
  if (!state) {
    return html`<p class="app-muted">This version does not have the card any
      more.</p>`;
  }
  return cardPreview(
    fillInSampleParams(state, exploration), exploration?.language_code ?? 'en');
}

/**
 * @param {PlayStep} step
 * @param {Exploration|null} exploration
 * @return {Template}
 */
export function playthroughCard(step, exploration) {
  const {answer, isWithheld, outcome, stateName, time, title} = step;
  const lang = exploration?.language_code ?? 'en';
  const name = quote(stateName);
  const where = time ? `${time} on ${name}.` : `at ${name}.`;
  return html`
    <p class="playthrough-what"><strong>${title}</strong> ${where} ${
  outcome}</p>
    ${cardOf(step, exploration)}
    ${answer !== null || isWithheld ?
    [answerOf(step, lang), feedbackOf(step, lang)] : nothing}`;
}

/**
 * Fills the answer into the question, which is inert.
 *
 * @param {Element} card
 * @param {PlayStep} step
 */
export function fillInAnswer(card, {given, answer}) {
  for (const field of card.querySelectorAll('input, textarea')) {
    if (field instanceof HTMLInputElement && field.type === 'radio') {
      field.checked = field.value === String(given);
    } else if (field instanceof HTMLInputElement ||
        field instanceof HTMLTextAreaElement) {
      field.value = answer ?? '';
    }
  }
}
