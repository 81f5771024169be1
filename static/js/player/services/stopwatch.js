/**
 * Measures how long a card has been in view, and separately how long it
 * has not: while its page was hidden, closed, or asleep with its device.
 */

/**
 * @typedef {{timeSpentInStateSecs: number, hiddenTimeSecs: number}} TimeInState
 *     Seconds in view, and hidden ones.
 */

export class Stopwatch {
  /** @type {() => number} */
  #now;
  #lastAt;
  #isInView = true;
  #inViewMsecs = 0;
  #hiddenMsecs = 0;

  /** @param {() => number} now Milliseconds; need not be the time of day. */
  constructor(now) {
    this.#now = now;
    this.#lastAt = now();
  }

  /** Restarts at zero, and keeps whether the page is in view. */
  reset() {
    this.#lastAt = this.#now();
    this.#inViewMsecs = this.#hiddenMsecs = 0;
  }

  /**
   * Continues from an earlier time.
   *
   * @param {TimeInState} time
   */
  resume({timeSpentInStateSecs, hiddenTimeSecs}) {
    this.reset();
    this.#inViewMsecs = timeSpentInStateSecs * 1000;
    this.#hiddenMsecs = hiddenTimeSecs * 1000;
  }

  /** @param {boolean} isInView From now on. */
  setInView(isInView) {
    this.#measure();
    this.#isInView = isInView;
  }

  /**
   * The device has slept, as detected afterwards.
   *
   * @param {number} msecs Until now, counted as in view so far.
   */
  addSleep(msecs) {
    this.#measure();
    const slept = Math.min(msecs, this.#inViewMsecs);
    this.#inViewMsecs -= slept;
    this.#hiddenMsecs += slept;
  }

  /** @returns {TimeInState} */
  time() {
    this.#measure();
    return {
      timeSpentInStateSecs: this.#inViewMsecs / 1000,
      hiddenTimeSecs: this.#hiddenMsecs / 1000,
    };
  }

  /** Adds the time since the last call; none if the clock was set back. */
  #measure() {
    const now = this.#now();
    const elapsed = Math.max(0, now - this.#lastAt);
    this.#lastAt = now;
    if (this.#isInView) this.#inViewMsecs += elapsed;
    else this.#hiddenMsecs += elapsed;
  }
}
