/** A request to the server that a button starts. */

import {nothing} from 'lit-html';

import {failureOf} from './failures.js';

/** @import {Failure} from './failures.js' */

export class Attempt {
  /** @param {() => void} redraw called when it begins and when it ends. */
  constructor(redraw) {
    this.redraw = redraw;
    this.isRunning = false;
    /** @type {unknown} a template that says why the last one failed. */
    this.problem = nothing;
  }

  /**
   * @param {() => Promise<unknown>} work
   * @param {(failure: Failure) => unknown} problemOf a template.
   * @return {Promise<boolean>} whether it succeeded; false while another one
   *     is running.
   */
  async run(work, problemOf) {
    if (this.isRunning) return false;
    this.isRunning = true;
    this.redraw();
    try {
      await work();
      this.problem = nothing;
      return true;
    } catch (error) {
      this.problem = problemOf(failureOf(error));
      return false;
    } finally {
      this.isRunning = false;
      this.redraw();
    }
  }
}
