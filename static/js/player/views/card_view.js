/** One card: its content, the answers given on it, its question and help. */

import {html} from 'lit-html';
import {keyed} from 'lit-html/directives/keyed.js';
import {htmlToText, isBlankHtml} from '../../domain/html_text.js';
import {directionOf} from '../../domain/text_direction.js';
import {creatorHtml} from '../../lib/creator_html.js';

/** @import {TemplateResult} from 'lit-html' */
/** @import {AnswerResult} from '../services/exploration_engine.js' */

/**
 * @param {import('../services/transcript.js').CardVisit} visit
 * @param {{
 *   number: number,
 *   lang: string,
 *   isShown: boolean,
 *   current: {action: TemplateResult, help?: TemplateResult} | null,
 * }} options `current` is null on an earlier card, which is read-only.
 * @returns {TemplateResult}
 */
export function cardView({card, results}, {number, lang, isShown, current}) {
  // A lesson of one card is complete when it is shown, but not read yet.
  const isCompletion = card.isTerminal && number > 1;
  return html`
    <section
      class="player-card app-surface ${isCompletion ? 'player-card--end' : ''}"
      aria-labelledby="card-${number}" ?hidden=${!isShown}>
      <h2 id="card-${number}" class="player-card__heading" tabindex="-1">${
        isCompletion ? 'Lesson complete' : `Card ${number}`}</h2>
      ${creatorHtml(card.contentHtml, {lang})}
      ${answersView(results, lang)}
      ${current && html`
        <div class="player-action">${current.action}</div>
        ${current.help}`}
    </section>`;
}

/**
 * The last answer and its feedback are read out; earlier ones are folded away.
 *
 * @param {readonly AnswerResult[]} results
 * @param {string} lang
 * @returns {TemplateResult}
 */
function answersView(results, lang) {
  const earlier = results.filter(hasText);
  const latest = earlier.pop();
  return html`
    <div class="player-answers">
      <details class="player-earlier" ?hidden=${earlier.length === 0}>
        <summary class="player-earlier__summary">Earlier answers (${
          earlier.length})</summary>
        ${earlier.map((result) => answerView(result, {lang}))}
      </details>
      <div class="player-answers__latest" role="log" aria-live="polite"
        aria-label="Your last answer, and the feedback to it">${
          latest && keyed(latest, answerView(
              latest, {lang, isRepeated: isAmong(latest, earlier)}))}</div>
    </div>`;
}

/**
 * @param {AnswerResult} result
 * @returns {boolean} Whether there is text to show: Continue has no
 *     answer in words and usually no feedback.
 */
function hasText({answerText, feedbackHtml, staysOnCard}) {
  return answerText !== '' || !isBlankHtml(feedbackHtml) || staysOnCard;
}

/**
 * @param {AnswerResult} result
 * @param {AnswerResult[]} earlier On the same card.
 * @returns {boolean} Whether the learner has given the answer before, which
 *     did not lead on.
 */
function isAmong({answerText, staysOnCard, labelledAsCorrect}, earlier) {
  return staysOnCard && !labelledAsCorrect && answerText !== '' &&
    earlier.some((result) => result.answerText === answerText);
}

/**
 * @param {AnswerResult} result
 * @param {{lang: string, isRepeated?: boolean}} options
 * @returns {TemplateResult}
 */
function answerView(result, {lang, isRepeated = false}) {
  const {answerText} = result;
  return html`
    <div class="player-pair">
      ${answerText === '' ? null : html`
        <p class="player-pair__answer"
          ><span class="visually-hidden">Your answer: </span
          ><span lang=${lang} dir="auto">${answerText}</span></p>`}
      ${isRepeated ? html`
        <p class="player-pair__repeated">You have tried this answer before.
          What else could it be?</p>` : null}
      ${feedbackView(result, lang)}
    </div>`;
}

/**
 * @param {AnswerResult} result
 * @param {string} lang
 * @returns {TemplateResult | null}
 */
function feedbackView({feedbackHtml, staysOnCard, labelledAsCorrect}, lang) {
  const isBlank = isBlankHtml(feedbackHtml);
  if (isBlank && !staysOnCard) return null;
  const saysCorrect = /^correct\b/i.test(htmlToText(feedbackHtml));
  return html`
    <div class="player-pair__feedback ${
      labelledAsCorrect ? 'player-pair__feedback--correct' : ''}"
      dir=${isBlank ? 'ltr' : directionOf(lang)}>
      ${labelledAsCorrect && !saysCorrect ?
        html`<p class="player-pair__verdict">Correct</p>` : null}
      ${isBlank ? html`<p>Please try another answer.</p>` :
        creatorHtml(feedbackHtml, {lang})}
    </div>`;
}
