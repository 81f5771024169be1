/** The steps of a playthrough in words. Free of the DOM. */

import {answerText} from './answer_texts.js';
import {durationInWords} from './durations.js';
import {sampleParams} from './sample_params.js';
import {interpolateHtml, isBlankHtml} from
  '../../domain/html_text.js';
import {quote} from '../../domain/text_direction.js';
import {isLinear} from '../../interactions/registry.js';

/**
 * @import {
 *   Exploration, PlayAction, Playthrough, State
 * } from '../../domain/wire_types.js'
 */

/**
 * @typedef {object} PlayStep
 * @property {'start'|'answer'|'quit'} kind
 * @property {string} stateName
 * @property {string} title for the list of steps.
 * @property {string|null} time in words.
 * @property {string|null} answer in words; null without one.
 * @property {unknown} given the answer as recorded; null without one.
 * @property {boolean} isWithheld
 * @property {string|null} feedbackHtml of the card.
 * @property {string|null} outcome the next card, in a sentence.
 * @property {boolean} isGapBefore whether steps before it are missing.
 */

/** Replaces an answer of few learners, which could identify them. */
export const WITHHELD = 'an answer of their own';

/**
 * @param {Exploration|null} exploration
 * @param {string} name
 * @return {State|null}
 */
export function stateOf(exploration, name) {
  return exploration && Object.hasOwn(exploration.states, name) ?
    exploration.states[name] : null;
}

/**
 * @param {PlayAction} action
 * @param {State|null} state
 * @return {string|null} null if it is not shown.
 */
function answerOf(action, state) {
  if (action.is_answer_withheld ||
      isLinear(state?.interaction.id ?? null)) return null;
  const {id, customization_args: args = {}} = state?.interaction ?? {};
  return answerText(action.answer, id ?? '', args);
}

/**
 * @param {PlayAction} action
 * @param {State|null} state
 * @param {string|null} answer in words.
 * @param {Record<string, string>} params to fill in.
 * @return {string|null} HTML as the server sanitised it.
 */
function feedbackOf(action, state, answer, params) {
  if (!state) return null;
  const {answer_groups: groups, default_outcome: otherwise} =
    state.interaction;
  const outcome = groups[action.answer_group_index]?.outcome ?? otherwise;
  const html = outcome?.feedback.html ?? '';
  if (isBlankHtml(html)) return null;
  return interpolateHtml(html, {...params, answer: answer ?? '…'});
}

/**
 * @param {PlayAction} action
 * @return {string}
 */
function outcomeOf({state_name: from, dest_state_name: to}) {
  if (!to || to === from) return 'They stayed on this card.';
  return `This led to ${quote(to)}.`;
}

/**
 * @param {PlayAction} action
 * @param {string|null} answer
 * @param {State|null} state
 * @return {string}
 */
function answerTitle(action, answer, state) {
  if (action.is_answer_withheld) return `Gave ${WITHHELD}`;
  if (isLinear(state?.interaction.id ?? null)) {
    const text = state?.interaction.customization_args.buttonText?.value;
    return `Pressed ${quote(text || 'Continue')}`;
  }
  return `Answered ${quote(answer ?? '')}`;
}

/**
 * @param {PlayAction} action
 * @param {Exploration|null} exploration
 * @return {Omit<PlayStep, 'isGapBefore'>}
 */
function answerStep(action, exploration) {
  const state = stateOf(exploration, action.state_name);
  const answer = answerOf(action, state);
  return {
    kind: 'answer',
    stateName: action.state_name,
    title: answerTitle(action, answer, state),
    time: timeOf(action, 'after'),
    answer,
    given: answer === null ? null : action.answer,
    isWithheld: action.is_answer_withheld === true,
    feedbackHtml: feedbackOf(action, state, answer, sampleParams(exploration)),
    outcome: outcomeOf(action),
  };
}

/**
 * @param {PlayAction} action
 * @param {string} preposition
 * @return {string|null}
 */
function timeOf({time_msecs: msecs}, preposition) {
  return msecs < 0 ? null : `${preposition} ${durationInWords(msecs)}`;
}

/**
 * @param {PlayAction} action
 * @param {Exploration|null} exploration
 * @return {Omit<PlayStep, 'isGapBefore'>}
 */
function stepOf(action, exploration) {
  if (action.action_type === 'AnswerSubmit') {
    return answerStep(action, exploration);
  }
  const isStart = action.action_type === 'ExplorationStart';
  return {
    kind: isStart ? 'start' : 'quit',
    stateName: action.state_name,
    title: isStart ? 'Started' : 'Left',
    time: isStart ? null : timeOf(action, 'after'),
    answer: null,
    given: null,
    isWithheld: false,
    feedbackHtml: null,
    outcome: isStart ? null :
      'They left the exploration here, without reaching an end.',
  };
}

/**
 * @param {PlayAction} before
 * @param {PlayAction} action
 * @return {boolean} whether actions between the two are missing: long
 *     sessions record only the start and the latest actions.
 */
function isGap(before, action) {
  const reached = before.action_type === 'AnswerSubmit' ?
    before.dest_state_name : before.state_name;
  return reached !== '' && reached !== action.state_name;
}

/**
 * @param {Playthrough} playthrough
 * @param {Exploration|null} exploration the version shown; null when it is
 *     not loaded.
 * @return {PlayStep[]}
 */
export function stepsOf({actions}, exploration) {
  return actions.map((action, index) => ({
    ...stepOf(action, exploration),
    isGapBefore: index > 0 && isGap(actions[index - 1], action),
  }));
}

/**
 * @param {readonly PlayStep[]} steps
 * @return {string} the playthrough in a sentence.
 */
export function summaryOf(steps) {
  const answers = steps.filter(({kind}) => kind === 'answer').length;
  const last = steps.at(-1);
  const end = last?.kind === 'quit' ?
    ` and left at ${quote(last.stateName)}` : '';
  return `${answers === 1 ? 'One answer' : `${answers} answers`}${end}.`;
}
