/**
 * @file The saved plays of this browser, one of each exploration, so that
 * a reload, a discarded tab or a later visit can resume. They stay in the
 * browser; nothing here is sent.
 *
 * One page owns a play. The saved play names its owner: a page that takes it
 * over writes its own name there, and the previous owner notices at its next
 * step, or when the browser reports a change of the storage.
 */

import {readSavedPlay} from './saved_play.js';

/** @typedef {import('./outbox_storage.js').KeyValueStore} KeyValueStore */
/** @typedef {import('./saved_play.js').SavedPlay} SavedPlay */
/** @typedef {import('./saved_play.js').SavedContent} SavedContent */

/** Prefix of every key; the number is the format. Code that changes the
 * format raises it and migrates plays of the previous format. */
export const KEY_PREFIX = 'learner_play.1.';

/** Milliseconds from its start in which a play can be resumed: the server
 * serves its version for as long (`RESUME_MAX_AGE_SECS` in feconf.py). */
export const RESUMABLE_MSECS = 30 * 24 * 3_600_000;

/** Number of saved plays; the latest stay. */
export const MAX_PLAYS = 20;

/** UTF-16 units of one play: a few hundred answers. A longer one is not saved,
 * so that the outbox has enough space. */
export const MAX_CHARS = 100_000;

/** The saved plays of a browser. Never throws. */
export class SavedPlays {
  #storage;
  #now;

  /**
   * @param {{getLocalStorage: () => KeyValueStore | null | undefined,
   *     now: () => number}} parts `getLocalStorage` may throw: browsers do,
   *     where storage is blocked. `now` is in milliseconds since the epoch.
   */
  constructor({getLocalStorage, now}) {
    this.#now = now;
    this.#storage = quietly(getLocalStorage) ?? null;
  }

  /**
   * @param {string} expId
   * @returns {SavedPlay | null} Null when there is none to resume.
   */
  toGoOnWith(expId) {
    const savedPlay = this.read(expId);
    return savedPlay?.play && !this.#isTooOld(savedPlay) ? savedPlay : null;
  }

  /**
   * @param {string} expId
   * @returns {SavedPlay | null} Also one that has ended.
   */
  read(expId) {
    const raw = quietly(() => this.#storage?.getItem(KEY_PREFIX + expId));
    const savedPlay = readSavedPlay(raw ?? null);
    return savedPlay?.exp_id === expId ? savedPlay : null;
  }

  /**
   * @param {SavedPlay} savedPlay
   * @returns {boolean} Whether it is saved. Otherwise the previous state is
   *     dropped too, because resuming it would repeat steps.
   */
  write(savedPlay) {
    const key = KEY_PREFIX + savedPlay.exp_id;
    const raw = JSON.stringify(savedPlay);
    if (raw.length <= MAX_CHARS) {
      const isSaved = quietly(() => {
        this.#storage?.setItem(key, raw);
        return this.#storage !== null;
      });
      if (isSaved) return true;
    }
    this.forget(savedPlay.exp_id);
    return false;
  }

  /** @param {string} expId */
  forget(expId) {
    quietly(() => this.#storage?.removeItem(KEY_PREFIX + expId));
  }

  /** Removes plays that are too old, too many, or unreadable. */
  prune() {
    const plays = this.#expIds()
        .map((expId) => ({expId, play: this.read(expId)}))
        .sort((a, b) =>
          (b.play?.saved_at_msecs ?? 0) - (a.play?.saved_at_msecs ?? 0));
    plays.forEach(({expId, play}, index) => {
      if (!play || this.#isTooOld(play) || index >= MAX_PLAYS) {
        this.forget(expId);
      }
    });
  }

  /** @returns {string[]} */
  #expIds() {
    const storage = this.#storage;
    return quietly(() => Array.from(
        {length: storage?.length ?? 0}, (_, i) => storage?.key(i) ?? '')
        .filter((key) => key.startsWith(KEY_PREFIX))
        .map((key) => key.slice(KEY_PREFIX.length))) ?? [];
  }

  /**
   * @param {SavedPlay} savedPlay
   * @returns {boolean} By this browser's clock; the server checks again.
   */
  #isTooOld({began_at_msecs: beganAtMsecs}) {
    return this.#now() - beganAtMsecs > RESUMABLE_MSECS;
  }

  /** @returns {number} Milliseconds since the epoch. */
  now() {
    return this.#now();
  }
}

/** Saves the play of one page. */
export class PlaySaver {
  #plays;
  #of;
  #getProgress;
  #isReplaced = false;

  /**
   * @param {SavedPlays} plays
   * @param {Pick<SavedPlay, 'owner' | 'exp_id' | 'exp_version' | 'session_id' |
   *     'began_at_msecs' | 'is_reported' | 'num_cards'>} of
   * @param {() => SavedPlay['progress']} getProgress
   */
  constructor(plays, of, getProgress) {
    this.#plays = plays;
    this.#of = of;
    this.#getProgress = getProgress;
  }

  /** @returns {boolean} Whether another page has resumed this play. */
  isTakenOver() {
    const savedPlay = this.#plays.read(this.#of.exp_id);
    if (!savedPlay) return false;
    // Another play of the exploration has begun since: this one continues
    // unsaved, and the other one stays saved.
    this.#isReplaced = savedPlay.session_id !== this.#of.session_id;
    return !this.#isReplaced && savedPlay.owner !== this.#of.owner;
  }

  /**
   * @param {number} cardNumber
   * @param {SavedContent | null} play Null once it has ended.
   */
  save(cardNumber, play) {
    if (this.#isReplaced) return;
    this.#plays.write({
      ...this.#of,
      saved_at_msecs: this.#plays.now(),
      progress: this.#getProgress(),
      card_number: cardNumber,
      play,
    });
  }
}

/**
 * @template T
 * @param {() => T} action
 * @returns {T | null} Null where the storage is blocked or full.
 */
function quietly(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
