/**
 * The evidence for a task: its numbers, its rule, and what could be done.
 */

import {html, nothing} from 'lit-html';

import {answerText} from '../domain/answer_texts.js';
import {
  formatCoefficient, formatCount, formatDateTime, formatPart, formatQuantity,
  formatShare,
} from '../domain/formats.js';
import {ruleOf, thresholdText} from '../domain/task_numbers.js';
import {DECIDED, kindOf} from '../domain/task_sentences.js';
import {inPlainWords} from '../domain/violations.js';
import {rowsWith, tableOf} from './table.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {CustomizationArgs} from '../domain/answer_texts.js' */
/**
 * @import {
 *   DecidedTask as Task, Occurrence, Rate as ServerRate
 * } from '../../domain/wire_types.js'
 */

/** @typedef {[name: string, value: string]} Fact */

/**
 * @param {ServerRate} rate
 * @return {string}
 */
function rateText(rate) {
  const of = formatPart(rate.successes, rate.n);
  return rate.value === null ? `${of}; too few to say more` :
    `${of} (${formatShare(rate.value)})`;
}

/**
 * @param {Task} task
 * @return {Fact[]}
 */
function factsOf({evidence, threshold, num_sessions_affected: affected}) {
  const {rate, coefficient} = evidence;
  if (evidence.violations) return [];
  return [
    ...rate ? [/** @type {Fact} */ (['Counted', rateText(rate)])] : [],
    ...coefficient ? [/** @type {Fact} */ (
      ['Discrimination', formatCoefficient(coefficient.value)])] : [],
    ...affected === rate?.successes ? [] : [/** @type {Fact} */ (
      ['Affected', formatQuantity(affected, 'session')])],
    ['Threshold', thresholdText(threshold)],
  ];
}

/**
 * @param {Task} task
 * @param {CustomizationArgs} args
 * @return {Template}
 */
function answerTable(
  {evidence: {answers = [], interaction_id: id}}, args) {
  /** @type {import('./table.js').Column<Occurrence>[]} */
  const columns = [
    {label: 'Answer', classOf: () => 'task-answer',
      cell: ({answer}) => answerText(answer, id ?? '', args)},
    {label: 'Given', isNumber: true,
      cell: ({frequency}) => formatCount(frequency)},
  ];
  return tableOf('Frequent answers without a response', columns,
    answers.map(rowsWith(columns)), 'table table-sm task-answers');
}

/**
 * @param {Task} task
 * @return {Template|typeof nothing} the last decision about it.
 */
function decision({status, status_changed_msecs: msecs,
  status_version: version, note, decided_by: user}) {
  if (msecs === null) return nothing;
  const where = version === null ? '' : `, at version ${version}`;
  const who = user ? ` by ${user}` : '';
  return html`<p class="task-decision">${
    DECIDED[status]}${who} on ${formatDateTime(msecs)}${where}.
    <a href="#/history">All decisions</a>${
    note ? html`<q class="task-note">${note}</q>` : nothing}</p>`;
}

/**
 * @param {Task} task
 * @param {CustomizationArgs} args of the card's interaction.
 * @return {Template}
 */
export function taskEvidence(task, args) {
  const {answers, violations} = task.evidence;
  return html`
    <dl class="task-facts">${factsOf(task).map(([name, value]) =>
    html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    ${answers?.length ? answerTable(task, args) : nothing}
    ${violations?.length ? html`<ul class="task-violations">${violations.map(
    (/** @type {string} */ violation) =>
      html`<li>${inPlainWords(violation)}</li>`)}</ul>` : nothing}
    <p class="task-rule">${ruleOf(task).definition}</p>
    <p class="task-advice"><strong>What could help: </strong>${
  kindOf(task).advice}</p>
    ${decision(task)}`;
}
