import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {outcomeOf, placeOf, problemGroups, reportText} from
  '../../../../static/js/creator/domain/import_results.js';

/** @typedef {import('../../../../static/js/domain/wire_types.js').ImportProblem} Problem */

/**
 * @param {Partial<Problem>} changes
 * @return {Problem}
 */
const problem = (changes) => ({
  kind: 'changed', path: 'states.A', line: 3, message: 'a formula', ...changes,
});

const FILE = Object.freeze({
  name: 'a.yaml', title: 'Tides', num_states: 2, exp_id: null,
});

describe('problemGroups', () => {
  it('lists urgent problems first', () => {
    const groups = problemGroups([
      problem({kind: 'left_out'}), problem({}), problem({}),
      problem({kind: 'placeholder'}),
    ]);
    assert.deepEqual(
      groups.map(({heading, isUrgent}) => [heading, isUrgent]), [
        ['Cards whose question cannot be shown here (1)', true],
        ['Shown differently (2)', false],
        ['Left out (1)', false],
      ]);
    assert.deepEqual(problemGroups([]), []);
  });
});

describe('placeOf', () => {
  it('names path and line as far as there are any', () => {
    assert.equal(placeOf(problem({})), 'states.A, line 3');
    assert.equal(placeOf(problem({line: null})), 'states.A');
    assert.equal(placeOf(problem({path: '', line: 1234})), 'line 1,234');
    assert.equal(placeOf(problem({path: '', line: null})), '');
  });
});

describe('outcomeOf', () => {
  it('tells accepted, refused and other files apart', () => {
    const error = problem({kind: 'error'});
    assert.equal(outcomeOf({...FILE, problems: []}), '“Tides”, 2 cards');
    assert.equal(
      outcomeOf({...FILE, title: '', num_states: 1, problems: []}),
      'without a title, 1 card');
    assert.equal(
      outcomeOf({...FILE, title: null, problems: [error]}),
      'cannot be imported');
    assert.equal(
      outcomeOf({...FILE, title: null, problems: []}), 'is not an exploration');
  });
});

describe('reportText', () => {
  it('lists every problem of every file with its place', () => {
    const text = reportText([
      {...FILE, problems: [problem({})]},
      {...FILE, name: 'b.zip', title: null,
        problems: [problem({kind: 'error', path: '', line: null})]},
    ]);
    assert.equal(text, [
      'a.yaml: “Tides”, 2 cards',
      '  Shown differently (1)',
      '    states.A, line 3: a formula',
      '',
      'b.zip: cannot be imported',
      '  Why it cannot be imported (1)',
      '    a formula',
      '',
    ].join('\n'));
  });
});
