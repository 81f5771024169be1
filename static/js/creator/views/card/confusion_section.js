/** The confusion index of a card and its parts. */

import {html, nothing} from 'lit-html';

import {
  coefficientInterval, confusionParts, isEnough, rateText, tooFewText,
} from '../../domain/card_details.js';
import {
  formatCoefficient, formatCount, formatPart, formatShare,
} from '../../domain/formats.js';
import {GLOSSARY} from '../../domain/glossary.js';
import {definedText} from '../../lib/toggletip.js';
import {
  answerFigure, answerRegion, shareBar, shareWithInterval,
} from '../answers/answer_parts.js';

/** @import {StateView as CardDetails} from '../../../domain/wire_types.js' */
/** @import {ChartTable} from '../../domain/charts/chart_content.js' */

/** @typedef {ReturnType<typeof confusionParts>[number]} Part */

/** @type {import('../table.js').Column<Part>[]} */
const COLUMNS = [
  {label: 'Sign', cell: ({term, rate}) =>
    html`${definedText(term, GLOSSARY[term].name)}${
      isEnough(rate.n) ? shareBar(rate.value ?? 0) : nothing}`},
  {label: 'Learners', isNumber: true, cell: ({rate}) =>
    formatPart(rate.successes, rate.n)},
  {label: 'Share (95 % interval)', isNumber: true, cell: ({rate}) =>
    isEnough(rate.n) ? shareWithInterval(rateText(rate), rate) : '–'},
  {label: 'Weight', isNumber: true, cell: ({weight}) => formatShare(weight)},
];

/**
 * @param {CardDetails} details
 * @param {string} fileStem
 */
export function confusionSection({confusion, num_sessions: n}, fileStem) {
  const parts = confusionParts(confusion);
  const {index, low} = confusion;
  const indexText =
    isEnough(n) && index !== null ? formatCoefficient(index) : '–';
  return answerFigure({
    title: `Confusion index: ${indexText}`, term: 'confusion',
    description: isEnough(n) && low !== null ?
      `${coefficientInterval(confusion)}; ${formatCount(n)} learners.` :
      tooFewText(n),
    table: confusionTable(parts),
    fileName: `${fileStem}-confusion`,
    body: answerRegion('Signs of confusion', COLUMNS, parts),
  });
}

/**
 * @param {Part[]} parts
 * @return {ChartTable}
 */
function confusionTable(parts) {
  return {
    id: 'confusion',
    columns: [
      {key: 'sign', label: 'Sign'},
      {key: 'num_sessions', label: 'Learners', isNumber: true},
      {key: 'n', label: 'Of', isNumber: true},
      {key: 'share', label: 'Share', isNumber: true},
      {key: 'share_low', label: 'At least', isNumber: true},
      {key: 'share_high', label: 'At most', isNumber: true},
      {key: 'weight', label: 'Weight', isNumber: true},
    ],
    rows: parts.map(({term, rate, weight}) => [
      GLOSSARY[term].name, rate.successes, rate.n, rate.value, rate.low,
      rate.high, weight,
    ]),
  };
}
