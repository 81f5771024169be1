/** Finds the answer group that matches an answer. */

import {MalformedExplorationError} from '../domain/exploration.js';
import {interpolateText} from '../domain/html_text.js';
import {compose} from '../domain/text_forms.js';
import {getInteraction} from './registry.js';

/** @typedef {import('../domain/wire_types.js').Interaction} Interaction */
/** @typedef {import('../domain/wire_types.js').Outcome} Outcome */
/** @typedef {import('../domain/wire_types.js').RuleSpec} RuleSpec */

/**
 * @typedef {{
 *   outcome: Outcome,
 *   answerGroupIndex: number,
 *   ruleSpecIndex: number | null,
 *   classificationCategorization: 'explicit' | 'default_outcome',
 * }} Classification
 */

/**
 * Tries the answer groups and their rules in stored order; the first matching
 * rule decides. If none matches, the default outcome does; its group index is
 * the number of groups and its rule index 0, as in Oppia's records.
 *
 * @param {Interaction} interaction
 * @param {any} answer Normalised.
 * @returns {Classification}
 */
export function classifyAnswer(interaction, answer) {
  const groups = interaction.answer_groups;
  for (const [answerGroupIndex, group] of groups.entries()) {
    const ruleSpecIndex = group.rule_specs.findIndex(
        (rule) => ruleMatches(interaction.id, rule, answer));
    if (ruleSpecIndex === -1) continue;
    return {
      outcome: group.outcome, answerGroupIndex, ruleSpecIndex,
      classificationCategorization: 'explicit',
    };
  }
  return defaultClassification(interaction);
}

/**
 * Fills in the parameters in the inputs of rules. In place of a number, other
 * values become NaN, which matches no answer; blank texts of a list are left
 * out.
 *
 * @param {Interaction} interaction
 * @param {Record<string, string>} values
 * @returns {Interaction}
 */
export function withRuleInputs(interaction, values) {
  return {
    ...interaction,
    answer_groups: interaction.answer_groups.map((group) => ({
      ...group,
      rule_specs: group.rule_specs.map((rule) => ({
        ...rule,
        inputs: Object.fromEntries(Object.entries(rule.inputs).map(
            ([name, input]) => [name, fillInParams(input, values)])),
      })),
    })),
  };
}

/**
 * @param {any} input
 * @param {Record<string, string>} values
 * @returns {any}
 */
function fillInParams(input, values) {
  if (Array.isArray(input)) {
    return input.map((element) => hasReference(element) ?
      interpolateText(element, values) : element)
        .filter((element) => typeof element !== 'string' ||
          compose(element) !== '');
  }
  if (!hasReference(input)) return input;
  const text = interpolateText(input, values).trim();
  const number = text === '' ? NaN : Number(text);
  return Number.isFinite(number) ? number : NaN;
}

/**
 * @param {any} input
 * @returns {boolean}
 */
function hasReference(input) {
  return typeof input === 'string' && input.includes('{{');
}

/**
 * Checks that every answer to the interaction can be classified.
 *
 * @param {Interaction} interaction
 * @throws {MalformedExplorationError}
 */
export function checkInteraction(interaction) {
  for (const {rule_type: ruleType} of rulesOf(interaction)) {
    getRule(interaction.id, ruleType);
  }
  const {isTerminal} = getInteraction(interaction.id);
  if (!isTerminal) defaultClassification(interaction);
}

/**
 * @param {string|null} interactionId
 * @param {RuleSpec} ruleSpec
 * @param {any} answer Normalised.
 * @returns {boolean}
 */
export function ruleMatches(interactionId, ruleSpec, answer) {
  const rule = getRule(interactionId, ruleSpec.rule_type);
  return rule(answer, ruleSpec.inputs);
}

/**
 * @param {Interaction} interaction
 * @returns {RuleSpec[]}
 */
function rulesOf(interaction) {
  return interaction.answer_groups.flatMap((group) => group.rule_specs);
}

/**
 * @param {string|null} interactionId
 * @param {string} ruleType
 * @returns {import('./interaction_spec.js').Rule}
 */
function getRule(interactionId, ruleType) {
  const {rules} = getInteraction(interactionId);
  if (Object.hasOwn(rules, ruleType)) return rules[ruleType];
  throw new MalformedExplorationError(
      `${interactionId} has no rule "${ruleType}".`);
}

/**
 * @param {Interaction} interaction
 * @returns {Classification}
 */
function defaultClassification(interaction) {
  if (!interaction.default_outcome) {
    throw new MalformedExplorationError('There is no default outcome.');
  }
  return {
    outcome: interaction.default_outcome,
    answerGroupIndex: interaction.answer_groups.length,
    ruleSpecIndex: 0,
    classificationCategorization: 'default_outcome',
  };
}
