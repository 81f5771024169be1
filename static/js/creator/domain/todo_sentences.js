/**
 * What deserves a change, each said in a plain sentence with its numbers,
 * the rule that found it, and what can be done. Free of the DOM.
 */

import {answerText} from './answer_texts.js';
import {durationInWords} from './durations.js';
import {
  excerptOf, formatCount, formatInterval, formatQuantity, formatShare,
} from './formats.js';

/** @import {CustomizationArgs} from './answer_texts.js' */
/** @import {ServerRate, StateFigures, Task} from './page_data.js' */

/**
 * @typedef {object} TaskKind
 * @property {string} name a few words for what it is.
 * @property {(task: Task, args: CustomizationArgs) => string} headline
 *     names the card and says what happens there.
 * @property {string} rule with `{threshold}` where the threshold stands.
 * @property {string} advice what could be done.
 */

const LONGEST_ANSWER = 60;

/** The word of a unit that says how its number is written. */
const KIND_OF_UNIT =
  /^(share|rate|proportion|msecs?|milliseconds?|correlation|coefficient)\b ?/;

const CAUTION = ' It must be so even at the cautious end of the 95 % ' +
  'interval, so that chance alone rarely raises it.';
const MINUS = '\u2212';
const NO_BREAK_SPACE = '\u00a0';

/**
 * @param {string|null} name
 * @return {string}
 */
function cardName(name) {
  return name ? `“${name}”` : 'this exploration';
}

/**
 * @param {number} value
 * @return {string} two decimals, with a true minus sign.
 */
export function formatCoefficient(value) {
  const text = Math.abs(value).toFixed(2);
  return value < 0 && text !== '0.00' ? MINUS + text : text;
}

/**
 * @param {ServerRate|undefined} rate
 * @return {string} a share where there are enough to say, else the counts.
 */
function shareOrCount(rate) {
  if (!rate) return 'Some';
  if (rate.value === null) return formatCount(rate.successes);
  return formatShare(rate.value);
}

/**
 * @param {Task} task
 * @param {string} middle such as "of learners left at".
 * @return {string}
 */
function rateHeadline(task, middle) {
  return `${shareOrCount(task.evidence.rate)} ${middle} ` +
    cardName(task.state_name);
}

/**
 * @param {Task} task
 * @param {CustomizationArgs} args of the card's interaction.
 * @return {string}
 */
function unansweredHeadline({evidence, state_name: name}, args) {
  const answers = evidence.answers ?? [];
  if (answers.length === 0) {
    return `Frequent answers at ${cardName(name)} get no response of ` +
      'their own';
  }
  const text = excerptOf(answerText(
    answers[0].answer, evidence.interaction_id ?? '', args), LONGEST_ANSWER);
  const others = (evidence.num_answers ?? answers.length) - 1;
  const more = others === 0 ? '' :
    `, nor ${formatQuantity(others, 'other frequent answer')}`;
  return `“${text}” was answered ` +
    `${formatQuantity(answers[0].frequency, 'time')} at ${cardName(name)}, ` +
    `and no response of yours addresses it${more}`;
}

/**
 * @param {Task} task
 * @return {string}
 */
function loopHeadline({evidence, state_names: names, state_name: name}) {
  const round = (names.length ? names : [name]).map(cardName).join(' → ');
  const {rate} = evidence;
  const who = rate?.value === null || !rate ?
    formatQuantity(rate?.successes ?? 0, 'learner') :
    `${formatShare(rate.value)} of learners`;
  return `${who} went round and round ${round}, then gave up`;
}

/** @type {Readonly<Record<string, TaskKind>>} */
const KINDS = Object.freeze({
  high_bounce_rate: {
    name: 'Many leave here',
    headline: (task) => rateHeadline(task, 'of learners left at'),
    rule: 'Raised when more than {threshold} of the sessions that came to ' +
      'a card left the exploration there.',
    advice: 'Shorten the card, ask less at once, or say why it is worth ' +
      'going on.',
  },
  early_quit: {
    name: 'Early quits',
    headline: (task) => rateHeadline(
      task, 'of learners gave up early, at'),
    rule: 'Raised when more than {threshold} of the sessions that came to ' +
      'a card left the exploration there, minutes after they had started.',
    advice: 'Say at the beginning what awaits learners and for whom it is; ' +
      'begin with something easy.',
  },
  successive_incorrect_answers: {
    name: 'Wrong answers in a row',
    headline: (task) => rateHeadline(
      task, 'of learners gave up after several wrong answers at'),
    rule: 'Raised when more than {threshold} of the sessions that came to ' +
      'a card gave up there after several wrong answers in a row.',
    advice: 'Look at what they answered: give those answers feedback that ' +
      'helps, or add a hint.',
  },
  ineffective_feedback_loop: {
    name: 'Going round in circles',
    headline: loopHeadline,
    rule: 'Raised when more than {threshold} of the sessions that came to ' +
      'these cards went round them several times and then gave up.',
    advice: 'Let the way back teach something new, or lead on after the ' +
      'second time.',
  },
  needs_guiding_responses: {
    name: 'Answers without a response',
    headline: unansweredHeadline,
    rule: 'Raised when an answer that none of your rules matches, and that ' +
      'only gets the same question again, was given by more than ' +
      '{threshold} of the sessions that answered the card.',
    advice: 'Add a response that says why this answer is not right, or ' +
      'accept it if it is.',
  },
  negative_discrimination: {
    name: 'Misleads those who know',
    headline: (task) => 'Learners who do well elsewhere do worse at ' +
      cardName(task.state_name),
    rule: 'Raised when the discrimination of a card (how well being right ' +
      'here goes with being right elsewhere) is below {threshold}.',
    advice: 'Check which answer counts as right, and whether the wording ' +
      'can be read in two ways.',
  },
  low_discrimination: {
    name: 'Tells little',
    headline: (task) => `${cardName(task.state_name)} hardly tells who ` +
      'understood and who did not',
    rule: 'Raised when the discrimination of a card (how well being right ' +
      'here goes with being right elsewhere) is below {threshold}, though ' +
      'that of the other cards is not.',
    advice: 'Ask for what the exploration teaches, and make wrong answers ' +
      'tempting to those who did not follow.',
  },
  too_easy: {
    name: 'Too easy',
    headline: (task) => rateHeadline(
      task, 'of learners are right at their first try at'),
    rule: 'Raised when more than {threshold} of the first answers at a ' +
      'card are right.',
    advice: 'Fine as an encouragement; otherwise ask for more, or leave ' +
      'the question out.',
  },
  too_hard: {
    name: 'Too hard',
    headline: (task) => rateHeadline(
      task, 'of learners are right at their first try at'),
    rule: 'Raised when fewer than {threshold} of the first answers at a ' +
      'card are right.',
    advice: 'Take a smaller step, or add an example or a hint before it.',
  },
  invariant_broken: {
    name: 'Figures contradict each other',
    headline: (task) => `Figures of ${cardName(task.state_name)} ` +
      'contradict each other',
    rule: 'Raised when counts that must agree do not, such as more ' +
      'completions than starts.',
    advice: 'Do not rely on these figures. They have to be counted again ' +
      'from the event log by whoever runs this site.',
  },
});

/** @type {TaskKind} for a rule newer than this page. */
const UNKNOWN_KIND = Object.freeze({
  name: 'Worth a look',
  headline: (task) => `${cardName(task.state_name)} is worth a look`,
  rule: 'Raised by a rule that this page does not know yet; reload it.',
  advice: 'Look at the figures of the card.',
});

/**
 * @param {Task} task
 * @return {TaskKind}
 */
export function kindOf(task) {
  return Object.hasOwn(KINDS, task.task_type) ?
    KINDS[task.task_type] : UNKNOWN_KIND;
}

/**
 * @param {Task} task
 * @param {CustomizationArgs} [args] of the card's interaction, which say
 *     what the choices are called.
 * @return {string} without a full stop: numbers may follow.
 */
export function headlineOf(task, args = {}) {
  return kindOf(task).headline(task, args);
}

/**
 * @param {number} n
 * @return {string} that no line breaks apart.
 */
function nText(n) {
  return `n${NO_BREAK_SPACE}=${NO_BREAK_SPACE}${formatCount(n)}`;
}

/**
 * @param {ServerRate} rate
 * @return {string}
 */
function rateNumbers(rate) {
  const of = `${formatCount(rate.successes)} of ${formatCount(rate.n)}`;
  if (rate.value === null) return `${of}; too few for a percentage`;
  return `95 % interval ${formatInterval(rate)}, ${nText(rate.n)}`;
}

/**
 * @param {StateFigures['discrimination']} coefficient
 * @return {string}
 */
function coefficientNumbers({value, n, low, high}) {
  const size = value === null ? '' :
    `discrimination ${formatCoefficient(value)}; `;
  const interval = low === null || high === null ? '' :
    `95 % interval ${formatCoefficient(low)} to ${formatCoefficient(high)}, `;
  return `${size}${interval}${nText(n)}`;
}

/**
 * @param {Task['evidence']} evidence
 * @return {string}
 */
function answerNumbers({answers, rate, n}) {
  const sessions = nText(n);
  if (!rate || rate.value === null) return sessions;
  return `${answers.length > 1 ? 'together ' : ''}` +
    `${formatShare(rate.value)} of ${formatQuantity(rate.n, 'answer')} ` +
    `there, ${sessions}`;
}

/**
 * @param {Task} task
 * @return {string} the numbers behind the headline, with n.
 */
export function numbersOf({evidence}) {
  if (evidence.coefficient) return coefficientNumbers(evidence.coefficient);
  if (evidence.answers) return answerNumbers(evidence);
  if (evidence.rate) return rateNumbers(evidence.rate);
  if (evidence.violations) {
    return formatQuantity(evidence.violations.length, 'contradiction');
  }
  return nText(evidence.n);
}

/**
 * @param {Task} task
 * @param {CustomizationArgs} [args]
 * @return {string} the task in one sentence.
 */
export function sentenceOf(task, args = {}) {
  return `${headlineOf(task, args)}; ${numbersOf(task)}.`;
}

/**
 * @param {Task['threshold']} threshold
 * @return {string} its value alone.
 */
function thresholdValue({value, unit}) {
  if (value === null || value === undefined) return 'a fixed number';
  if (/^(share|rate|proportion)/.test(unit)) return formatShare(value);
  if (/^(msec|millisecond)/.test(unit)) return durationInWords(value);
  if (/^(coefficient|correlation|discrimination)/.test(unit)) {
    return formatCoefficient(value);
  }
  return formatCount(value);
}

/**
 * @param {Task['threshold']} threshold
 * @return {string} such as "20 % of the sessions that came to the card".
 */
export function thresholdText(threshold) {
  const of = threshold.unit.replace(KIND_OF_UNIT, '');
  return of ? `${thresholdValue(threshold)} ${of}` :
    thresholdValue(threshold);
}

/**
 * @param {Task} task
 * @return {import('./glossary.js').Term} the rule that raised it, as a
 *     definition.
 */
export function ruleOf(task) {
  const kind = kindOf(task);
  const {name, value} = task.threshold;
  const caution = kind.rule.includes('{threshold}') ? CAUTION : '';
  return {
    name: `The rule: ${kind.name.toLowerCase()}`,
    definition:
      kind.rule.replace('{threshold}', thresholdValue(task.threshold)) +
      caution,
    ...(name && value !== null ? {formula: `${name} = ${value}`} : {}),
  };
}

/**
 * @param {Task} task
 * @return {string[]} short marks beside the sentence.
 */
export function marksOf(task) {
  return [
    task.reopened ? 'Reopened: still so after it was resolved' : '',
    task.changed_since ? 'Card changed since' : '',
  ].filter(Boolean);
}
