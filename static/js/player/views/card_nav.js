/** Back and forth among the cards already seen. */

import {button, el} from './dom.js';

export class CardNav {
  #back;
  #next;

  /**
   * @param {{onMove: (steps: number) => void, progress: HTMLElement}} options
   */
  constructor({onMove, progress}) {
    this.#back = arrow('‹', 'Previous card', () => onMove(-1));
    this.#next = arrow('›', 'Next card', () => onMove(1));
    this.element = el('nav', {class: 'player-nav', 'aria-label': 'Cards seen'},
        this.#back, progress, this.#next);
  }

  /**
   * @param {number} index The card shown, from 0.
   * @param {number} count Cards seen so far.
   */
  show(index, count) {
    this.#back.disabled = index === 0;
    this.#next.disabled = index === count - 1;
  }
}

/**
 * @param {string} symbol
 * @param {string} label
 * @param {() => void} onclick
 * @returns {HTMLButtonElement}
 */
function arrow(symbol, label, onclick) {
  const element = button('', {
    class: 'player-nav__arrow', 'aria-label': label, title: label, onclick,
  });
  element.append(el('span', {'aria-hidden': 'true'}, symbol));
  return element;
}
