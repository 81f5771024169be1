import assert from 'node:assert/strict';
import {test} from 'node:test';

import {WatchedStorage} from
  '../../../scripts/prove_exactly_once/faulty_browser.js';

const ITEM = 'learner_statistics.outbox.1.item.1';
const BATCH = 'learner_statistics.outbox.1.batch.1';

/**
 * @param {string} token
 * @param {string | null} [eventId]
 */
function record(token, eventId = null) {
  return JSON.stringify({
    session: {session_id: token}, event: eventId && {event_id: eventId},
  });
}

/** @param {WatchedStorage} storage */
function destroyedIds(storage) {
  return [...storage.destroyed].sort();
}

test('it records every stored event with its session', () => {
  const storage = new WatchedStorage();
  storage.setItem(ITEM, record('a', 'e1'));
  storage.removeItem(ITEM);
  storage.setItem('learner_play.1.maze', '{}');
  assert.deepEqual([...storage.events], [['e1', 'a']]);
});

test('pending reports are destroyed when the storage is lost', () => {
  const storage = new WatchedStorage();
  storage.setItem(ITEM, record('a', 'e1'));
  storage.setItem(BATCH, record('b'));
  storage.setItem('learner_statistics.outbox.1.item.2', record('c', 'e2'));
  storage.removeItem('learner_statistics.outbox.1.item.2');
  storage.clear();
  assert.equal(storage.length, 0);
  assert.deepEqual(destroyedIds(storage), ['a', 'b']);
});

test('a page remembers its stored reports until it ends', () => {
  for (const isStoredAgain of [true, false]) {
    const storage = new WatchedStorage();
    storage.setItem(ITEM, record('earlier', 'e1'));
    storage.pageOpens();
    storage.setItem(BATCH, record('now'));
    storage.clearUnderPage();
    assert.deepEqual(destroyedIds(storage), ['earlier']);
    if (isStoredAgain) {
      storage.setItem(BATCH, record('now'));
    }
    storage.pagesEnd();
    assert.deepEqual(
      destroyedIds(storage), isStoredAgain ? ['earlier'] : ['earlier', 'now']);
  }
});

test('reports delivered from the memory of a page are not destroyed', () => {
  const storage = new WatchedStorage();
  storage.pageOpens();
  storage.setItem(ITEM, record('a', 'e1'));
  storage.clearUnderPage();
  storage.removeItem(ITEM);
  storage.pagesEnd();
  assert.deepEqual(destroyedIds(storage), []);
});

test('losing the last writes restores the earlier content and breaks ' +
    'the sessions',
  () => {
    const storage = new WatchedStorage();
    storage.setItem(ITEM, record('a', 'e1'));
    const before = storage.snapshot();
    storage.setItem(BATCH, record('b'));
    storage.removeItem(ITEM);
    storage.goBackTo(before, 'c');
    assert.deepEqual(storage.pendingKeys, [ITEM]);
    assert.deepEqual(destroyedIds(storage), ['a', 'b', 'c']);
  });
