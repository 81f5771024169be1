import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {MAX_PARAM_LENGTH, applyParamChanges}
  from '../../../../static/js/domain/learner_params.js';

/**
 * @param {string} name
 * @param {string} value
 * @param {object} [args]
 * @returns {any}
 */
function copy(name, value, args = {}) {
  return {
    name, generator_id: 'Copier', customization_args: {value, ...args},
  };
}

describe('changes of parameters', () => {
  it('apply in order, and leave the old parameters as they were', () => {
    const old = Object.freeze({a: '1', b: ''});
    const changes = [copy('b', '{{a}}!'), copy('a', '{{b}}?')];
    assert.deepEqual(applyParamChanges(old, changes, {}, Math.random),
        {a: '1!?', b: '1!'});
    assert.deepEqual(old, {a: '1', b: ''});
  });

  it('copy brackets as they stand when told to', () => {
    const changes = [copy('a', '{{a}}', {parse_with_jinja: false})];
    assert.deepEqual(
        applyParamChanges({a: '1'}, changes, {}, Math.random), {a: '{{a}}'});
  });

  it('cannot grow without end', () => {
    /** @type {Record<string, string>} */
    let params = {a: 'xy'};
    for (let i = 0; i < 40; i++) {
      params = applyParamChanges(
          params, [copy('a', '{{a}}{{a}}')], {}, Math.random);
    }
    assert.equal(params.a.length, MAX_PARAM_LENGTH);
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

  it('are none when there are none', () => {
    const params = {a: '1'};
    assert.deepEqual(
        applyParamChanges(params, undefined, {}, Math.random), params);
  });
});
