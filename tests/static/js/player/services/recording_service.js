/**
 * A reporting service that only records its calls, and a clock with timers
 * that tests advance.
 */

/**
 * @returns {{service: any, calls: any[][], names: () => string[]}}
 */
export function recordingService() {
  /** @type {any[][]} */
  const calls = [];
  const service = new Proxy({}, {
    get: (_, name) => (/** @type {any[]} */ ...args) => {
      calls.push([name, ...args]);
    },
  });
  return {service, calls, names: () => calls.map(([name]) => name)};
}

/** A clock that only tests advance. */
export class FakeTime {
  msecs = 0;
  #nextId = 1;
  /** @type {Map<number, {at: number, callback: () => void}>} */
  #pending = new Map();

  now = () => this.msecs;

  timers = {
    setTimeout: (/** @type {() => void} */ callback,
        /** @type {number} */ delay) => {
      this.#pending.set(this.#nextId, {at: this.msecs + delay, callback});
      return this.#nextId++;
    },
    clearTimeout: (/** @type {any} */ id) => {
      this.#pending.delete(id);
    },
  };

  /** @returns {number} Timers that still wait. */
  get numPending() {
    return this.#pending.size;
  }

  /** @param {number} msecs */
  pass(msecs) {
    const end = this.msecs + msecs;
    for (;;) {
      const due = [...this.#pending]
          .filter(([, timer]) => timer.at <= end)
          .sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      this.#pending.delete(due[0]);
      this.msecs = due[1].at;
      due[1].callback();
    }
    this.msecs = end;
  }
}
