/**
 * Plays an exploration: shows cards and evaluates answers. Independent of
 * page, clock and network, so the same engine serves the player and
 * the simulator.
 */

import {checkExploration} from '../../domain/exploration.js';
import {interpolateHtml} from '../../domain/html_text.js';
import {applyParamChanges, initialParams} from '../../domain/learner_params.js';
import {checkInteraction, classifyAnswer, withRuleInputs}
  from '../../interactions/classifier.js';
import {getInteraction} from '../../interactions/registry.js';
import {isMisspelled} from '../../interactions/text_input.js';
import {MalformedPlayError} from './saved_play.js';

/** @typedef {import('../../domain/wire_types.js').Exploration} Exploration */
/** @typedef {import('../../domain/wire_types.js').State} State */
/** @typedef {import('../../domain/learner_params.js').Params} Params */
/** @typedef {import('./saved_play.js').SavedResult} SavedResult */
/** @typedef {import('./saved_play.js').SavedVisit} SavedVisit */
/** @typedef {import('./transcript.js').CardVisit} CardVisit */

/** The feedback on an answer that is right except for its spelling. */
const MISSPELLED =
    '<p>Please look at the spelling of your answer, and try again.</p>';

/**
 * One card as a learner sees it; its texts are filled in.
 *
 * @typedef {{
 *   stateName: string,
 *   contentHtml: string,
 *   interaction: {
 *     id: string,
 *     customizationArgs:
 *         import('../../domain/exploration.js').CustomizationArgs,
 *   },
 *   isTerminal: boolean,
 *   params: Params,
 *   hintHtmls: string[],
 *   solution: {answerText: string, explanationHtml: string} | null,
 *   solicitsAnswerDetails: boolean,
 * }} Card
 *
 * @typedef {{
 *   stateName: string,
 *   answer: any,
 *   answerText: string,
 *   answerGroupIndex: number,
 *   ruleSpecIndex: number | null,
 *   classificationCategorization: 'explicit' | 'default_outcome',
 *   isFeedbackUseful: boolean,
 *   feedbackHtml: string,
 *   newStateName: string,
 *   staysOnCard: boolean,
 *   labelledAsCorrect: boolean,
 *   refresherExplorationId: string | null,
 *   oldParams: Params,
 *   params: Params,
 * }} AnswerResult
 *
 * `params` are those after the outcome's changes; the changes of the next
 * card are in that card's `params`.
 *
 * @typedef {{card: Card, isFirstHit: boolean, oldStateName: string}} Move
 */

export class ExplorationEngine {
  /** @type {Exploration} */
  #exploration;
  /** @type {() => number} */
  #random;
  /** @type {Params} */
  #params = {};
  /**
   * Further values that a card can show: the answer that led to it.
   *
   * @type {Params}
   */
  #extras = {};
  /** @type {Card | null} */
  #card = null;
  /** @type {AnswerResult | null} */
  #pending = null;
  /** @type {Set<string>} */
  #visited = new Set();

  /**
   * @param {Exploration} exploration
   * @param {{random?: () => number}} [dependencies]
   * @throws {MalformedExplorationError} When it cannot be played to its end.
   */
  constructor(exploration, {random = Math.random} = {}) {
    this.#exploration = checkExploration(exploration);
    this.#random = random;
    for (const state of Object.values(exploration.states)) {
      checkInteraction(state.interaction);
    }
  }

  /** @returns {Card} The first card. Starting again resets the engine. */
  start() {
    this.#params = initialParams(this.#exploration, this.#random);
    this.#pending = null;
    this.#visited.clear();
    return this.#enter(this.#exploration.init_state_name, {});
  }

  /**
   * Restores the position of an earlier page.
   *
   * @param {SavedVisit[]} savedVisits All cards seen, and their answers.
   * @param {string[]} [hits] Names of cards that were entered, or a superset.
   * @returns {CardVisit[]}
   * @throws {MalformedPlayError} When they do not fit this exploration.
   */
  resume(savedVisits, hits = []) {
    this.#pending = null;
    this.#visited = new Set(hits);
    this.#params = {};
    const visits = savedVisits.map(
        (saved, index) => this.#visitAgain(saved, index === 0));
    if (!this.#card || this.#card.isTerminal) {
      throw new MalformedPlayError('It has come to its end.');
    }
    return visits;
  }

  /** @returns {boolean} Whether an answer was given that leads on. */
  get isCompleted() {
    return this.#pending !== null;
  }

  /**
   * @param {SavedVisit} saved
   * @param {boolean} isFirst
   * @returns {CardVisit}
   */
  #visitAgain({state_name: stateName, params, results}, isFirst) {
    const before = this.#pending;
    const expected =
        isFirst ? this.#exploration.init_state_name : before?.newStateName;
    if (stateName !== expected) throw new MalformedPlayError('A card is lost.');
    /** @type {Params} */
    const extras = before ? {answer: before.answerText} : {};
    this.#extras = extras;
    this.#pending = null;
    this.#params = params ?? this.#params;
    this.#visited.add(stateName);
    const state = this.#stateOf(stateName);
    const card = cardOf(stateName, state, this.#params, extras);
    this.#card = card;
    return {card, results: results.map((result) => this.#answerAgain(result))};
  }

  /**
   * @param {SavedResult} saved
   * @returns {AnswerResult}
   */
  #answerAgain(saved) {
    const {interaction} = this.#stateOf(this.#card?.stateName ?? '');
    const {answer_groups: groups, default_outcome: byDefault} = interaction;
    const index = saved.answer_group_index;
    const outcome =
        index === groups.length ? byDefault : groups[index]?.outcome;
    if (this.#pending || !outcome) {
      throw new MalformedPlayError('An answer leads nowhere.');
    }
    const classification = {
      answerGroupIndex: index, ruleSpecIndex: saved.rule_spec_index,
      classificationCategorization: saved.classification_categorization,
    };
    const submitted = {answer: saved.answer, answerText: saved.answer_text};
    return this.#applyOutcome(
        outcome, classification, submitted, saved.params ?? this.#params);
  }

  /**
   * @param {unknown} answer
   * @returns {AnswerResult}
   * @throws {InvalidAnswerError} When the answer is invalid for this card.
   */
  submitAnswer(answer) {
    const card = this.#answerableCard();
    const interaction = this.#interactionWithParams(card.stateName);
    const spec = getInteraction(interaction.id);
    const normalized =
        spec.normalizeAnswer(answer, interaction.customization_args);
    const {outcome, ...classification} =
        classifyAnswer(interaction, normalized);
    const answerText =
        spec.answerToText(normalized, card.interaction.customizationArgs);
    const params = applyParamChanges(
        this.#params, outcome.param_changes, {answer: answerText},
        this.#random);
    return this.#applyOutcome(
        outcome, classification, {answer: normalized, answerText}, params);
  }

  /**
   * Shows the card that the last answer led to.
   *
   * @returns {Move}
   */
  proceed() {
    if (!this.#pending) throw new Error('No answer leads to another card.');
    const {stateName, newStateName, answerText} = this.#pending;
    this.#pending = null;
    const isFirstHit = !this.#visited.has(newStateName);
    const card = this.#enter(newStateName, {answer: answerText});
    return {card, isFirstHit, oldStateName: stateName};
  }

  /** @returns {Card} */
  #answerableCard() {
    if (!this.#card) throw new Error('The exploration has not started.');
    if (this.#pending) throw new Error('This card has been completed.');
    return this.#card;
  }

  /**
   * @param {string} stateName
   * @returns {State}
   */
  #stateOf(stateName) {
    return this.#exploration.states[stateName];
  }

  /**
   * @param {string} stateName
   * @returns {State['interaction']} With the parameters in its rules.
   */
  #interactionWithParams(stateName) {
    return withRuleInputs(this.#stateOf(stateName).interaction,
        {...this.#params, ...this.#extras});
  }

  /**
   * A card's changes run on entering it, not on each answer that stays:
   * the question must not change under an answer.
   *
   * @param {string} stateName
   * @param {Params} extras
   * @returns {Card}
   */
  #enter(stateName, extras) {
    const state = this.#stateOf(stateName);
    this.#params = applyParamChanges(
        this.#params, state.param_changes, extras, this.#random);
    this.#extras = extras;
    this.#visited.add(stateName);
    this.#card = cardOf(stateName, state, this.#params, extras);
    return this.#card;
  }

  /**
   * @param {import('../../domain/wire_types.js').Outcome} outcome
   * @param {Omit<import('../../interactions/classifier.js').Classification,
   *     'outcome'>} classification
   * @param {{answer: any, answerText: string}} submitted
   * @param {Params} params After the outcome's changes.
   * @returns {AnswerResult}
   */
  #applyOutcome(outcome, classification, {answer, answerText}, params) {
    const stateName = this.#answerableCard().stateName;
    const staysOnCard = outcome.dest === stateName;
    const isDefault =
        classification.classificationCategorization === 'default_outcome';
    const extras = {answer: answerText};
    const hasSlip = isDefault && staysOnCard &&
        isMisspelled(this.#interactionWithParams(stateName), answer);
    const feedback = hasSlip ? MISSPELLED : outcome.feedback.html;
    const result = {
      stateName, answer, answerText, ...classification,
      isFeedbackUseful: !(isDefault && staysOnCard),
      feedbackHtml: interpolateHtml(feedback, {...params, ...extras}),
      newStateName: outcome.dest,
      staysOnCard,
      labelledAsCorrect: outcome.labelled_as_correct,
      refresherExplorationId: outcome.refresher_exploration_id ?? null,
      oldParams: this.#params, params,
    };
    this.#params = params;
    if (!staysOnCard) this.#pending = result;
    return result;
  }
}

/**
 * @param {string} stateName
 * @param {State} state
 * @param {Params} params
 * @param {Params} extras
 * @returns {Card}
 */
function cardOf(stateName, state, params, extras) {
  const {id, customization_args: args, hints, solution} = state.interaction;
  const spec = getInteraction(id);
  const fill = (/** @type {string} */ html) =>
    interpolateHtml(html, {...params, ...extras});
  const customizationArgs = args.choices ?
    {...args, choices: {value: args.choices.value.map(fill)}} : args;
  return {
    stateName,
    contentHtml: fill(state.content.html),
    interaction: {id: id ?? '', customizationArgs},
    isTerminal: spec.isTerminal,
    params,
    hintHtmls: (hints ?? []).map((hint) => fill(hint.hint_content.html)),
    solution: solution ? {
      answerText:
          spec.answerToText(solution.correct_answer, customizationArgs),
      explanationHtml: fill(solution.explanation.html),
    } : null,
    solicitsAnswerDetails: state.solicit_answer_details ?? false,
  };
}
