/**
 * @file Answers that learners might give to a card: those in its rules, near
 * misses, and those of people who do not know. The real rules classify each of
 * them.
 */

import {classifyAnswer} from '../../static/js/interactions/classifier.js';
import {firstOrdering} from
  '../../static/js/interactions/drag_and_drop_sort_input.js';
import {regionsOf} from '../../static/js/interactions/image_click_input.js';
import {InvalidAnswerError} from
  '../../static/js/interactions/interaction_spec.js';
import {getInteraction} from '../../static/js/interactions/registry.js';

/** @import {State} from '../../static/js/domain/wire_types.js' */
/**
 * @import {
 *   Classification
 * } from '../../static/js/interactions/classifier.js'
 */


/**
 * @typedef {object} Candidate
 * @property {unknown} answer
 * @property {boolean} isRight whether the creator wants this answer
 */

const TYPED_WITHOUT_KNOWING = [
  'I don\'t know', '?', 'no idea', 'not sure', 'asdf', 'help', 'idk',
];

/** Positions in an area: people click near its middle. */
const SPREAD = [0.25, 0.4, 0.5, 0.6, 0.75];

/**
 * Typing errors: two letters swapped, one omitted, one doubled.
 *
 * @param {string} text
 * @returns {string[]}
 */
function typos(text) {
  const middle = Math.floor(text.length / 2);
  const [a, b, c] = [
    text.slice(0, middle), text.slice(middle, middle + 1),
    text.slice(middle + 1),
  ];
  return [a.slice(0, -1) + b + a.slice(-1) + c, a + c, a + b + b + c];
}

/**
 * @param {number} x
 * @returns {number[]} results of usual mistakes in arithmetic
 */
function nearMisses(x) {
  // Rounded as people write numbers, without noise of binary fractions.
  return [x + 1, x - 1, -x, x * 10, x / 10, x * 2, x / 2, x + 0.1].map(
    miss => Number(miss.toPrecision(Math.abs(miss) < 1e4 ? 4 : 15)));
}

/**
 * @param {unknown} input
 * @returns {unknown[]} the input, its reciprocal, an equal fraction, and ones
 *     that differ by a counting error
 */
function fractionsFrom(input) {
  if (typeof input !== 'object' || input === null) {
    return [];
  }
  const {numerator, denominator} = /** @type {Record<string, number>} */ (
    input);
  if (numerator === 0) {
    return [input];
  }
  return [
    input, {...input, numerator: numerator + 1},
    {...input, denominator: denominator + 1},
    {...input, numerator: denominator, denominator: numerator},
    {...input, numerator: 2 * numerator, denominator: 2 * denominator},
  ];
}

/**
 * @param {unknown} input
 * @returns {unknown[]} the ordering, and ones with two neighbours exchanged
 */
function orderingsFrom(input) {
  if (!Array.isArray(input)) {
    return [];
  }
  return [input, ...input.slice(1).map((_, index) => [
    ...input.slice(0, index), input[index + 1], input[index],
    ...input.slice(index + 2),
  ])];
}

/**
 * @param {unknown} input
 * @returns {unknown[]} the expression or equation, and similar ones
 */
function mathFrom(input) {
  return typeof input === 'string' ?
    [input, `${input}+1`, `-${input}`, input.replace('+', '-')] : [];
}

/**
 * Answers by interaction: those derived from an input of a rule, and guesses.
 *
 * @type {Readonly<Record<string, {
 *   fromInput: (input: unknown) => unknown[], guesses: unknown[],
 * }>>}
 */
const KINDS = {
  AlgebraicExpressionInput: {fromInput: mathFrom, guesses: ['x', '2x', 'y']},
  DragAndDropSortInput: {fromInput: orderingsFrom, guesses: []},
  FractionInput: {fromInput: fractionsFrom, guesses: ['1/2', '1', '3/4']},
  MathEquationInput: {fromInput: mathFrom, guesses: ['x=1', 'y=x']},
  NumberWithUnits: {
    fromInput: (input) => typeof input === 'object' && input !== null ?
      [input, {...input, units: []}, {...input, type: 'real', real: 7}] : [],
    guesses: ['1 m', '100', '5 kg'],
  },
  NumericExpressionInput: {fromInput: mathFrom, guesses: ['1', '2*2', '0']},
  NumericInput: {fromInput: answersFromInput, guesses: [0, 1, 7, 100]},
  RatioExpressionInput: {
    fromInput: (input) => Array.isArray(input) ?
      [input, [...input].reverse(), input.map(term => 2 * term)] : [],
    guesses: ['1:1', '1:2:3'],
  },
  SetInput: {
    fromInput: (input) => Array.isArray(input) ?
      [input, input.slice(1), [...input, 'something'], ...input.map(e => [e])] :
      [],
    guesses: TYPED_WITHOUT_KNOWING.map(text => [text]),
  },
};

/**
 * @param {unknown} input
 * @returns {unknown[]}
 */
function answersFromInput(input) {
  if (Array.isArray(input)) {
    return input.flatMap(answersFromInput);
  }
  if (typeof input === 'string') {
    return [input, input.toLowerCase(), `${input} `, ...typos(input)];
  }
  return typeof input === 'number' ? [input, ...nearMisses(input)] : [];
}

/**
 * @param {State['interaction']} interaction
 * @returns {number[][]} each choice alone, and all but the first
 */
function selections({customization_args: {choices}}) {
  const indices = choices.value.map(
    (/** @type {string} */ _, /** @type {number} */ index) => index);
  return [
    ...indices.map((/** @type {number} */ index) => [index]),
    indices.slice(1),
  ];
}

/**
 * Places spread over each region and over the whole image.
 *
 * @param {State['interaction']} interaction
 * @returns {unknown[]}
 */
function places({customization_args: args}) {
  const areas = regionsOf(args).map(({region}) => region.area);
  const all = [...areas, [[0, 0], [1, 1]]];
  return all.flatMap(([[left, top], [right, bottom]]) =>
    SPREAD.flatMap((down) => SPREAD.map((along) => ({
      clickPosition: [
        left + along * (right - left), top + down * (bottom - top),
      ],
    }))));
}

/**
 * @param {State} state
 * @returns {unknown[]}
 */
function possibleAnswers({interaction}) {
  if (interaction.id === 'Continue') {
    return [null];
  }
  if (interaction.id === 'MultipleChoiceInput') {
    const choices = interaction.customization_args.choices.value;
    return choices.map((/** @type {string} */ _, /** @type {number} */ i) => i);
  }
  const rules = interaction.answer_groups.flatMap(group => group.rule_specs);
  if (interaction.id === 'ItemSelectionInput') {
    return [...rules.map(({inputs}) => inputs.x), ...selections(interaction)];
  }
  if (interaction.id === 'ImageClickInput') return places(interaction);
  const solution = interaction.solution ?
    [interaction.solution.correct_answer] : [];
  const {fromInput, guesses} = KINDS[interaction.id ?? ''] ??
    {fromInput: answersFromInput, guesses: TYPED_WITHOUT_KNOWING};
  const inputs = rules.flatMap(rule => Object.values(rule.inputs));
  if (interaction.id === 'DragAndDropSortInput') {
    inputs.push(firstOrdering(interaction.customization_args));
  }
  return [
    ...new Set([...solution, ...inputs.flatMap(fromInput), ...guesses]),
  ];
}

/**
 * @param {State} state
 * @param {unknown} answer
 * @returns {Classification | null} null if the card does not accept the answer
 */
function classify({interaction}, answer) {
  const spec = getInteraction(interaction.id);
  try {
    return classifyAnswer(interaction, spec.normalizeAnswer(
      answer, interaction.customization_args));
  } catch (error) {
    if (error instanceof InvalidAnswerError) {
      return null;
    }
    throw error;
  }
}

/**
 * By the name and the interaction of a card, because each session has its own
 * copy of the exploration.
 *
 * @type {Map<string, Candidate[]>}
 */
const candidatesByCard = new Map();

/** Limit of the cache: cards with parameters differ between sessions. */
const MAX_CARDS = 1000;

/**
 * Possible answers to a card. An answer is right if it is labelled as correct
 * or, in a card without labels, if it leads on.
 *
 * @param {string} stateName
 * @param {State} state
 * @returns {Candidate[]}
 */
export function candidatesFor(stateName, state) {
  const card = JSON.stringify([stateName, state.interaction]);
  const candidates =
    candidatesByCard.get(card) ?? classifiedCandidates(stateName, state);
  if (candidatesByCard.size >= MAX_CARDS) candidatesByCard.clear();
  candidatesByCard.set(card, candidates);
  return candidates;
}

/**
 * @param {string} stateName
 * @param {State} state
 * @returns {Candidate[]}
 */
function classifiedCandidates(stateName, state) {
  const classified = possibleAnswers(state).flatMap(answer => {
    const classified = classify(state, answer);
    return classified ? [{answer, outcome: classified.outcome}] : [];
  });
  const isLabelled = classified.some(
    ({outcome}) => outcome.labelled_as_correct);
  return classified.map(({answer, outcome}) => ({
    answer,
    isRight: isLabelled ?
      outcome.labelled_as_correct : outcome.dest !== stateName,
  }));
}

/** Inputs that cards refuse and do not count as answers. */
export const NO_ANSWERS = [''];
