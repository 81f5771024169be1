/**
 * A distribution: its median, mean, spread and tail, and its histogram.
 */

import {isEnough, tooFewText} from '../../domain/card_details.js';
import {histogramContent} from '../../domain/charts/histogram.js';
import {
  formatDecimal, formatDuration, formatQuantity,
} from '../../domain/formats.js';
import {ChartFrame} from '../charts/chart_frame.js';
import {h} from '../../lib/dom.js';
import {FigureList} from './figure_list.js';

/** @import {Distribution} from '../../domain/page_data.js' */

export class DistributionFigure {
  /**
   * @param {object} settings
   * @param {string} settings.title
   * @param {string} settings.term
   * @param {'msecs'|'number'} settings.unit
   * @param {string} settings.noun what was measured, such as "visit".
   * @param {string} settings.key stands in the names of files.
   */
  constructor({title, term, unit, noun, key}) {
    this.settings = {unit, noun, key};
    this.list = new FigureList(
      ['median', 'mean', 'standardDeviation', 'p90'],
      {standardDeviation: 'SD', p90: '90th %ile'});
    this.list.element.classList.add('card-figures--row');
    this.frame = new ChartFrame({
      title, term, height: 11, controls: this.list.element,
    });
    this.element = h('div', {class: 'card-distribution'}, this.frame.element);
  }

  /**
   * @param {Distribution} values
   * @param {string} fileStem
   */
  update(values, fileStem) {
    const {unit, noun, key} = this.settings;
    const write = unit === 'msecs' ? formatDuration : formatDecimal;
    const isTold = isEnough(values.n);
    this.list.element.hidden = !isTold;
    this.list.update({
      median: {value: write(values.median)},
      mean: {value: write(values.mean)},
      standardDeviation: {value: write(values.standard_deviation)},
      p90: {value: write(values.p90)},
    });
    const content = histogramContent(values, {
      unit, fileName: `${fileStem}-${key}`, nothing: tooFewText(values.n),
    });
    this.frame.element.classList.toggle('is-untold', !isTold);
    this.frame.update({
      ...content,
      description: `${formatQuantity(values.n, noun)}.`,
      options: isTold ? content.options : null,
      table: isTold ? content.table : {...content.table, rows: []},
    });
  }
}
