/**
 * Repeats a task at intervals while the page is visible.
 */

export class Poller {
  /**
   * @param {() => Promise<void>} task handles its errors itself.
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

  /** Pauses until started again. */
  stop() {
    this.isWanted = false;
    clearTimeout(this.timer);
  }

  /** Runs the task at once if the poller is started and the page visible. */
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
