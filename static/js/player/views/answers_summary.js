/** At the end of a lesson: how many answers were right, and which. */

import {html} from 'lit-html';

/** @typedef {import('lit-html').TemplateResult} TemplateResult */
/** @typedef {import(
 *     '../services/play_summary.js').AnsweredQuestion} AnsweredQuestion */

/**
 * @param {AnsweredQuestion[]} questions
 * @param {string} lang
 * @returns {TemplateResult | null} Null where nothing was asked.
 */
export function answersSummary(questions, lang) {
  if (questions.length === 0) return null;
  const graded = questions.filter(
      ({isRightAtFirst}) => isRightAtFirst !== null);
  const numRight = graded.filter(({isRightAtFirst}) => isRightAtFirst).length;
  return html`
    <div class="player-summary">
      ${graded.length === 0 ? null : html`
        <p class="m-0">${sentence(numRight, graded.length)}</p>`}
      <details class="player-earlier mb-3">
        <summary class="player-earlier__summary">Your answers</summary>
        <ol>${questions.map((question) => questionView(question, lang))}</ol>
      </details>
    </div>`;
}

/**
 * @param {number} numRight
 * @param {number} numQuestions
 * @returns {TemplateResult}
 */
function sentence(numRight, numQuestions) {
  if (numQuestions === 1) {
    return html`You answered the question ${
      numRight === 1 ? 'right at the first try' : 'after more than one try'}.`;
  }
  return html`You answered <strong>${numRight} of ${numQuestions}</strong>
    questions right at the first try.`;
}

/**
 * @param {AnsweredQuestion} question
 * @param {string} lang
 * @returns {TemplateResult}
 */
function questionView({question, answers}, lang) {
  return html`
    <li>
      <p class="m-0" lang=${lang}>${question}</p>
      <ul class="list-unstyled">${answers.map(({text, isCorrect}) => html`
        <li><span aria-hidden="true">${isCorrect ? '✓' : '·'}</span>
          <span lang=${lang} dir="auto">${text}</span>${isCorrect ? html`
          <span class="visually-hidden">(right)</span>` : null}</li>`)}</ul>
    </li>`;
}
