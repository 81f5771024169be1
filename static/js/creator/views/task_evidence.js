/**
 * The evidence for a task: its numbers, its rule, and what could be done.
 */

import {answerText} from '../domain/answer_texts.js';
import {
  formatCoefficient, formatCount, formatDate, formatQuantity, formatShare,
} from '../domain/formats.js';
import {ruleOf, thresholdText} from '../domain/task_numbers.js';
import {kindOf} from '../domain/task_sentences.js';
import {inPlainWords} from '../domain/violations.js';
import {h} from '../lib/dom.js';

/** @import {CustomizationArgs} from '../domain/answer_texts.js' */
/** @import {ServerRate, Task} from '../domain/page_data.js' */

/** @typedef {[name: Node|string, value: Node|string]} Fact */

/** @type {Readonly<Record<Task['status'], string>>} */
const STATUS_NAMES = Object.freeze({
  open: 'Reopened', resolved: 'Resolved', dismissed: 'Dismissed',
});

/**
 * @param {ServerRate} rate
 * @return {Fact[]}
 */
function rateFacts(rate) {
  const of = `${formatCount(rate.successes)} of ${formatCount(rate.n)}`;
  if (rate.value === null) return [['Counted', `${of}; too few to say more`]];
  return [['Counted', `${of} (${formatShare(rate.value)})`]];
}

/**
 * @param {Task} task
 * @return {Fact[]}
 */
function coefficientFacts({evidence: {coefficient}}) {
  return [['Discrimination', formatCoefficient(coefficient.value)]];
}

/**
 * @param {Task} task
 * @param {CustomizationArgs} args
 * @return {HTMLElement}
 */
function answerTable({evidence}, args) {
  const rows = evidence.answers.map(
    (/** @type {{answer: unknown, frequency: number}} */ row) =>
      h('tr', {}, h('th', {scope: 'row', class: 'task-answer'},
        answerText(row.answer, evidence.interaction_id ?? '', args)),
      h('td', {class: 'text-end'}, formatCount(row.frequency))));
  return h('table', {class: 'table table-sm task-answers'},
    h('caption', {class: 'visually-hidden'},
      'Frequent answers without a response'),
    h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Answer'),
      h('th', {scope: 'col', class: 'text-end'}, 'Given'))),
    h('tbody', {}, ...rows));
}

/**
 * @param {Task} task
 * @return {Fact[]}
 */
function factsOf(task) {
  const {evidence, threshold} = task;
  if (evidence.violations) return [];
  const affected = task.num_sessions_affected;
  /** @type {Fact[]} */
  const others = affected === evidence.rate?.successes ? [] :
    [['Affected', formatQuantity(affected, 'session')]];
  return [
    ...(evidence.rate ? rateFacts(evidence.rate) : []),
    ...(evidence.coefficient ? coefficientFacts(task) : []),
    ...others,
    ['Threshold', thresholdText(threshold)],
  ];
}

/**
 * @param {Task} task
 * @return {HTMLElement|null} what was decided about it before.
 */
function decisionOf({status, status_changed_msecs: msecs,
  status_version: version, note}) {
  if (msecs === null) return null;
  const where = version === null ? '' : `, at version ${version}`;
  return h('p', {class: 'task-decision'},
    `${STATUS_NAMES[status]} on ${formatDate(msecs)}${where}.`,
    note ? h('q', {class: 'task-note'}, note) : null);
}

/**
 * @param {Task} task
 * @param {CustomizationArgs} args of the card's interaction.
 * @return {(HTMLElement|null)[]}
 */
export function evidenceOf(task, args) {
  const {evidence} = task;
  return [
    h('dl', {class: 'task-facts'}, ...factsOf(task).map(([name, value]) =>
      h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
    evidence.answers?.length ? answerTable(task, args) : null,
    evidence.violations?.length ? h('ul', {class: 'task-violations'},
      ...evidence.violations.map((/** @type {string} */ violation) =>
        h('li', {}, inPlainWords(violation)))) : null,
    h('p', {class: 'task-rule'}, ruleOf(task).definition),
    h('p', {class: 'task-advice'}, h('strong', {}, 'What could help: '),
      kindOf(task).advice),
    decisionOf(task),
  ];
}
