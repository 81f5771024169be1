/**
 * @file The decisions of a simulated learner.
 *
 * - Answers: a three-parameter logistic item response model (Birnbaum, in
 *   Lord and Novick, Statistical Theories of Mental Test Scores, 1968): the
 *   probability of a right answer is c + (1 - c) / (1 + exp(difficulty -
 *   skill)), where c is that of guessing it. Skill is the learner's ability
 *   (normal), plus what feedback, hints and the solution of the card add.
 * - Wrong answers: any wrong answer to the card, rarely the same one twice;
 *   but stubborn learners repeat their wrong answer until they have seen the
 *   solution.
 * - Times: log-normal, around the time for reading the card and thinking.
 * - Leaving: a hazard at each decision that grows with failures on the card
 *   and with returns to it; passers-by leave before they answer.
 * - Ratings: about half of the learners who complete give stars, fewer stars
 *   the more often they failed; some rate again, some write a sentence.
 *
 * The numbers are plausible, not fitted to data.
 */

import {LIMITS} from '../../static/js/domain/wire_contract.js';
import {learnerTraits} from
  '../../static/js/player/services/learner_traits.js';

/** @typedef {import('./answers.js').Candidate} Candidate */
/**
 * @import {
 *   LearnerTraits
 * } from '../../static/js/player/services/learner_traits.js'
 */
/** @typedef {import('./random.js').Random} Random */

/** Share of learners who may leave without an answer. */
const PASSER_BY_SHARE = 0.12;

/** Share of learners who repeat a wrong answer, and the probability of it. */
const STUBBORN_SHARE = 0.15;
const CHANCE_OF_HOLDING_ON = 0.85;

/** Words a minute of silent reading. */
const READING_WORDS_PER_MINUTE = 220;

/** Skill added by a failed attempt, a hint and the solution. */
const LEARNED_FROM_FEEDBACK = 0.35;
const LEARNED_FROM_HINT = 0.8;
const LEARNED_FROM_SOLUTION = 4;

/** Probabilities of rating at the end, of rating again, and of a comment. */
const RATING_SHARE = 0.5;
const SECOND_THOUGHTS_SHARE = 0.15;
const SENTENCE_SHARE = 0.3;

/** Comments with good and with bad ratings. */
const SENTENCES = Object.freeze({
  good: ['I liked it.', 'More of these, please!', 'Now I get it.'],
  bad: ['It was too hard for me.', 'I did not understand the question.'],
});

/** @typedef {{stars: number, comment: string}} Rating */

/** A learner's memory of a card, also between sessions. */
export class CardProgress {
  constructor() {
    this.numFailures = 0;
    this.numReturns = 0;
    /** @type {{answer: unknown} | null} */
    this.lastWrong = null;
    this.numHintsRead = 0;
    this.hasSeenSolution = false;
    /** @type {Set<unknown>} */
    this.tried = new Set();
  }
}

/**
 * @param {Random} random
 * @returns {LearnerTraits} as browsers report them
 */
function traitsOf(random) {
  const [hasFinePointer, isTablet] = [random.chance(0.5), random.chance(0.25)];
  return learnerTraits({
    hasPlayedBefore: random.chance(0.2),
    hasFinePointer,
    screen: isTablet ? {width: 810, height: 1080} : {width: 390, height: 844},
    language: random.chance(0.7) ? 'en-GB' : 'de',
  });
}

export class Learner {
  /** @param {Random} random */
  constructor(random) {
    this.random = random;
    this._ratingRandom = random.fork('ratings');
    this.traits = traitsOf(random.fork('traits'));
    this.ability = random.normal();
    this.pace = random.logNormal(1, 0.3);
    this.patience = random.logNormal(1, 0.5);
    this.isPasserBy = random.chance(PASSER_BY_SHARE);
    this.comesBack = random.chance(0.35);
    this.isStubborn = random.chance(STUBBORN_SHARE);
  }

  /**
   * @param {Candidate[]} candidates at least one
   * @param {number} difficulty on the scale of abilities
   * @param {CardProgress} progress
   * @returns {unknown} the answer given
   */
  chooseAnswer(candidates, difficulty, progress) {
    if (this._holdsOn(progress) && progress.lastWrong) {
      return progress.lastWrong.answer;
    }
    const right = candidates.filter(({isRight}) => isRight);
    const wrong = candidates.filter(({isRight}) => !isRight);
    const knows = this.random.chance(
      this.chanceOfRight(candidates.length, difficulty, progress));
    const pool = (knows && right.length > 0) || wrong.length === 0 ?
      right : this._preferUntried(wrong, progress);
    const chosen = this.random.pick(pool.length > 0 ? pool : candidates);
    progress.tried.add(chosen.answer);
    progress.lastWrong = chosen.isRight ? null : chosen;
    return chosen.answer;
  }

  /** @param {CardProgress} progress */
  _holdsOn({lastWrong, hasSeenSolution}) {
    return this.isStubborn && lastWrong !== null && !hasSeenSolution &&
      this.random.chance(CHANCE_OF_HOLDING_ON);
  }

  /**
   * @param {Candidate[]} wrong
   * @param {CardProgress} progress
   * @returns {Candidate[]}
   */
  _preferUntried(wrong, {tried}) {
    const fresh = wrong.filter(({answer}) => !tried.has(answer));
    return fresh.length > 0 && this.random.chance(0.9) ? fresh : wrong;
  }

  /**
   * @param {number} numCandidates
   * @param {number} difficulty
   * @param {CardProgress} progress
   * @returns {number}
   */
  chanceOfRight(numCandidates, difficulty, progress) {
    const skill = this.ability +
      LEARNED_FROM_FEEDBACK * progress.numFailures +
      LEARNED_FROM_HINT * progress.numHintsRead +
      (progress.hasSeenSolution ? LEARNED_FROM_SOLUTION : 0);
    const guess = Math.min(1 / numCandidates, 0.5);
    return guess + (1 - guess) / (1 + Math.exp(difficulty - skill));
  }

  /**
   * @param {string} text of the card
   * @returns {number} seconds until the learner does something
   */
  secsOn(text) {
    const numWords = text.split(/\s+/).length;
    const secs = 6 + numWords * 60 / READING_WORDS_PER_MINUTE;
    return this.random.logNormal(secs * this.pace, 0.6);
  }

  /**
   * The pause of a learner who is stuck.
   *
   * @param {CardProgress} progress
   * @returns {number} seconds
   */
  secsStuck({numFailures}) {
    const isStuck = this.random.chance(1 - Math.exp(-numFailures / 4));
    return isStuck ? this.random.logNormal(45 * this.pace, 0.8) : 0;
  }

  /**
   * @param {CardProgress} progress
   * @param {boolean} hasAnswered anything in this session
   * @returns {boolean}
   */
  leavesNow({numFailures, numReturns}, hasAnswered) {
    if (this.isPasserBy && !hasAnswered) {
      return this.random.chance(0.9);
    }
    const trouble = numFailures + numReturns;
    const hazard = 0.025 * (1 + trouble + trouble ** 2 / 4);
    return this.random.chance(1 - Math.exp(-hazard / this.patience));
  }

  /**
   * @param {number} numFailures on all cards
   * @returns {Rating[]} at the end of a lesson, one after the other
   */
  ratings(numFailures) {
    const random = this._ratingRandom;
    const ratings = [];
    let chance = RATING_SHARE;
    while (random.chance(chance)) {
      ratings.push(this._rating(numFailures));
      chance = SECOND_THOUGHTS_SHARE;
    }
    return ratings;
  }

  /**
   * @param {number} numFailures
   * @returns {Rating}
   */
  _rating(numFailures) {
    const random = this._ratingRandom;
    const liking = 4.6 - 0.4 * numFailures + 0.9 * random.normal();
    const stars = Math.min(Math.max(Math.round(liking), 1), LIMITS.MAX_STARS);
    const sentences = stars > 3 ? SENTENCES.good : SENTENCES.bad;
    const writes = random.chance(SENTENCE_SHARE);
    return {stars, comment: writes ? random.pick(sentences) : ''};
  }

  /** @param {CardProgress} progress */
  opensHint({numFailures}) {
    return this.random.chance(numFailures > 0 ? 0.7 : 0.25);
  }

  /** @param {CardProgress} progress */
  opensSolution({numFailures, hasSeenSolution}) {
    if (hasSeenSolution) {
      return this.random.chance(0.1);
    }
    return this.random.chance(Math.min(0.2 + 0.15 * numFailures, 0.8));
  }
}
