/**
 * Schedules help on a card. The delays are Oppia's: a learner gets time to
 * think, and waits less when wrong answers show that they are stuck. Hints are
 * also released on request. The solution never is, and if there are hints, one
 * must be read first.
 */

/** Milliseconds from the opening of the card to its first hint. */
export const FIRST_HINT_MSECS = 60_000;
/** Milliseconds from reading one hint to the next help. */
export const NEXT_HELP_MSECS = 30_000;
/** Milliseconds to the next hint for a learner who answers wrongly. */
const ACCELERATED_HINT_MSECS = 10_000;
/** Wrong answers that hasten the first hint; later hints need one. */
const WRONG_ANSWERS_BEFORE_FIRST_HINT = 2;
/** Wrong answers on one card after which the solution is offered. */
const WRONG_ANSWERS_WHEN_STUCK = 5;
/** Milliseconds on one card after which the solution is offered. */
const STUCK_MSECS = 160_000;

/**
 * @typedef {{
 *   setTimeout: (callback: () => void, msecs: number) => any,
 *   clearTimeout: (id: any) => void,
 * }} Timers
 */

/**
 * The saved state of the help on a card.
 *
 * @typedef {{
 *   num_released: number,
 *   num_viewed: number,
 *   num_wrong: number,
 *   num_wrong_since_help: number,
 *   is_solution_released: boolean,
 * }} SavedHints
 */

export class HintsManager {
  #timers;
  #onChange;
  #onView;
  #numHints = 0;
  #hasSolution = false;
  #numReleased = 0;
  #numViewed = 0;
  #isSolutionReleased = false;
  #isStuck = false;
  #wrongAnswers = 0;
  #wrongAnswersSinceHelp = 0;
  /** @type {any[]} Whichever comes first releases the next help. */
  #helpTimers = [];
  /** @type {any} */
  #stuckTimer = null;

  /**
   * @param {{
   *   timers: Timers,
   *   onChange?: () => void,
   *   onView?: (index: number) => void,
   * }} dependencies `onView` is called whenever a hint is opened.
   */
  constructor({timers, onChange = () => {}, onView = () => {}}) {
    this.#timers = timers;
    this.#onView = onView;
    this.#onChange = onChange;
  }

  /** @returns {number} Hints that the learner may open. */
  get numReleased() {
    return this.#numReleased;
  }

  /** @returns {number} Hints that the learner has opened. */
  get numViewed() {
    return this.#numViewed;
  }

  /** @returns {boolean} Whether the learner may ask for a hint. */
  get hasMoreHints() {
    const isHintUnread = this.#numReleased > this.#numViewed;
    return !isHintUnread && this.#numReleased < this.#numHints;
  }

  get isSolutionReleased() {
    return this.#isSolutionReleased;
  }

  /**
   * @param {() => void} onChange Called whenever help becomes available.
   */
  setOnChange(onChange) {
    this.#onChange = onChange;
  }

  /**
   * A new card is shown: all help of the previous one is removed.
   *
   * @param {{numHints: number, hasSolution: boolean}} card
   */
  openCard({numHints, hasSolution}) {
    this.stop();
    this.#numHints = numHints;
    this.#hasSolution = hasSolution;
    this.#numReleased = this.#numViewed = 0;
    this.#isSolutionReleased = this.#isStuck = false;
    this.#wrongAnswers = this.#wrongAnswersSinceHelp = 0;
    if (numHints > 0) this.#arm(FIRST_HINT_MSECS);
    if (hasSolution) {
      this.#stuckTimer = this.#timers.setTimeout(
          () => this.#becomeStuck(), STUCK_MSECS);
    }
  }

  /** The learner asks for the next hint: it is released at once. */
  askForHint() {
    if (!this.hasMoreHints) throw new Error('There is no other hint.');
    this.#releaseNext();
  }

  /** @returns {SavedHints} */
  save() {
    return {
      num_released: this.#numReleased,
      num_viewed: this.#numViewed,
      num_wrong: this.#wrongAnswers,
      num_wrong_since_help: this.#wrongAnswersSinceHelp,
      is_solution_released: this.#isSolutionReleased,
    };
  }

  /**
   * Restores the card of an earlier page with its help, and starts the wait
   * for the next help.
   *
   * @param {{numHints: number, hasSolution: boolean}} card
   * @param {SavedHints} saved
   */
  resumeCard(card, saved) {
    this.openCard(card);
    this.#numReleased = Math.min(saved.num_released, card.numHints);
    this.#numViewed = Math.min(saved.num_viewed, this.#numReleased);
    this.#wrongAnswers = saved.num_wrong;
    this.#wrongAnswersSinceHelp = saved.num_wrong_since_help;
    this.#isSolutionReleased = saved.is_solution_released && card.hasSolution;
    if (this.#numReleased === 0) return;
    this.#disarm();
    if (this.#numViewed === this.#numReleased) this.#arm(NEXT_HELP_MSECS);
  }

  /**
   * The learner opens a hint. The newest one, read for the first time,
   * starts the wait for the next help.
   *
   * @param {number} index From 0.
   */
  viewHint(index) {
    if (index < 0 || index >= this.#numReleased) {
      throw new Error('This hint is not available yet.');
    }
    if (index >= this.#numViewed) this.#viewFirst(index);
    this.#onView(index);
  }

  /** @param {number} index A hint that was not read before. */
  #viewFirst(index) {
    this.#numViewed = index + 1;
    this.#wrongAnswersSinceHelp = 0;
    if (this.#numViewed === this.#numReleased) this.#arm(NEXT_HELP_MSECS);
    if (!this.#isStuck) return;
    this.#timers.clearTimeout(this.#stuckTimer);
    this.#stuckTimer = this.#timers.setTimeout(
        () => this.#releaseSolution(), NEXT_HELP_MSECS);
  }

  /** An answer stayed on the card. */
  recordWrongAnswer() {
    this.#wrongAnswers++;
    if (this.#wrongAnswers >= WRONG_ANSWERS_WHEN_STUCK) this.#becomeStuck();
    const isHintUnread = this.#numReleased > this.#numViewed;
    if (isHintUnread) return;
    this.#wrongAnswersSinceHelp++;
    this.#accelerate();
  }

  /** The card is completed, or left: no more help comes. */
  stop() {
    this.#disarm();
    this.#timers.clearTimeout(this.#stuckTimer);
  }

  /** Hastens the next hint but never delays it: all timers keep running. */
  #accelerate() {
    const needed =
        this.#numReleased === 0 ? WRONG_ANSWERS_BEFORE_FIRST_HINT : 1;
    const hasMoreHints = this.#numReleased < this.#numHints;
    if (!hasMoreHints || this.#wrongAnswersSinceHelp < needed) return;
    this.#arm(ACCELERATED_HINT_MSECS);
  }

  /** @param {number} msecs */
  #arm(msecs) {
    this.#helpTimers.push(
        this.#timers.setTimeout(() => this.#releaseNext(), msecs));
  }

  #disarm() {
    for (const id of this.#helpTimers) this.#timers.clearTimeout(id);
    this.#helpTimers = [];
  }

  #releaseNext() {
    this.#disarm();
    if (this.#numReleased === this.#numHints) {
      this.#releaseSolution();
      return;
    }
    this.#numReleased++;
    this.#onChange();
  }

  /** Offers the solution, or the first hint if none was read. */
  #becomeStuck() {
    if (this.#numHints === 0 || this.#numViewed > 0) {
      this.#releaseSolution();
      return;
    }
    this.#isStuck = true;
    if (this.#numReleased === 0) this.#releaseNext();
  }

  #releaseSolution() {
    if (!this.#hasSolution || this.#isSolutionReleased) return;
    this.#isSolutionReleased = true;
    this.#onChange();
  }
}
