/**
 * What was answered on a card and what the lesson said to it. The last pair
 * stands open and is read out; earlier ones are folded away.
 */

import {htmlToText, isBlankHtml} from '../../domain/html_text.js';
import {creatorHtml, el} from './dom.js';

/** @typedef {import(
 *     '../services/exploration_engine.js').AnswerResult} Result */

export class AnswersView {
  #lang;
  #numEarlier = 0;
  #summary = el('summary', {class: 'player-earlier__summary'});
  #earlier;
  #latest = el('div', {
    class: 'player-answers__latest', role: 'log', 'aria-live': 'polite',
    'aria-label': 'Your last answer, and the feedback to it',
  });

  /** @param {{lang: string}} options */
  constructor({lang}) {
    this.#lang = lang;
    this.#earlier = el(
        'details', {class: 'player-earlier', hidden: true}, this.#summary);
    this.element = el(
        'div', {class: 'player-answers'}, this.#earlier, this.#latest);
  }

  /** @param {Result} result */
  add(result) {
    if (hasNothingToSay(result)) return;
    this.#foldLatestAway();
    this.#latest.append(pairOf(result, this.#lang));
  }

  #foldLatestAway() {
    const pair = this.#latest.firstElementChild;
    if (!pair) return;
    this.#numEarlier++;
    this.#summary.textContent = `Earlier answers (${this.#numEarlier})`;
    this.#earlier.append(pair);
    this.#earlier.hidden = false;
  }
}

/**
 * @param {Result} result
 * @returns {boolean} As with Continue: no answer in words, and no feedback.
 */
function hasNothingToSay(result) {
  return result.answerText === '' && isBlankHtml(result.feedbackHtml) &&
      !result.staysOnCard;
}

/**
 * @param {Result} result
 * @param {string} lang
 * @returns {HTMLElement}
 */
function pairOf(result, lang) {
  return el('div', {class: 'player-pair'},
      result.answerText !== '' && el('p', {class: 'player-pair__answer'},
          el('span', {class: 'visually-hidden'}, 'Your answer: '),
          el('span', {lang}, result.answerText)),
      feedbackOf(result, lang));
}

/**
 * @param {Result} result
 * @param {string} lang
 * @returns {HTMLElement | null}
 */
function feedbackOf(result, lang) {
  const isBlank = isBlankHtml(result.feedbackHtml);
  if (isBlank && !result.staysOnCard) return null;
  const isCorrect = result.labelledAsCorrect;
  const speaksItself = /^correct\b/i.test(htmlToText(result.feedbackHtml));
  return el('div', {
    class: `player-pair__feedback${
      isCorrect ? ' player-pair__feedback--correct' : ''}`,
  },
  isCorrect && !speaksItself && el(
      'p', {class: 'player-pair__verdict'}, 'Correct'),
  isBlank ? el('p', {}, 'Please try another answer.') :
    creatorHtml(result.feedbackHtml, {lang}));
}
