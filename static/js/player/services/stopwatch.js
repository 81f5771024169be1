/** Measures seconds since it was last started. */
export class Stopwatch {
  /** @type {() => number} */
  #now;
  #startedAt;

  /** @param {() => number} now Milliseconds; need not be the time of day. */
  constructor(now) {
    this.#now = now;
    this.#startedAt = now();
  }

  reset() {
    this.#startedAt = this.#now();
  }

  /** @returns {number} Never negative, even when the clock was set back. */
  secs() {
    return Math.max(0, (this.#now() - this.#startedAt) / 1000);
  }
}
