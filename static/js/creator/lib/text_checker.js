/** Checks a text whenever its author pauses. */

/**
 * @template Result
 */
export class TextChecker {
  /**
   * @param {object} parts
   * @param {(text: string) => Promise<Result>} parts.check
   * @param {(result: Result) => void} parts.onResult called with the result
   *     for the latest text.
   * @param {(error: unknown) => void} parts.onFailure
   * @param {(callback: () => void, msecs: number) => number} [parts.setTimeout]
   * @param {(timer: number) => void} [parts.clearTimeout]
   */
  constructor({
    check, onResult, onFailure,
    setTimeout = (callback, msecs) => window.setTimeout(callback, msecs),
    clearTimeout = (timer) => window.clearTimeout(timer),
  }) {
    this.parts = {check, onResult, onFailure, setTimeout, clearTimeout};
    this.timer = 0;
    this.latest = '';
  }

  /**
   * Checks a text after a pause, which is longer for a long text: it takes the
   * server longer.
   *
   * @param {string} text
   */
  later(text) {
    this.cancel();
    this.latest = text;
    this.timer = this.parts.setTimeout(
      () => void this.now(text), 600 + text.length / 100);
  }

  /** @param {string} text */
  async now(text) {
    this.cancel();
    this.latest = text;
    try {
      const result = await this.parts.check(text);
      if (text === this.latest) this.parts.onResult(result);
    } catch (error) {
      if (text === this.latest) this.parts.onFailure(error);
    }
  }

  /** Cancels a check that has not begun. */
  cancel() {
    this.parts.clearTimeout(this.timer);
  }
}
