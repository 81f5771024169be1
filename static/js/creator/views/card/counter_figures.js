/**
 * What the live counters say of a card.
 */

import {formatCount, formatInterval, formatShare} from
  '../../domain/formats.js';
import {FigureList} from './figure_list.js';

/** @import {CardRow} from '../../domain/statistics_model.js' */
/** @import {Rate} from '../../domain/wilson.js' */

/**
 * @typedef {object} Figure
 * @property {string} term
 * @property {(row: CardRow) => number|null} value
 * @property {(row: CardRow) => {rate: Rate, of: string}} [share]
 */

/** @type {readonly Figure[]} */
const FIGURES = [
  {term: 'entered', value: (row) => row.entered},
  {
    term: 'firstEntered', value: (row) => row.firstEntered,
    share: (row) => ({rate: row.enteredRate, of: 'starts'}),
  },
  {term: 'completed', value: (row) => row.completed},
  {
    term: 'leftHere', value: (row) => row.leftHere,
    share: (row) => ({rate: row.leftRate, of: 'times entered'}),
  },
  {term: 'answers', value: (row) => row.answers},
  {
    term: 'usefulFeedback', value: (row) => row.usefulFeedback,
    share: (row) => ({rate: row.usefulRate, of: 'answers'}),
  },
  {term: 'solutionViews', value: (row) => row.solutionViews},
];

/**
 * @param {{rate: Rate, of: string}} share
 * @return {string}
 */
function shareText({rate, of}) {
  if (rate.whole === 0) return '';
  const whole = `of ${formatCount(rate.whole)} ${of}`;
  if (!rate.isEnough) return `${whole}; too few to say more`;
  return `${formatShare(rate.share)} ${whole}, 95\u00a0% interval ` +
    formatInterval(rate.interval);
}

export class CounterFigures {
  constructor() {
    this.list = new FigureList(FIGURES.map(({term}) => term));
    this.element = this.list.element;
  }

  /** @param {CardRow} row */
  update(row) {
    this.list.update(Object.fromEntries(FIGURES.map(
      ({term, value, share}) => [term, {
        value: formatCount(value(row)),
        note: value(row) === null ? 'an end card is meant to be left' :
          share ? shareText(share(row)) : '',
      }])));
  }
}
