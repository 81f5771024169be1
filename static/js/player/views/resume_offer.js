/** Shown to a learner with a saved play, or one continued in another tab. */

import {button, el} from './dom.js';

/**
 * @param {{
 *   cardNumber: number,
 *   onResume: () => void,
 *   onStartAgain: () => void,
 * }} offer
 * @returns {HTMLElement}
 */
export function resumeOffer({cardNumber, onResume, onStartAgain}) {
  return panel('Welcome back', `You were at card ${cardNumber} of this lesson.`,
      button(`Go on at card ${cardNumber}`, {
        class: 'btn btn-primary player-button', onclick: onResume,
      }),
      button('Start again', {
        class: 'btn btn-outline-secondary player-button',
        onclick: onStartAgain,
      }));
}

/**
 * @param {() => void} onReload
 * @returns {HTMLElement}
 */
export function takenOverNotice(onReload) {
  const element = panel('You went on with this lesson in another tab',
      'What you do there counts. You can also go on here.',
      button('Go on here', {
        class: 'btn btn-primary player-button', onclick: onReload,
      }));
  element.setAttribute('role', 'alert');
  return element;
}

/**
 * @param {string} title
 * @param {string} text
 * @param {...HTMLElement} buttons
 * @returns {HTMLElement}
 */
function panel(title, text, ...buttons) {
  return el('section', {class: 'player-card app-surface'},
      el('h2', {class: 'player-problem'}, title),
      el('p', {}, text),
      el('div', {class: 'player-actions'}, ...buttons));
}
