/** The answers to a card, in the views that its interaction declares. */

import {html, nothing} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {rightText, withheldTable, withheldText} from
  '../../domain/answer_notes.js';
import {exactnessText, isOfUnresolved} from '../../domain/answer_tables.js';
import {isEnough} from '../../domain/card_details.js';
import {formatCount} from '../../domain/formats.js';
import {addressedColumn, answerFigure, answerRegion} from
  '../answers/answer_parts.js';
import {answerView} from '../answers/answer_views.js';

/** @import {AnswerContext} from '../../domain/answer_tables.js' */
/**
 * @import {
 *   Answers as AnswersOfInteraction, StateView as CardDetails, Visualization,
 *   WithheldGroup
 * } from '../../../domain/wire_types.js'
 */

/**
 * @typedef {object} AnswersTarget the card with the answers.
 * @property {AnswerContext} context its interaction in the version shown.
 * @property {string} fileStem
 * @property {number} kAnonymity
 * @property {string} editHref link to the card in the editor.
 */

/**
 * @param {CardDetails} details
 * @param {AnswersTarget} target
 */
export function answersSection({answers}, target) {
  const own = target.context.interactionId;
  // The interaction of the version shown first, then those of the past.
  const entries = Object.entries(answers)
    .filter(([, entry]) => entry.visualizations.length > 0)
    .sort(([a], [b]) => Number(b === own) - Number(a === own) ||
      (a < b ? -1 : 1));
  return html`<div class="card-answers">${entries.length === 0 ?
    html`<p class="chart-nothing">Nothing was answered here yet.</p>` :
    repeat(entries, ([id]) => id, ([id, entry]) =>
      interactionAnswers(id, entry, target))}</div>`;
}

/**
 * @param {string} id of the interaction.
 * @param {AnswersOfInteraction} entry
 * @param {AnswersTarget} target
 */
function interactionAnswers(id, entry, target) {
  const isOwn = id === target.context.interactionId;
  const exactness = exactnessText(entry);
  const withheld = withheldText(entry, target.kAnonymity);
  return html`<div>
    ${isOwn ? nothing :
      html`<h4 class="chart-title fs-6">When this card was a ${id}</h4>`}
    <div class="answer-views">${repeat(entry.visualizations, keyOf,
      (visualization, index) => visualizationView(visualization, index, entry, {
        ...target, context: isOwn ? target.context :
          {interactionId: id, args: {}},
      }))}${withheld ? withheldFigure(entry, withheld, target) : nothing}</div>
    ${exactness ? html`<p class="answer-notes">${exactness}</p>` : nothing}
  </div>`;
}

/** @type {import('../table.js').Column<WithheldGroup>[]} */
const WITHHELD_COLUMNS = [
  {label: 'Length or size', cell: ({size}) => size},
  {label: 'Right?', cell: rightText, classOf: () => 'text-nowrap'},
  {label: 'Different', isNumber: true,
    cell: ({num_different: number}) => formatCount(number)},
  {label: 'Count', isNumber: true, cell: ({count}) => formatCount(count)},
  addressedColumn(({is_addressed: isAddressed}) => isAddressed),
];

/**
 * @param {AnswersOfInteraction} entry
 * @param {string} description
 * @param {AnswersTarget} target
 */
function withheldFigure({withheld}, description, {fileStem}) {
  const title = 'Answers that are not listed';
  return answerFigure({
    title, description,
    fileName: `${fileStem}-withheld-answers`,
    table: withheldTable(withheld),
    body: answerRegion(title, WITHHELD_COLUMNS, withheld),
  });
}

/**
 * @param {Visualization} visualization
 * @param {number} index
 * @return {string}
 */
function keyOf({id, options}, index) {
  return [index, id, options.title ?? options.header].join('/');
}

/**
 * @param {Visualization} visualization
 * @param {number} index
 * @param {AnswersOfInteraction} entry
 * @param {AnswersTarget} target
 */
function visualizationView(visualization, index, entry, target) {
  const {options, calculation_id: calculationId, data} = visualization;
  const hasEdit = isOfUnresolved(visualization) && data.length > 0;
  return html`${answerView({
    visualization, entry, context: target.context,
    title: options.title ?? options.header ?? 'Answers',
    kAnonymity: target.kAnonymity,
    fileName: `${target.fileStem}-answers-${index + 1}`,
    hasShares: isEnough(entry.num_answers) &&
      calculationId !== 'FrequencyCommonlySubmittedElements',
  })}${hasEdit ? html`<a class="btn btn-sm btn-outline-primary"
    href=${target.editHref}>Write a response for one of these</a>` :
    nothing}`;
}
