import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {applyParamChanges, reportableParams}
  from '../../../../static/js/domain/learner_params.js';
import {LIMITS} from '../../../../static/js/domain/wire_contract.js';

/**
 * @param {string} name
 * @param {string} value
 * @returns {any}
 */
function copy(name, value) {
  return {name, generator_id: 'Copier', customization_args: {value}};
}

describe('changes of parameters', () => {
  it('apply in order, and leave the old parameters as they were', () => {
    const old = Object.freeze({a: '1', b: ''});
    const changes = [copy('b', '{{a}}!'), copy('a', '{{b}}?')];
    assert.deepEqual(applyParamChanges(old, changes, {}, Math.random),
        {a: '1!?', b: '1!'});
    assert.deepEqual(old, {a: '1', b: ''});
  });

  it('are bounded in size', () => {
    /** @type {Record<string, string>} */
    let params = {a: 'xy'};
    for (let i = 0; i < 40; i++) {
      params = applyParamChanges(
          params, [copy('a', '{{a}}{{a}}')], {}, Math.random);
    }
    assert.equal(params.a.length, LIMITS.MAX_PARAM_VALUE_LENGTH);
  });

  it('choose among values evenly by the random source', () => {
    const change = /** @type {any} */ ({
      name: 'a', generator_id: 'RandomSelector',
      customization_args: {list_of_values: ['x', 'y', 'z']},
    });
    const chosen = [0, 0.34, 0.67, 0.999].map(
        (r) => applyParamChanges({}, [change], {}, () => r).a);
    assert.deepEqual(chosen, ['x', 'y', 'z', 'z']);
  });

  it('are empty when there are none', () => {
    const params = {a: '1'};
    assert.deepEqual(
        applyParamChanges(params, undefined, {}, Math.random), params);
  });
});

describe('parameters in a report', () => {
  it('are unchanged as long as the server accepts them', () => {
    const params = {a: 'x'.repeat(LIMITS.MAX_PARAM_VALUE_LENGTH), b: 'ü'};
    assert.equal(reportableParams(params), params);
  });

  it('are cut to the size that the server accepts, even at ' +
      'their maximum', () => {
    const names = Array.from({length: 50}, (_, i) => `${i}`.padEnd(30, 'n'));
    const params = Object.fromEntries(
        names.map((name) => [name, '語'.repeat(LIMITS.MAX_PARAM_VALUE_LENGTH)]));
    const json = JSON.stringify(reportableParams(params))
        .replace(/[^ -~]/g, '\\u8a9e');
    assert.ok(json.length <= 10_000, `${json.length}`);
    assert.deepEqual(Object.keys(reportableParams(params)).sort(),
        names.sort());
  });
});
