/**
 * Detects, by late timers, that a device slept or that its page was stopped
 * while the page seemed to be in view.
 */

/** Milliseconds between two ticks. */
export const TICK_MSECS = 5_000;

/** Milliseconds between two ticks that count as sleep: a page
 * in view is never blocked that long by its own work. */
export const ASLEEP_FROM_MSECS = 30_000;

export class SleepDetector {
  #now;
  #onSlept;
  #lastTickAt;

  /**
   * @param {{now: () => number, onSlept: (msecs: number) => void}} parts
   *     `now` is a monotonic clock.
   */
  constructor({now, onSlept}) {
    this.#now = now;
    this.#onSlept = onSlept;
    this.#lastTickAt = now();
  }

  /** Call when the page comes into view: it was not asleep, but hidden. */
  restart() {
    this.#lastTickAt = this.#now();
  }

  /** Call every TICK_MSECS while the page is in view. */
  tick() {
    const now = this.#now();
    const gap = now - this.#lastTickAt;
    this.#lastTickAt = now;
    if (gap >= ASLEEP_FROM_MSECS) this.#onSlept(gap - TICK_MSECS);
  }
}
