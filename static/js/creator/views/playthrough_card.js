/**
 * The card at one step of a playthrough, with what the learner answered and
 * what the card said to it.
 */

import {stateOf, WITHHELD} from '../domain/playthrough_steps.js';
import {filledIn} from '../domain/sample_params.js';
import {h} from '../lib/dom.js';
import {cardPreview, quietHtml} from './card/card_preview.js';

/** @import {Exploration} from '../../domain/exploration.js' */
/** @import {PlayStep} from '../domain/playthrough_steps.js' */

/**
 * @param {PlayStep} step
 * @param {string} lang of the exploration.
 * @return {HTMLElement}
 */
function answerOf(step, lang) {
  const said = step.isWithheld ? h('p', {class: 'playthrough-withheld'},
    `They gave ${WITHHELD}. It is not shown, because so few learners gave ` +
    'it that it could tell who they are.') : null;
  const answer = step.answer === null ? null : h('p', {},
    h('span', {class: 'visually-hidden'}, 'Their answer: '),
    h('span', {class: 'player-pair__answer', lang}, step.answer));
  return h('div', {class: 'playthrough-answer'}, said, answer);
}

/**
 * @param {PlayStep} step
 * @param {string} lang
 * @return {HTMLElement}
 */
function feedbackOf(step, lang) {
  if (step.feedbackHtml === null) {
    return h('p', {class: 'playthrough-silent'},
      'The card said nothing to it.');
  }
  return h('div', {class: 'player-pair__feedback'},
    h('p', {class: 'visually-hidden'}, 'The card said:'),
    quietHtml(step.feedbackHtml, lang));
}

/**
 * @param {PlayStep} step
 * @return {HTMLElement}
 */
function whatHappened(step) {
  const where = step.time ? ` ${step.time} on “${step.stateName}”. ` :
    ` at “${step.stateName}”. `;
  return h('p', {class: 'playthrough-what'},
    h('strong', {}, step.title), where, step.outcome);
}

/**
 * Fills the answer into the question, which nobody can press.
 *
 * @param {HTMLElement} card
 * @param {PlayStep} step
 */
function fillIn(card, {given, answer}) {
  for (const field of card.querySelectorAll('input, textarea')) {
    if (field instanceof HTMLInputElement && field.type === 'radio') {
      field.checked = field.value === String(given);
    } else if (field instanceof HTMLInputElement ||
        field instanceof HTMLTextAreaElement) {
      field.value = answer ?? '';
    }
  }
}

/**
 * @param {PlayStep} step
 * @param {Exploration|null} exploration
 * @return {HTMLElement}
 */
function cardOf(step, exploration) {
  const state = stateOf(exploration, step.stateName);
  if (!state) {
    return h('p', {class: 'app-muted'},
      'This version does not have the card any more.');
  }
  const card = cardPreview(
    filledIn(state, exploration), exploration?.language_code ?? 'en');
  fillIn(card, step);
  return card;
}

/**
 * @param {PlayStep} step
 * @param {Exploration|null} exploration
 * @return {HTMLElement}
 */
export function playthroughCard(step, exploration) {
  const lang = exploration?.language_code ?? 'en';
  const isAnswered = step.answer !== null || step.isWithheld;
  return h('div', {},
    whatHappened(step), cardOf(step, exploration),
    isAnswered ? answerOf(step, lang) : null,
    isAnswered ? feedbackOf(step, lang) : null);
}
