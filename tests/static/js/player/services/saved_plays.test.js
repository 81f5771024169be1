import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  RESUMABLE_MSECS, KEY_PREFIX, SavedPlays, MAX_CHARS, MAX_PLAYS, PlaySaver,
} from '../../../../../static/js/player/services/saved_plays.js';

/** A localStorage. */
class Storage {
  /** @type {Map<string, string>} */
  data = new Map();
  maxChars = Infinity;

  get length() {
    return this.data.size;
  }

  /** @param {number} index */
  key(index) {
    return [...this.data.keys()][index] ?? null;
  }

  /** @param {string} key */
  getItem(key) {
    return this.data.get(key) ?? null;
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    if (value.length > this.maxChars) throw new Error('QuotaExceededError');
    this.data.set(key, value);
  }

  /** @param {string} key */
  removeItem(key) {
    this.data.delete(key);
  }
}

class World {
  storage = new Storage();
  msecs = 1_700_000_000_000;
  plays = this.newPage();

  newPage() {
    return new SavedPlays(
        {getLocalStorage: () => this.storage, now: () => this.msecs});
  }

  /**
   * @param {string} owner
   * @param {object} [fields]
   */
  saver(owner, fields = {}) {
    return new PlaySaver(this.newPage(), {
      owner, exp_id: 'exp', exp_version: 2, session_id: 'token',
      began_at_msecs: this.msecs, is_reported: true, num_cards: 11, ...fields,
    }, () => ({next_sequence_number: 7, counted: ['num_ratings']}));
  }
}

/** @param {string} [answer] */
function play(answer = 'yes') {
  return {
    visits: [{
      state_name: 'A', params: {}, results: [{
        answer, answer_text: 'yes', answer_group_index: 0, rule_spec_index: 0,
        classification_categorization: /** @type {const} */ ('explicit'),
      }],
    }],
    time: {timeSpentInStateSecs: 1, hiddenTimeSecs: 2},
    has_actually_started: true,
    has_maybe_left_card: false,
    hints: {
      num_released: 0, num_viewed: 0, num_wrong: 0, num_wrong_since_help: 0,
      is_solution_released: false,
    },
  };
}

describe('a saved play', () => {
  it('is available to the next page', () => {
    const world = new World();
    world.saver('page').save(5, play());
    const savedPlay = world.newPage().toGoOnWith('exp');
    assert.deepEqual(savedPlay, {
      owner: 'page', exp_id: 'exp', exp_version: 2, session_id: 'token',
      began_at_msecs: world.msecs, saved_at_msecs: world.msecs,
      is_reported: true, num_cards: 11, card_number: 5,
      progress: {next_sequence_number: 7, counted: ['num_ratings']},
      play: play(),
    });
    assert.equal(world.plays.toGoOnWith('another'), null);
  });

  it('is not resumed after its end', () => {
    const world = new World();
    world.saver('page').save(5, play());
    world.saver('page').save(6, null);
    assert.equal(world.plays.toGoOnWith('exp'), null);
  });

  it('stays for 30 days from its start, then is forgotten', () => {
    const world = new World();
    const saver = world.saver('page');
    world.msecs += RESUMABLE_MSECS;
    saver.save(5, play());
    assert.notEqual(world.plays.toGoOnWith('exp'), null);
    world.msecs += 1;
    assert.equal(world.plays.toGoOnWith('exp'), null);
    world.plays.prune();
    assert.equal(world.storage.length, 0);
  });

  it('is dropped if it is damaged', () => {
    const world = new World();
    world.saver('page').save(5, play());
    const key = KEY_PREFIX + 'exp';
    const raw = /** @type {string} */ (world.storage.getItem(key));
    const damaged = [
      '', 'null', '[]', '{}', raw.slice(0, -9), raw.replace('"exp"', '"x"'),
      raw.replace('"card_number":5', '"card_number":"5"'),
      raw.replace('"card_number":5', '"card_number":5.5'),
      raw.replace(/"next_sequence_number":\d+/, '"next_sequence_number":0.5'),
      raw.replace('"visits":[', '"visits":[1,'),
      raw.replace('"results":[', '"results":[null,'),
      raw.replace('"counted":["num_ratings"]', '"counted":[1]'),
      raw.replace('"params":{}', '"params":{"a":1}'),
      raw.replace('"timeSpentInStateSecs":1', '"timeSpentInStateSecs":-1'),
    ];
    for (const text of damaged) {
      world.storage.data.set(key, text);
      assert.equal(world.plays.toGoOnWith('exp'), null, text);
    }
    world.plays.prune();
    assert.equal(world.storage.length, 0);
  });

  it('of another format is ignored but not removed', () => {
    const world = new World();
    world.storage.setItem('learner_play.2.exp', '{}');
    world.plays.prune();
    assert.equal(world.plays.toGoOnWith('exp'), null);
    assert.equal(world.storage.length, 1);
  });

  it('is dropped if enough later ones are saved', () => {
    const world = new World();
    for (let i = 0; i <= MAX_PLAYS; i++) {
      world.msecs += 1;
      world.saver('page', {exp_id: `exp${i}`}).save(1, play());
    }
    world.plays.prune();
    assert.equal(world.storage.length, MAX_PLAYS);
    assert.equal(world.plays.toGoOnWith('exp0'), null);
    assert.notEqual(world.plays.toGoOnWith('exp1'), null);
  });

  it('is dropped if there is no space for its new state', () => {
    const world = new World();
    const saver = world.saver('page');
    saver.save(5, play());
    world.storage.maxChars = 10;
    saver.save(6, play());
    assert.equal(world.plays.toGoOnWith('exp'), null);
    world.storage.maxChars = Infinity;
    saver.save(7, play());
    assert.equal(world.plays.toGoOnWith('exp')?.card_number, 7);
    saver.save(8, play('x'.repeat(MAX_CHARS)));
    assert.equal(world.plays.toGoOnWith('exp'), null);
  });

  it('is null where storage is blocked, without an error', () => {
    for (const getLocalStorage of [() => null, () => {
      throw new Error('SecurityError');
    }]) {
      const plays = new SavedPlays({getLocalStorage, now: () => 0});
      const saver = new PlaySaver(plays, {
        owner: 'page', exp_id: 'exp', exp_version: 1, session_id: 'token',
        began_at_msecs: 0, is_reported: true, num_cards: 1,
      }, () => ({next_sequence_number: 0, counted: []}));
      saver.save(1, play());
      assert.equal(saver.isTakenOver(), false);
      assert.equal(plays.toGoOnWith('exp'), null);
      plays.prune();
    }
  });
});

describe('a play in two pages', () => {
  it('is taken over by the page that saves it last', () => {
    const world = new World();
    const first = world.saver('first');
    first.save(5, play());
    const second = world.saver('second');
    second.save(5, play());
    assert.equal(first.isTakenOver(), true);
    assert.equal(second.isTakenOver(), false);
    second.save(6, null);
    assert.equal(first.isTakenOver(), true);
  });

  it('is not saved by the earlier page after another page starts again', () => {
    const world = new World();
    const first = world.saver('first');
    first.save(5, play());
    world.saver('second', {session_id: 'token 2'}).save(1, play());
    assert.equal(first.isTakenOver(), false);
    first.save(6, play());
    assert.equal(world.plays.toGoOnWith('exp')?.session_id, 'token 2');
  });

  it('is not taken over if the storage is cleared', () => {
    const world = new World();
    const first = world.saver('first');
    first.save(5, play());
    world.storage.data.clear();
    assert.equal(first.isTakenOver(), false);
    first.save(6, play());
    assert.equal(world.plays.toGoOnWith('exp')?.card_number, 6);
  });
});
