import assert from 'node:assert/strict';
import {describe, it, mock} from 'node:test';

import {exploreUrl, fetchSimilar, fetchSummaries, parentsOf, titleFromId}
  from '../../../../../static/js/player/services/exploration_summaries.js';

describe('titles of other lessons', () => {
  it('are requested at once, each valid id once', async () => {
    /** @type {string[]} */
    const urls = [];
    const summaries = [{exp_id: 'a', title: 'A', objective: ''}];
    const getJson = async (/** @type {string} */ url) => {
      urls.push(url);
      return {summaries};
    };
    assert.deepEqual(
        await fetchSummaries(['a', 'b', 'a', '../x', 3], getJson), summaries);
    assert.deepEqual(urls.map((url) => decodeURIComponent(url)), [
      '/explorationsummarieshandler/data?stringified_exp_ids=["a","b"]',
    ]);
  });

  it('are not requested when there are no ids', async () => {
    const getJson = async () => assert.fail('asked');
    assert.deepEqual(await fetchSummaries([], getJson), []);
  });

  it('are made from the ids when the server fails', async () => {
    const warn = mock.method(console, 'warn', () => {});
    const getJson = async () => {
      throw new Error('no such route');
    };
    assert.deepEqual(await fetchSummaries(['first-look_2'], getJson), [
      {
        exp_id: 'first-look_2', title: 'First look 2', objective: '',
        category: '', rating: null,
      },
    ]);
    assert.equal(warn.mock.callCount(), 1);
    warn.mock.restore();
  });

  it('are never empty', () => {
    assert.equal(titleFromId('--'), '--');
  });
});

describe('lessons to play next', () => {
  it('are those that the server finds similar', async () => {
    const summaries = [{exp_id: 'b'}];
    const getJson = async (/** @type {string} */ url) => {
      assert.equal(url, '/explorationsummarieshandler/similar/a%2F1');
      return {summaries};
    };
    assert.deepEqual(await fetchSimilar('a/1', getJson), summaries);
  });

  it('are empty if the server fails', async () => {
    const warn = mock.method(console, 'warn', () => {});
    const getJson = async () => {
      throw new Error('an older server');
    };
    assert.deepEqual(await fetchSimilar('a', getJson), []);
    assert.equal(warn.mock.callCount(), 1);
    warn.mock.restore();
  });
});

describe('the way back from a refresher', () => {
  it('is kept in the address, in order', () => {
    const url = exploreUrl('c', ['a', 'b']);
    assert.equal(url, '/explore/c?parent=a&parent=b');
    const {searchParams} = new URL(url, 'http://localhost');
    assert.deepEqual(parentsOf(searchParams), ['a', 'b']);
    assert.equal(exploreUrl('c'), '/explore/c');
  });

  it('ignores addresses of other sites', () => {
    const query = new URLSearchParams('parent=//evil.example&parent=ok');
    assert.deepEqual(parentsOf(query), ['ok']);
  });
});
