/** Says why there is nothing to play, and offers to try again. */

import {button, el} from './dom.js';

/** @typedef {import(
 *     '../services/exploration_loader.js').LoadProblem} Problem */

/** @type {Record<Problem, {title: string, text: string}>} */
const MESSAGES = {
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

/**
 * @param {Problem} problem
 * @param {() => void} onRetry
 * @returns {HTMLElement}
 */
export function loadErrorView(problem, onRetry) {
  const {title, text} = MESSAGES[problem];
  return el('div', {class: 'player-card app-surface', role: 'alert'},
      el('h2', {class: 'player-problem'}, title),
      el('p', {}, text),
      el('div', {class: 'player-actions'},
          button(problem === 'not_resumable' ? 'Start again' : 'Try again', {
            class: 'btn btn-primary player-button', onclick: onRetry,
          }),
          el('a', {
            class: 'btn btn-outline-secondary player-button',
            href: '/library',
          }, 'Back to the library')));
}
