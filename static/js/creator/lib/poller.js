/**
 * Does something again and again while the page is in sight.
 */

export class Poller {
  /**
   * @param {() => Promise<void>} task its own errors are its own to handle.
   * @param {number} intervalMsecs from the end of one run to the next.
   */
  constructor(task, intervalMsecs) {
    this.task = task;
    this.intervalMsecs = intervalMsecs;
    this.isRunning = false;
    this.isWanted = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    document.addEventListener('visibilitychange', () => this.resume());
  }

  /** Runs the task now, and then at intervals. */
  start() {
    this.isWanted = true;
    this.resume();
  }

  /** Runs nothing more until started again. */
  stop() {
    this.isWanted = false;
    clearTimeout(this.timer);
  }

  /** Runs the task at once where it is wanted and can be seen. */
  resume() {
    clearTimeout(this.timer);
    if (this.isWanted && !document.hidden) void this.run();
  }

  async run() {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      await this.task();
    } finally {
      this.isRunning = false;
      clearTimeout(this.timer);
      if (this.isWanted && !document.hidden) {
        this.timer = setTimeout(() => void this.run(), this.intervalMsecs);
      }
    }
  }
}
