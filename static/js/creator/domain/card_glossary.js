/**
 * Definitions of the figures of one card, shown in its panel.
 */

/** @import {Term} from './glossary.js' */

/** @type {Readonly<Record<string, Term>>} */
export const CARD_GLOSSARY = Object.freeze({
  cardTime: {
    name: 'Time on the card',
    definition: 'How long the card was in view in a visit that an answer ' +
      'ended: from the moment it was shown to the answer that led on, ' +
      'without the time in which its page was hidden or closed.',
  },
  timeBeforeLeaving: {
    name: 'Time before leaving',
    definition: 'How long learners stayed who left the exploration here, as ' +
      'far as their browser could still tell.',
  },
  median: {
    name: 'Median',
    definition: 'Half of all values are at most this. A few very long ones ' +
      'do not move it. Times are exact to 1 %.',
  },
  mean: {
    name: 'Mean',
    definition: 'The sum of all values by their number. A few very long ones ' +
      'pull it up.',
  },
  standardDeviation: {
    name: 'Standard deviation',
    definition: 'How far values typically lie from the mean.',
    formula: '√(Σ (value − mean)² ÷ (n − 1))',
  },
  p90: {
    name: '90th percentile',
    definition: 'Nine of ten values are at most this.',
  },
  attempts: {
    name: 'Answers per visit',
    definition: 'How many answers a learner gave in one visit to the card, ' +
      'however the visit ended. Above 20 they are counted together.',
  },
  selfLoops: {
    name: 'Answers that stayed',
    definition: 'How many answers of one visit led back to the same card: ' +
      'how often the learner had to try again there.',
  },
  triesToRight: {
    name: 'Tries to the right answer',
    definition: 'Of learners who got it right at last: how many answers it ' +
      'took, the right one included.',
  },
  firstTry: {
    name: 'Right at first try',
    definition: 'The share of learners whose first answer was right. Between ' +
      '30 % and 80 % a question tells learners apart; above, nearly all know ' +
      'it; below, hardly anybody does. An answer is right when its response ' +
      'is marked as correct; where none of the card is, when it leads on.',
    formula: 'first answers that are right ÷ first answers',
  },
  eventualSuccess: {
    name: 'Right at last',
    definition: 'The share of learners who answered and got it right sooner ' +
      'or later. What it is above “right at first try” is what your ' +
      'feedback taught.',
    formula: 'learners ever right ÷ learners who answered',
  },
  discrimination: {
    name: 'Discrimination',
    definition: 'Whether those who get this card right also do well on the ' +
      'other questions: the correlation of the first answer with the share ' +
      'of right first answers elsewhere. From −1 to 1; 0.4 is very good, ' +
      '0.2 marginal. Below 0 look for a mistake in the question or in its key.',
  },
  upperLower: {
    name: 'Upper less lower',
    definition: 'Right at first try among the 27 % who do best elsewhere, ' +
      'less the same among the 27 % who do worst.',
  },
  reliability: {
    name: 'Reliability',
    definition: 'How far all questions together measure one thing ' +
      '(Cronbach’s alpha), of learners who answered every question. From 0 ' +
      'to 1. With few questions, or few learners, it is low or uncertain.',
    formula: 'k ÷ (k − 1) × (1 − Σ p(1 − p) ÷ variance of the scores)',
  },
  alphaIfDeleted: {
    name: 'Reliability without it',
    definition: 'The reliability of the other questions alone. Above the ' +
      'reliability of all, the card measures something else than they do.',
  },
  firstAnswers: {
    name: 'First answers',
    definition: 'What learners answered first, before any feedback. A wrong ' +
      'answer that many give is a misconception worth a response of its own.',
  },
  restScore: {
    name: 'Score elsewhere',
    definition: 'The mean share of right first answers that those who gave ' +
      'this answer had on the other questions. A wrong answer given by those ' +
      'who do well elsewhere points at the question.',
  },
  confusion: {
    name: 'Confusion index',
    definition: 'From 0 (nobody shows any sign) to 1 (everybody shows all): ' +
      'the weighted mean of the shares below. The weights are a judgement. ' +
      'Compare cards of one exploration with it, not explorations.',
  },
  severalWrongAnswers: {
    name: 'Several wrong answers',
    definition: 'Learners with two or more wrong answers on this card, of ' +
      'those who entered it.',
  },
  gaveUp: {
    name: 'Gave up',
    definition: 'Learners who left the exploration here after a wrong ' +
      'answer, of those who entered the card.',
  },
  openedSolution: {
    name: 'Opened the solution',
    definition: 'Learners who opened the solution, of those who entered the ' +
      'card.',
  },
  returned: {
    name: 'Returned',
    definition: 'Learners who came back to the card after leaving it, of ' +
      'those who entered it.',
  },
  tookLong: {
    name: 'Took long',
    definition: 'Learners whose time on the card was more than three times ' +
      'its median, of those whose time is known.',
  },
  addressed: {
    name: 'Addressed specifically?',
    definition: 'Yes: you wrote a response for this answer. No: it falls to ' +
      '“all other answers”. As of the last version in which it was given.',
  },
  unresolvedAnswers: {
    name: 'Top unresolved answers',
    definition: 'The answers given most often that you have no response for. ' +
      'A response to the first of them helps most learners.',
  },
});
