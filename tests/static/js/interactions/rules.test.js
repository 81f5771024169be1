import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';

import {ruleMatches} from '../../../../static/js/interactions/classifier.js';
import {loadInteractions}
  from '../../../../static/js/interactions/registry.js';


/** @typedef {[string, any, any, boolean]} Case rule, inputs, answer, match */

/** @type {Record<string, Case[]>} */
const CASES = {
  MultipleChoiceInput: [
    ['Equals', {x: 0}, 0, true],
    ['Equals', {x: 1}, 0, false],
  ],
  TextInput: [
    ['Equals', {x: ['Rome']}, ' rOmE ', true],
    ['Equals', {x: ['new  york']}, 'New\tYork', true],
    ['Equals', {x: ['Paris', 'Rome']}, 'rome', true],
    ['Equals', {x: ['Paris']}, 'rome', false],
    ['Equals', {x: ['STRASSE']}, 'Straße', true],
    ['Equals', {x: ['ΟΔΟΣ']}, 'οδος', true],
    ['Equals', {x: ['caf\u00e9']}, 'cafe\u0301', true],
    ['Equals', {x: ['cafe']}, 'café', false],
    ['Equals', {x: []}, '', false],
    ['CaseSensitiveEquals', {x: ['Rome']}, ' Rome', true],
    ['CaseSensitiveEquals', {x: ['Rome']}, 'rome', false],
    ['StartsWith', {x: ['un']}, 'Under', true],
    ['StartsWith', {x: ['under']}, 'un', false],
    ['StartsWith', {x: ['der']}, 'Under', false],
    ['Contains', {x: ['der']}, 'Under', true],
    ['Contains', {x: ['under']}, 'der', false],
    ['FuzzyEquals', {x: ['rome']}, 'Rome', true],
    ['FuzzyEquals', {x: ['rome']}, 'rme', true],
    ['FuzzyEquals', {x: ['rome']}, 'roome', true],
    ['FuzzyEquals', {x: ['rome']}, 'dome', true],
    ['FuzzyEquals', {x: ['rome']}, 'romes', true],
    ['FuzzyEquals', {x: ['rome']}, 'orme', false],
    ['FuzzyEquals', {x: ['rome']}, 'domes', false],
    ['FuzzyEquals', {x: ['rome']}, 'ro', false],
    ['FuzzyEquals', {x: ['a😀c']}, 'abc', true],
    ['FuzzyEquals', {x: ['Paris', 'rome']}, 'romee', true],
  ],
  NumericInput: [
    ['Equals', {x: 3}, 3, true],
    ['Equals', {x: 0.3}, 0.1 + 0.2, false],
    ['IsLessThan', {x: 3}, 2.9, true],
    ['IsLessThan', {x: 3}, 3, false],
    ['IsGreaterThan', {x: 3}, 3.1, true],
    ['IsGreaterThan', {x: 3}, 3, false],
    ['IsLessThanOrEqualTo', {x: 3}, 3, true],
    ['IsLessThanOrEqualTo', {x: 3}, 3.1, false],
    ['IsGreaterThanOrEqualTo', {x: 3}, 3, true],
    ['IsGreaterThanOrEqualTo', {x: 3}, 2.9, false],
    ['IsInclusivelyBetween', {a: 1, b: 3}, 1, true],
    ['IsInclusivelyBetween', {a: 1, b: 3}, 3, true],
    ['IsInclusivelyBetween', {a: 1, b: 3}, 0.99, false],
    ['IsInclusivelyBetween', {a: 1, b: 3}, 3.01, false],
    ['IsWithinTolerance', {x: 9.81, tol: 0.01}, 9.82, true],
    ['IsWithinTolerance', {x: 9.81, tol: 0.01}, 9.8, true],
    ['IsWithinTolerance', {x: 9.81, tol: 0.01}, 9.83, false],
    ['IsWithinTolerance', {x: 0.3, tol: 0.1}, 0.4, true],
    ['IsWithinTolerance', {x: -2, tol: 0}, -2, true],
  ],
};

for (const [interactionId, cases] of Object.entries(CASES)) {
  describe(interactionId, () => {
    for (const [ruleType, inputs, answer, matches] of cases) {
      const verb = matches ? 'takes' : 'refuses';
      const name = `${ruleType} ${JSON.stringify(inputs)} ${verb} ` +
          JSON.stringify(answer);
      it(name, () => {
        assert.equal(
            ruleMatches(interactionId, {rule_type: ruleType, inputs}, answer),
            matches);
      });
    }
  });
}

/**
 * The table that Python's declaration of the rules is checked against too.
 *
 * @type {{
 *   interaction_id: string, rule_type: string, inputs: any, answer: any,
 *   matches: boolean, why: string,
 * }[]}
 */
const SHARED_CASES = JSON.parse(readFileSync(
    new URL('../../../fixtures/rules.json', import.meta.url), 'utf8'));

await loadInteractions(SHARED_CASES.map((shared) => shared.interaction_id));

describe('the shared table of rules', () => {
  for (const [index, shared] of SHARED_CASES.entries()) {
    const {interaction_id: id, answer, matches, why, ...rule} = shared;
    it(`${index}: ${id}.${rule.rule_type}, ${why}`, () => {
      assert.equal(ruleMatches(id, rule, answer), matches);
    });
  }
});
