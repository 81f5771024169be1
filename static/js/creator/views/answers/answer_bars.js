/**
 * Oppia's BarChart: choices and numbers in their own order, which is that of
 * the card or of their size; tables have the order of frequency.
 */

import {answerRows} from '../../domain/answer_tables.js';
import {barsContent} from '../../domain/charts/bars.js';
import {formatQuantity} from '../../domain/formats.js';
import {ChartFrame} from '../charts/chart_frame.js';

/** @import {AnswerView, Shown} from './registry.js' */

/** Bars that can be told apart. */
const MAX_BARS = 20;

/** Height of a bar and the gap after it, and of what stands around them. */
const BAR_REM = 1.75;

/** @implements {AnswerView} */
export class AnswerBars {
  /** @param {string} title */
  constructor(title) {
    this.frame = new ChartFrame({title});
    this.element = this.frame.element;
  }

  /** @param {Shown} shown */
  update({visualization, entry, context, fileName, hasShares}) {
    const rows = answerRows(visualization, entry, context).slice(0, MAX_BARS)
      .sort((a, b) => a.answer - b.answer);
    this.frame.setHeight(BAR_REM * Math.max(rows.length, 2));
    const {x_axis_label: labelName, y_axis_label: valueName} =
      visualization.options;
    this.frame.update(barsContent(rows.map(({text, count, share}) => ({
      label: text, value: count, share: hasShares ? share : null,
    })), {
      description:
        `How often each, in ${formatQuantity(entry.num_answers, 'answer')}.`,
      fileName, labelName, valueName,
      nothing: 'There is no answer yet that may be listed.',
    }));
  }
}
