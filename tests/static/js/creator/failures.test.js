import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {failureOf, isRefusal} from
  '../../../../static/js/creator/lib/failures.js';

describe('failureOf', () => {
  it('passes on the message and problems of the server', () => {
    const problems = [{path: 'states.A', line: 3, message: 'is missing'}];
    const said = {
      status: 400, message: 'is missing', path: 'states.A', problems,
    };
    assert.deepEqual(failureOf(said), said);
    assert.deepEqual(failureOf({...said, problems: undefined}).problems, []);
  });

  it('has its own messages for a missing response and for ' +
      'server errors', () => {
    assert.match(failureOf(new TypeError('x')).message, /cannot be reached/);
    assert.match(failureOf({status: 0, message: 'x'}).message, /reached/);
    assert.match(failureOf({status: 502, message: '<html>'}).message, /error/);
  });

  it('always has a message', () => {
    assert.equal(failureOf({status: 418}).message, 'The server answered 418.');
    assert.ok(failureOf(null).message);
  });
});

describe('isRefusal', () => {
  it('distinguishes permanent errors from temporary ones', () => {
    assert.deepEqual(
      [0, 400, 403, 404, 408, 429, 500, 503].map(isRefusal),
      [false, true, true, true, false, false, false, false]);
  });
});
