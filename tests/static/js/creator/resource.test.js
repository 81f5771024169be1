import assert from 'node:assert/strict';
import test from 'node:test';

import {Resource} from '../../../../static/js/creator/lib/resource.js';

/** Lets promises that are settled already run their callbacks. */
const settlePromises = () => new Promise((resolve) => setImmediate(resolve));

test('a value is loaded once for each key', async () => {
  let redraws = 0;
  let requests = 0;
  const resource = new Resource(() => redraws++);
  const fetch = async () => ++requests;
  resource.load('a', fetch);
  resource.load('a', fetch);
  await settlePromises();
  assert.deepEqual([resource.value, requests, redraws], [1, 1, 1]);
  resource.load('b', fetch);
  assert.equal(resource.value, 1);
  await settlePromises();
  assert.deepEqual([resource.value, requests, redraws], [2, 2, 2]);
});

test('an answer that comes after a newer request is dropped', async () => {
  const resource = new Resource(() => {});
  /** @type {(value: string) => void} */
  let answer = () => {};
  resource.load('old', () => new Promise((resolve) => {
    answer = resolve;
  }));
  resource.load('new', async () => 'new');
  await settlePromises();
  answer('old');
  await settlePromises();
  assert.equal(resource.value, 'new');
  resource.load('cleared', async () => 'late');
  resource.clear();
  await settlePromises();
  assert.equal(resource.value, null);
});

test('a failure keeps the value and can be repeated', async () => {
  const resource = new Resource(() => {});
  resource.load('a', async () => 1);
  await settlePromises();
  const failure = new Error('offline');
  let isOnline = false;
  resource.load('b', async () => {
    if (!isOnline) throw failure;
    return 2;
  });
  await settlePromises();
  assert.deepEqual([resource.value, resource.error], [1, failure]);
  isOnline = true;
  await resource.reload();
  assert.deepEqual([resource.value, resource.error], [2, null]);
});
