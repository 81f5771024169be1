/**
 * Tasks in plain sentences, with the rule that raised them and advice. Free of
 * the DOM.
 */

import {quote} from '../../domain/text_direction.js';
import {answerText} from './answer_texts.js';
import {excerptOf, formatQuantity, formatShare} from './formats.js';

/** @import {CustomizationArgs} from './answer_texts.js' */
/**
 * @import {
 *   DecidedTask as Task, Rate as ServerRate
 * } from '../../domain/wire_types.js'
 */

/**
 * @typedef {object} TaskKind
 * @property {string} name a few words.
 * @property {(task: Task, args: CustomizationArgs) => string} headline
 *     names the card and the problem there.
 * @property {string} rule with `{threshold}` in place of the threshold.
 * @property {string} advice to the creator.
 */

const LONGEST_ANSWER = 60;

/**
 * A decision in words, by the new status of the task.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const DECIDED = Object.freeze({
  open: 'Reopened', resolved: 'Resolved', dismissed: 'Dismissed',
});

/**
 * @param {string|null} name
 * @return {string}
 */
function cardName(name) {
  return name ? quote(name) : 'this exploration';
}

/**
 * @param {ServerRate|undefined} rate
 * @return {string} learners by their share if there are enough of them,
 *     else by their number.
 */
function learnersOf(rate) {
  if (!rate) return 'Some learners';
  return rate.value === null ? formatQuantity(rate.successes, 'learner') :
    `${formatShare(rate.value)} of learners`;
}

/**
 * @param {Task} task
 * @param {string} verb such as "left at".
 * @return {string}
 */
function rateHeadline(task, verb) {
  return `${learnersOf(task.evidence.rate)} ${verb} ` +
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
    ` or ${formatQuantity(others, 'other frequent answer')}`;
  return `${quote(text)} was answered ` +
    `${formatQuantity(answers[0].frequency, 'time')} at ${cardName(name)}, ` +
    `and no response of yours addresses it${more}`;
}

/**
 * @param {Task} task
 * @return {string}
 */
function loopHeadline({evidence, state_names: names, state_name: name}) {
  const round = (names.length ? names : [name]).map(cardName).join(' → ');
  return `${learnersOf(evidence.rate)} went round and round ${round}, ` +
    'then gave up';
}

/** @type {Readonly<Record<string, TaskKind>>} */
const KINDS = Object.freeze({
  high_bounce_rate: {
    name: 'Many leave here',
    headline: (task) => rateHeadline(task, 'left at'),
    rule: 'Raised when more than {threshold} of the sessions that came to ' +
      'a card left the exploration there. Sessions that may still go on, ' +
      'and those that gave no answer at all, are not among them; “Left ' +
      'here” in the table of cards counts these as well.',
    advice: 'Shorten the card, ask less at once, or say why it is worth ' +
      'going on.',
  },
  early_quit: {
    name: 'Early quits',
    headline: (task) => rateHeadline(
      task, 'gave up early, at'),
    rule: 'Raised when more than {threshold} of the sessions that came to ' +
      'a card left the exploration there, minutes after they had started.',
    advice: 'Say at the beginning what awaits learners and for whom it is; ' +
      'begin with something easy.',
  },
  successive_incorrect_answers: {
    name: 'Wrong answers in a row',
    headline: (task) => rateHeadline(
      task, 'gave up after several wrong answers at'),
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
      task, 'got it right at their first try at'),
    rule: 'Raised when more than {threshold} of the first answers at a ' +
      'card are right.',
    advice: 'Fine as an encouragement; otherwise ask for more, or leave ' +
      'the question out.',
  },
  too_hard: {
    name: 'Too hard',
    headline: (task) => rateHeadline(
      task, 'got it right at their first try at'),
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
      'from the event log by an administrator of this site.',
  },
});

/** @type {TaskKind} of a rule that is newer than this page. */
const UNKNOWN_KIND = Object.freeze({
  name: 'Worth a look',
  headline: (task) => `${cardName(task.state_name)} is worth a look`,
  rule: 'Raised by a rule that this page does not know yet; reload it.',
  advice: 'Look at the figures of the card.',
});

/**
 * @param {{task_type: string}} task
 * @return {TaskKind}
 */
export function kindOf({task_type: type}) {
  return Object.hasOwn(KINDS, type) ?
    KINDS[/** @type {Task['task_type']} */ (type)] : UNKNOWN_KIND;
}

/**
 * @param {Task} task
 * @param {CustomizationArgs} [args] of the card's interaction, which have
 *     the texts of choices.
 * @return {string} without a full stop: numbers may follow.
 */
export function headlineOf(task, args = {}) {
  return kindOf(task).headline(task, args);
}
