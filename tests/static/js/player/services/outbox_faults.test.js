/**
 * @file The invariant of the outbox: once everything is delivered, a server
 * that accepts each id once has exactly the events and counts of what learners
 * did, whichever faults of network, tabs and storage occurred.
 */

import assert from 'node:assert/strict';
import {once} from 'node:events';
import {after, test} from 'node:test';
import {Worker} from 'node:worker_threads';

// One worker for all tests, so that the outbox is compiled once.
const worker = new Worker(
  new URL('./outbox_schedules.js', import.meta.url), {execArgv: []});
after(() => worker.terminate());

/**
 * @param {string} name of a function in outbox_schedules.js
 * @param {object} [options] its argument
 */
async function run(name, options) {
  worker.postMessage({name, options});
  const [error] = await once(worker, 'message');
  assert.ifError(error);
}

for (const [name, options] of /** @type {const} */ ([
  ['a bad network', {}],
  ['a bad network, tabs that close and crash', {mayCrash: true}],
  ['a bad network, a storage that fills up', {mayBeFull: true}],
  ['a server that changes its mind, tabs that close and crash', {
    mayCrash: true, isFickle: true,
  }],
])) {
  test(`the server has exactly what the learners did: ${name}`,
    () => run('runSchedules', options));
}

test('a tab that dies at any write to the storage loses at most that ' +
    'report', () => run('dieAtEachWrite'));
