/**
 * A card as learners see it, drawn by the player's own views, but with
 * nothing to press: no answer is given here and nothing is counted. Whoever
 * draws it loads the player's styles.
 */

import {createInteractionView} from
  '../../../interactions/views/registry.js';
import {creatorHtml} from '../../../player/views/dom.js';
import {h} from '../../lib/dom.js';

/** @typedef {import('../../../domain/exploration.js').State} State */

/** Draws choices in the creator's order: no last one is moved. */
const KEEP_ORDER = () => 1 - Number.EPSILON;

/**
 * The creator's HTML with links that lead nowhere.
 *
 * @param {string} html
 * @param {string} lang
 * @return {HTMLElement}
 */
export function quietHtml(html, lang) {
  const element = creatorHtml(html, {lang});
  for (const link of element.querySelectorAll('a[href]')) {
    link.removeAttribute('href');
  }
  for (const media of element.querySelectorAll('audio, video, iframe')) {
    media.remove();
  }
  return element;
}

/**
 * The question, in sight but not to be reached: the words beside it say the
 * same to readers of the screen.
 *
 * @param {State} state
 * @param {string} lang
 * @return {(HTMLElement|null)[]}
 */
function questionOf({interaction}, lang) {
  if (interaction.id === null || interaction.id === 'EndExploration') {
    return [];
  }
  const view = createInteractionView(interaction.id, {
    args: interaction.customization_args, lang, random: KEEP_ORDER,
    onSubmit: () => {},
  });
  for (const choice of view.element.querySelectorAll('input, textarea')) {
    choice.removeAttribute('name');
  }
  const choices = view.element.querySelectorAll('.player-choice__text');
  return [
    h('div', {class: 'player-action', inert: true}, view.element),
    choices.length ? h('ul', {class: 'visually-hidden'},
      ...[...choices].map((choice) =>
        h('li', {lang}, choice.textContent))) : null,
  ];
}

/**
 * What learners can open when they are stuck.
 *
 * @param {State} state
 * @param {string} lang
 * @return {HTMLElement[]}
 */
function helpOf({interaction}, lang) {
  const parts = interaction.hints.map((hint, index) => ({
    name: `Hint ${index + 1}`, html: hint.hint_content.html,
  }));
  if (interaction.solution) {
    parts.push({
      name: 'Solution', html: interaction.solution.explanation.html,
    });
  }
  return parts.map(({name, html}) => h('details', {class: 'card-help'},
    h('summary', {}, name), quietHtml(html, lang)));
}

/**
 * @param {State} state
 * @param {string} lang the language of the exploration.
 * @return {HTMLElement}
 */
export function cardPreview(state, lang) {
  return h('div', {class: 'card-preview'},
    h('div', {class: 'player-card app-surface'},
      quietHtml(state.content.html, lang), ...questionOf(state, lang)),
    ...helpOf(state, lang));
}
