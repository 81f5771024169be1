/** The dialogue so far: the cards seen, each with the answers given. */

/** @typedef {import('./exploration_engine.js').Card} Card */
/** @typedef {import('./exploration_engine.js').AnswerResult} AnswerResult */

/** @typedef {{card: Card, results: AnswerResult[]}} CardVisit */

export class Transcript {
  /** @type {CardVisit[]} */
  #visits;

  /** @param {CardVisit[]} [visits] Of an earlier page. */
  constructor(visits = []) {
    this.#visits = visits;
  }

  /** @returns {readonly CardVisit[]} In the order in which they were seen. */
  get visits() {
    return this.#visits;
  }

  /** @param {Card} card */
  addCard(card) {
    this.#visits.push({card, results: []});
  }

  /** @returns {import('./saved_play.js').SavedVisit[]} */
  save() {
    /** @type {AnswerResult['params'] | undefined} */
    let lastParams;
    const ifNew = (/** @type {AnswerResult['params']} */ params) => {
      const isNew = params !== lastParams;
      lastParams = params;
      return isNew ? {params} : {};
    };
    return this.#visits.map(({card, results}) => ({
      state_name: card.stateName,
      ...ifNew(card.params),
      results: results.map((result) => ({
        answer: result.answer,
        answer_text: result.answerText,
        answer_group_index: result.answerGroupIndex,
        rule_spec_index: result.ruleSpecIndex,
        classification_categorization: result.classificationCategorization,
        ...ifNew(result.params),
      })),
    }));
  }

  /** @param {AnswerResult} result An answer to the last card. */
  addResult(result) {
    const visit = this.#visits.at(-1);
    if (!visit) throw new Error('No card has been shown.');
    visit.results.push(result);
  }
}
