/** How far the learner is. */

import {el} from './dom.js';

export class ProgressLine {
  #bar = el('progress', {
    class: 'player-progress__bar', max: 1, value: 0,
    'aria-label': 'Progress in this lesson',
  });

  constructor() {
    this.element = el('div', {class: 'player-progress'}, this.#bar);
  }

  /** @param {number} share 0 to 1. */
  show(share) {
    this.#bar.value = share;
    this.#bar.setAttribute(
        'aria-valuetext', `${Math.round(share * 100)} per cent`);
  }
}
