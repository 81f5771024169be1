/** @file Records are read as they are stored now, also by another page. */

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {
  ITEM_KEYS,
} from '../../../../../static/js/player/services/outbox_records.js';
import {
  OutboxStorage,
} from '../../../../../static/js/player/services/outbox_storage.js';
import {
  RecordStore,
} from '../../../../../static/js/player/services/record_store.js';
import {
  SetAside,
} from '../../../../../static/js/player/services/set_aside.js';

const KEY = `${ITEM_KEYS}an event`;

/** @param {number} number */
function itemWith(number) {
  return {
    session: {exp_id: 'lesson', exp_version: 1, session_id: 'token'},
    stored_at_msecs: 1,
    event: {
      event_type: 'state_hit', event_id: 'an event', sequence_number: number,
    },
    counts: null,
  };
}

test('a record that another page replaces or removes is read in its ' +
    'current form', () => {
  const storage = new OutboxStorage(() => null);
  const now = () => 1;
  const records = new RecordStore({
    storage, now, warn: assert.fail,
    aside: new SetAside({storage, now, codeVersion: 'this'}),
  });
  for (const number of [0, 1]) {
    storage.set(KEY, JSON.stringify(itemWith(number)));
    assert.deepEqual(records.read(KEY), itemWith(number));
    assert.deepEqual(
      records.items(), [{key: KEY, item: itemWith(number)}]);
    records.measure();
    assert.equal(records.numRecords, 1);
  }
  storage.remove(KEY);
  assert.equal(records.read(KEY), null);
  assert.deepEqual(records.items(), []);
});
