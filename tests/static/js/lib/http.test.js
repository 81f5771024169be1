import assert from 'node:assert/strict';
import {afterEach, beforeEach, test} from 'node:test';

import {HttpError, getJson, sendJson} from '../../../../static/js/lib/http.js';

/** @type {{url: string, init: RequestInit}[]} */
let requests = [];
/** @type {() => Promise<Response>} */
let answer;

const realFetch = globalThis.fetch;

beforeEach(() => {
  requests = [];
  globalThis.fetch = async (url, init) => {
    requests.push({url: String(url), init: init ?? {}});
    return answer();
  };
  Object.assign(globalThis, {
    document: {
      querySelector: (/** @type {string} */ selector) =>
        selector === 'meta[name="csrf-token"]' ?
          {getAttribute: () => 'the token'} : null,
    },
  });
});

afterEach(() => {
  globalThis.fetch = realFetch;
  Reflect.deleteProperty(globalThis, 'document');
});

/**
 * @param {number} status
 * @param {string} body
 */
function answerWith(status, body) {
  answer = async () => new Response(body, {status});
}

/**
 * @param {Promise<unknown>} promise
 * @returns {Promise<HttpError>}
 */
async function errorOf(promise) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof HttpError);
    return error;
  }
  throw new Error('no error');
}

test('getJson returns the response of the server', async () => {
  answerWith(200, '{"a": [1]}');
  assert.deepEqual(await getJson('/x'), {a: [1]});
});

test('sendJson sends JSON with the token of the page', async () => {
  answerWith(200, '{}');
  await sendJson('PUT', '/x', {a: 'é'});
  const {url, init} = requests[0];
  const headers = new Headers(init.headers);
  assert.equal(url, '/x');
  assert.equal(init.method, 'PUT');
  assert.equal(headers.get('X-CSRF-Token'), 'the token');
  assert.equal(headers.get('Content-Type'), 'application/json');
  assert.deepEqual(JSON.parse(String(init.body)), {a: 'é'});
});

test('sendJson sends no body if none is given', async () => {
  answerWith(200, '{}');
  await sendJson('DELETE', '/x');
  assert.equal(requests[0].init.body, undefined);
});

test('an error has the message of the server', async () => {
  answerWith(409, JSON.stringify({error: {
    status: 409, code: 'version_conflict', message: 'Too late.', path: 'a.b',
  }}));
  const error = await errorOf(getJson('/x'));
  assert.equal(error.status, 409);
  assert.equal(error.code, 'version_conflict');
  assert.equal(error.message, 'Too late.');
  assert.equal(error.path, 'a.b');
  // Of a server that does not list them.
  assert.deepEqual(error.problems, []);
});

test('an error has all problems that the server lists', async () => {
  const problems = [{path: 'a', line: 1, message: 'is missing'}];
  answerWith(400, JSON.stringify({error: {status: 400, problems}}));
  assert.deepEqual((await errorOf(getJson('/x'))).problems, problems);
});

test('an error without JSON is an error as well', async () => {
  answerWith(502, '<h1>Bad gateway</h1>');
  const error = await errorOf(getJson('/x'));
  assert.equal(error.status, 502);
  assert.equal(error.code, 'unknown');
  assert.match(error.message, /502/);
});

test('a missing response has status 0', async () => {
  answer = async () => {
    throw new TypeError('fetch failed');
  };
  const error = await errorOf(getJson('/x'));
  assert.equal(error.status, 0);
  assert.equal(error.code, 'network');
});

test('an aborted request is not a network error', async () => {
  answer = async () => {
    throw new DOMException('stopped', 'AbortError');
  };
  await assert.rejects(getJson('/x'), {name: 'AbortError'});
});

test('a truncated or foreign response is not accepted', async () => {
  for (const body of ['{"a": [1', '<h1>Sign in to this network</h1>', '']) {
    answerWith(200, body);
    const error = await errorOf(getJson('/x'));
    assert.deepEqual([error.status, error.code], [0, 'network']);
  }
});
