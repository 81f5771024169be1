/** The confusion index of a card and its parts. */

import {html, nothing} from 'lit-html';

import {
  coefficientInterval, confusionParts, isEnough, rateText, tooFewText,
} from '../../domain/card_details.js';
import {
  formatCoefficient, formatCount, formatShare,
} from '../../domain/formats.js';
import {GLOSSARY} from '../../domain/glossary.js';
import {definedText} from '../../lib/toggletip.js';
import {
  answerFigure, answerRegion, shareBar, shareWithInterval,
} from '../answers/answer_parts.js';

/** @import {StateView as CardDetails} from '../../../domain/wire_types.js' */
/** @import {ChartTable} from '../../domain/charts/chart_content.js' */

/** @typedef {ReturnType<typeof confusionParts>[number]} Part */

/** @type {import('../answers/answer_parts.js').AnswerColumn[]} */
const COLUMNS = [
  {label: 'Sign'}, {label: 'Learners', isNumber: true},
  {label: 'Share (95 % interval)', isNumber: true},
  {label: 'Weight', isNumber: true},
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
    body: answerRegion('Signs of confusion', COLUMNS, parts.map(partRow)),
  });
}

/** @param {Part} part */
function partRow({term, rate, weight}) {
  const hasEnough = isEnough(rate.n);
  return html`<tr>
    <th scope="row">${definedText(term, GLOSSARY[term].name)}${
      hasEnough ? shareBar(rate.value ?? 0) : nothing}</th>
    <td class="text-end">${formatCount(rate.successes)} of ${
      formatCount(rate.n)}</td>
    <td class="text-end">${
      hasEnough ? shareWithInterval(rateText(rate), rate) : '–'}</td>
    <td class="text-end">${formatShare(weight)}</td>
  </tr>`;
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
