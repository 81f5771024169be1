/**
 * A card as learners see it, drawn by the player's own views, but inert: it
 * takes no answers and counts nothing. Views that use it must load the player's
 * styles.
 */

import {html} from 'lit-html';

import {htmlToText} from '../../../domain/html_text.js';
import {choicesOf} from '../../../interactions/multiple_choice_input.js';
import {createQuestion, LATE_QUESTIONS} from
  '../../../interactions/views/registry.js';
import {creatorHtml} from '../../../lib/creator_html.js';
import {LazyModule, lazily} from '../../lib/lazy_part.js';

/** @import {TemplateResult} from 'lit-html' */
/** @import {State} from '../../../domain/wire_types.js' */

/** Questions whose view is loaded only where a card has them. */
const lateQuestions = new Map([...LATE_QUESTIONS].map(
  ([id, load]) => [id, new LazyModule(load)]));

/** As a random number, lets the shuffle of choices swap none. */
const KEEP_ORDER = () => 1 - Number.EPSILON;

let numQuestions = 0;

/**
 * The question, visible but inert; for screen readers there is a hidden list of
 * its choices.
 *
 * @param {State} state
 * @param {string} lang
 * @return {TemplateResult|null}
 */
function questionOf({interaction}, lang) {
  const {id, customization_args: args} = interaction;
  if (id === null || id === 'EndExploration') return null;
  const options = {
    args, lang, id: `preview-${++numQuestions}`, random: KEEP_ORDER,
    onSubmit: () => {}, redraw: () => {},
  };
  const late = lateQuestions.get(id);
  const question = late ?
    lazily(late, (module) => module.createQuestion(options)('')) :
    createQuestion(id, options)('');
  const choices = choicesOf(args);
  return html`
    <div class="player-action" inert>${question}</div>
    ${choices.length === 0 ? null : html`
      <ul class="visually-hidden">${choices.map((choice) => html`
        <li lang=${lang} dir="auto">${htmlToText(choice)}</li>`)}</ul>`}`;
}

/**
 * Help that learners can open when they are stuck.
 *
 * @param {State} state
 * @param {string} lang
 * @return {TemplateResult[]}
 */
function helpOf({interaction}, lang) {
  const parts = interaction.hints.map((hint, index) => ({
    name: `Hint ${index + 1}`, text: hint.hint_content.html,
  }));
  if (interaction.solution) {
    parts.push({
      name: 'Solution', text: interaction.solution.explanation.html,
    });
  }
  return parts.map(({name, text}) => html`
    <details class="card-help border-bottom">
      <summary>${name}</summary>
      ${creatorHtml(text, {lang, isInert: true})}
    </details>`);
}

/**
 * @param {State} state
 * @param {string} lang the language of the exploration.
 * @return {TemplateResult}
 */
export function cardPreview(state, lang) {
  return html`<div class="card-preview">
    <div class="player-card app-surface">
      ${creatorHtml(state.content.html, {lang, isInert: true})}
      ${questionOf(state, lang)}
    </div>
    ${helpOf(state, lang)}
  </div>`;
}
