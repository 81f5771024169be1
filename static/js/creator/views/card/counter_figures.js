/**
 * What the live counters say of a card.
 */

import {CARD_FIGURES} from '../../domain/figures.js';
import {formatCount, formatInterval, formatShare} from
  '../../domain/formats.js';
import {FigureList} from './figure_list.js';

/** @import {CardFigure} from '../../domain/figures.js' */
/** @import {CardRow} from '../../domain/statistics_model.js' */

/** What is about visits first, in the order of the figures. */
const FIGURES = ['visits', 'answers'].flatMap((about) =>
  CARD_FIGURES.filter((figure) => figure.about === about));

/**
 * @param {CardFigure} figure
 * @param {CardRow} row
 * @return {string}
 */
function noteOf({term, share}, row) {
  if (row[term] === null) return 'an end card is meant to be left';
  const rate = row.rates[term];
  if (!share || !rate || rate.whole === 0) return '';
  const whole = `of ${formatCount(rate.whole)} ${share.words}`;
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
    this.list.update(Object.fromEntries(FIGURES.map((figure) =>
      [figure.term, {
        value: formatCount(row[figure.term]), note: noteOf(figure, row),
      }])));
  }
}
