/**
 * An answer as text: in its own direction whatever the page's, and cut where
 * it is long until the reader asks for the rest.
 */

import {SHOWN_LENGTH} from '../../domain/answer_tables.js';
import {excerptOf, formatCount} from '../../domain/formats.js';
import {h, setText} from '../../lib/dom.js';
import {actionButton} from '../../lib/notices.js';

/**
 * @param {string} text
 * @param {{isShortened?: boolean}} [settings] isShortened: whether no more
 *     than the beginning was kept.
 * @return {HTMLElement}
 */
export function answerCell(text, {isShortened = false} = {}) {
  const cut = excerptOf(text, SHOWN_LENGTH);
  const shown = h('bdi', {class: 'answer-text', dir: 'auto'}, cut);
  const cell = h('span', {class: 'answer-cell'}, shown);
  if (cut !== text) cell.append(moreButton(shown, text, cut));
  if (isShortened) {
    cell.append(h('span', {class: 'answer-hint'},
      'only the beginning was kept'));
  }
  return cell;
}

/**
 * @param {HTMLElement} shown
 * @param {string} text
 * @param {string} cut
 * @return {HTMLElement}
 */
function moreButton(shown, text, cut) {
  const more = `Show all ${formatCount([...text].length)} characters`;
  const button = actionButton(more, () => {
    const opens = shown.textContent === cut;
    setText(shown, opens ? text : cut);
    setText(button, opens ? 'Show less' : more);
    button.setAttribute('aria-expanded', String(opens));
  }, 'btn-link btn-sm answer-more');
  button.setAttribute('aria-expanded', 'false');
  return button;
}
