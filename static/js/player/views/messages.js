/** Messages of the page while it has no card to show. */

import {html, nothing} from 'lit-html';

/** @typedef {import(
 *     '../services/exploration_loader.js').LoadProblem} Problem */
/** @typedef {import('../services/exploration_loader.js').InitAnswer} Init */
/** @typedef {import('lit-html').TemplateResult} TemplateResult */

/** @type {Record<Problem, {title: string, text: string}>} */
const PROBLEMS = {
  not_found: {
    title: 'This lesson is not here',
    text: 'It may have been removed, or it is not public any more.',
  },
  not_allowed: {
    title: 'This lesson is not open to you',
    text: 'Its creator may let you in. Perhaps you need to sign in first.',
  },
  offline: {
    title: 'The lesson could not be reached',
    text: 'Please check your connection, then try again.',
  },
  busy: {
    title: 'Very many people are learning just now',
    text: 'Please wait a moment, then try again.',
  },
  malformed: {
    title: 'This lesson cannot be played',
    text: 'Something in it is broken. Loading it again may help.',
  },
  not_resumable: {
    title: 'You cannot go on from where you were',
    text: 'It was too long ago, or what this browser kept of it is damaged.',
  },
  server: {
    title: 'Something went wrong on our side',
    text: 'Please try again in a moment.',
  },
};

/** @type {Record<string, string>} */
const NOT_COUNTED_TEXTS = {
  own_play: 'You can edit this lesson, so this play is not counted.',
  preview: 'This is a preview. It is not counted in the statistics.',
  automated: 'A program opened this lesson, so this play is not counted.',
  old_version: 'This is an older version of the lesson. It is not counted.',
};

/**
 * @param {{title: string, text: string, role?: string}} message
 * @param {unknown} actions
 * @returns {TemplateResult}
 */
function messageCard({title, text, role}, actions) {
  return html`
    <section class="player-card app-surface" role=${role ?? nothing}>
      <h2 class="fs-5">${title}</h2>
      <p>${text}</p>
      <div class="player-actions">${actions}</div>
    </section>`;
}

/**
 * @param {string} label
 * @param {() => void} onClick
 * @param {{kind?: string, disabled?: boolean}} [options]
 * @returns {TemplateResult}
 */
function button(label, onClick, {kind = 'btn-primary', disabled} = {}) {
  return html`
    <button type="button" class="btn ${kind} player-button"
      ?disabled=${disabled} @click=${onClick}>${label}</button>`;
}

/**
 * @param {Problem} problem Why there is nothing to play.
 * @param {{isLoading: boolean, onRetry: () => void}} options
 * @returns {TemplateResult}
 */
export function loadProblem(problem, {isLoading, onRetry}) {
  const label = problem === 'not_resumable' ? 'Start again' : 'Try again';
  return messageCard({...PROBLEMS[problem], role: 'alert'}, html`
    ${button(label, onRetry, {disabled: isLoading})}
    <a class="btn btn-outline-secondary player-button" href="/library"
      >Back to the library</a>`);
}

/**
 * Shown to a learner with a saved play.
 *
 * @param {{
 *   cardNumber: number,
 *   isLoading: boolean,
 *   onResume: () => void,
 *   onStartAgain: () => void,
 * }} options
 * @returns {TemplateResult}
 */
export function resumeOffer(options) {
  const {cardNumber, isLoading, onResume, onStartAgain} = options;
  return messageCard({
    title: 'Welcome back',
    text: `You were at card ${cardNumber} of this lesson.`,
  }, html`
    ${button(`Go on at card ${cardNumber}`, onResume, {disabled: isLoading})}
    ${button('Start again', onStartAgain, {
      kind: 'btn-outline-secondary', disabled: isLoading,
    })}`);
}

/**
 * Shown in a tab whose play another tab has taken over.
 *
 * @param {() => void} onReload
 * @returns {TemplateResult}
 */
export function takenOverMessage(onReload) {
  return messageCard({
    title: 'You went on with this lesson in another tab',
    text: 'What you do there counts. You can also go on here.',
    role: 'alert',
  }, button('Go on here', onReload));
}

/**
 * Says why a play is not counted.
 *
 * @param {Init} init
 * @returns {TemplateResult | null} Null when it is counted.
 */
export function notCountedNotice({reporting, can_edit: canEdit, exp_id: id}) {
  if (reporting.is_counted) return null;
  const text = NOT_COUNTED_TEXTS[reporting.not_counted_reason ?? ''] ??
      'This play is not counted in the statistics.';
  return html`
    <p class="app-notice player-notice">${text}${canEdit ? html`
      <a href="/create/${encodeURIComponent(id)}#/stats"
        >See the statistics</a>` : null}</p>`;
}
