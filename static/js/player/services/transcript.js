/** What was said so far: the cards seen, and on each the answers given. */

/** @typedef {import('./exploration_engine.js').Card} Card */
/** @typedef {import('./exploration_engine.js').AnswerResult} AnswerResult */

/** @typedef {{card: Card, results: AnswerResult[]}} CardVisit */

export class Transcript {
  /** @type {CardVisit[]} */
  #visits = [];

  /** @returns {readonly CardVisit[]} In the order in which they were seen. */
  get visits() {
    return this.#visits;
  }

  /** @param {Card} card */
  addCard(card) {
    this.#visits.push({card, results: []});
  }

  /** @param {AnswerResult} result An answer to the last card. */
  addResult(result) {
    const visit = this.#visits.at(-1);
    if (!visit) throw new Error('No card has been shown.');
    visit.results.push(result);
  }
}
