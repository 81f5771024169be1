import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {LoadError, loadExploration}
  from '../../../../../static/js/player/services/exploration_loader.js';
import {end, exploration} from './explorations.js';

/** @param {() => Promise<any>} answer */
function buildGetJson(answer) {
  /** @type {string[]} */
  const urls = [];
  const getJson = (/** @type {string} */ url) => {
    urls.push(url);
    return answer();
  };
  return {urls, getJson};
}

/** @param {number} status */
const failure = (status) => async () => {
  throw Object.assign(new Error(), {status});
};

describe('loading', () => {
  const init = {exploration: exploration({End: end()}), exp_version: 1};

  it('asks for the latest version, or for the one named', async () => {
    const {urls, getJson} = buildGetJson(async () => init);
    assert.equal(await loadExploration(
        {expId: 'a-b', version: null, getJson}), init);
    await loadExploration({expId: 'a-b', version: 3, getJson});
    await loadExploration(
        {expId: 'a-b', version: null, isDriven: true, getJson});
    await loadExploration({expId: 'a-b', version: 3, isDriven: true, getJson});
    await loadExploration(
        {expId: 'a-b', version: null, className: '7 b&c', getJson});
    assert.deepEqual(urls, [
      '/explorehandler/init/a-b', '/explorehandler/init/a-b?v=3',
      '/explorehandler/init/a-b?webdriver=true',
      '/explorehandler/init/a-b?v=3&webdriver=true',
      '/explorehandler/init/a-b?class=7+b%26c',
    ]);
  });

  /** @type {[string, () => Promise<any>, string][]} */
  const failures = [
    ['no answer', failure(0), 'offline'],
    ['404', failure(404), 'not_found'],
    ['403', failure(403), 'not_allowed'],
    ['429', failure(429), 'busy'],
    ['500', failure(500), 'server'],
    ['no JSON', async () => null, 'malformed'],
    ['no exploration', async () => ({}), 'malformed'],
    ['half an exploration',
      async () => ({exploration: {states: {A: {}}, init_state_name: 'A'}}),
      'malformed'],
  ];
  for (const [name, answer, problem] of failures) {
    it(`reports the reason of a failure: ${name}`, async () => {
      const {getJson} = buildGetJson(answer);
      await assert.rejects(
          loadExploration({expId: 'e', version: null, getJson}),
          (/** @type {any} */ error) =>
            error instanceof LoadError && error.problem === problem);
    });
  }
});
