/**
 * @file The virtual time of a simulated browser: it jumps from one timer to
 * the next, and does not advance while requests are in flight.
 */

export class VirtualClock {
  /**
   * @param {number} startMsecs
   * @param {() => Promise<void>} whenQuiet waits until no request is in flight
   */
  constructor(startMsecs, whenQuiet) {
    this._nowMsecs = startMsecs;
    this._whenQuiet = whenQuiet;
    this._nextId = 1;
    /** @type {Map<number, {atMsecs: number, callback: () => void}>} */
    this._timers = new Map();
    this.now = () => this._nowMsecs;
    this.setTimeout = this.setTimeout.bind(this);
    this.clearTimeout = this.clearTimeout.bind(this);
  }

  /**
   * @param {() => void} callback
   * @param {number} msecs
   * @returns {number}
   */
  setTimeout(callback, msecs) {
    const id = this._nextId++;
    this._timers.set(id, {atMsecs: this._nowMsecs + msecs, callback});
    return id;
  }

  /** @param {any} id */
  clearTimeout(id) {
    this._timers.delete(id);
  }

  /**
   * @param {number} msecs
   * @returns {Promise<void>} resolves when all timers until then have run
   */
  async advance(msecs) {
    const endMsecs = this._nowMsecs + msecs;
    await this._whenQuiet();
    for (;;) {
      const next = this._takeNext(endMsecs);
      if (!next) {
        break;
      }
      this._nowMsecs = Math.max(this._nowMsecs, next.atMsecs);
      next.callback();
      await this._whenQuiet();
    }
    this._nowMsecs = endMsecs;
  }

  /**
   * @param {number} endMsecs
   * @returns {{atMsecs: number, callback: () => void} | null} the removed timer
   */
  _takeNext(endMsecs) {
    let first = null;
    for (const [id, timer] of this._timers) {
      const isDue = timer.atMsecs <= endMsecs;
      if (isDue && (!first || timer.atMsecs < first.timer.atMsecs)) {
        first = {id, timer};
      }
    }
    if (first) {
      this._timers.delete(first.id);
    }
    return first && first.timer;
  }
}
