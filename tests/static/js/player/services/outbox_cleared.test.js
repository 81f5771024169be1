/** @file A localStorage that is cleared while the page is open. */

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {buildAnswerResult, World} from './reporting_world.js';

const MINUTE = 60_000;

/** @param {import('./reporting_world.js').Tab} tab */
function answer(tab) {
  tab.service.recordAnswerSubmitted('A', buildAnswerResult('x', true));
}

/** @param {World} world */
function pendingKeys(world) {
  return [
    ...world.storage.keysWith('.item.'), ...world.storage.keysWith('.batch.'),
  ];
}

test('reports cleared from the storage before sending are delivered ' +
    'from memory',
  async () => {
    const world = new World();
    const tab = world.openTab();
    tab.init('token').recordExplorationStarted('A', {});
    await world.clock.advance(1000);
    answer(tab);
    await world.clock.advance(100);
    world.storage.data.clear();
    await world.clock.advance(6000);
    assert.equal(world.server.events.size, 3);
    assert.equal(world.server.counts['A.total_answers_count'], 1);
    assert.deepEqual(pendingKeys(world), []);
  });

test('cleared reports are delivered when the page is hidden at once ' +
    'or continues', async () => {
  for (const goOn of [false, true]) {
    const world = new World();
    const tab = world.openTab();
    tab.init('token');
    answer(tab);
    world.storage.data.clear();
    if (goOn) {
      answer(tab);
    }
    tab.leave();
    await world.clock.advance(1000);
    assert.equal(world.server.events.size, goOn ? 2 : 1);
    assert.equal(world.server.counts['A.total_answers_count'], goOn ? 2 : 1);
  }
});

test('counts that were cleared between their event and their batch count once',
  async () => {
    const world = new World();
    const tab = world.openTab();
    tab.init('token');
    answer(tab);
    await world.clock.advance(1000);
    assert.equal(world.server.events.size, 1);
    world.storage.data.clear();
    answer(tab);
    await world.clock.advance(20_000);
    assert.equal(world.server.counts['A.total_answers_count'], 2);
    assert.equal(world.server.repetitions, 0);
  });

test('reports delivered by another page are not restored ' +
    'from memory', async () => {
  const world = new World();
  world.network.isOnline = false;
  const first = world.openTab();
  first.init('token');
  answer(first);
  first.fire('hiding');
  first.service.close();
  await world.clock.advance(MINUTE);
  world.network.isOnline = true;
  const second = world.openTab();
  second.init('token 2');
  await world.clock.advance(2 * MINUTE);
  assert.equal(world.server.events.size, 1);
  first.init('token');
  await world.clock.advance(MINUTE);
  assert.equal(world.server.repetitions, 0);
  world.storage.data.clear();
  answer(first);
  await world.clock.advance(MINUTE);
  assert.equal(world.server.events.size, 2);
  assert.equal(world.server.repetitions, 0);
});
