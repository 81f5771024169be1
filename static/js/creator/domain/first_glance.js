/**
 * The summary that a creator sees first: how many finish, where most leave,
 * what most get wrong, and whether the latest version is better. Free of the
 * DOM.
 */

import {answerText} from './answer_texts.js';
import {figureOfCounter} from './figures.js';
import {
  excerptOf, formatCount, formatDay, formatInterval, formatPart,
  formatQuantity, formatShare,
} from './formats.js';
import {endsAtOnce, overviewOf} from './statistics_model.js';
import {countPeriod, ratePeriod} from './tiles.js';
import {differenceOf, rateOf, wilsonInterval} from './wilson.js';

/** @import {PeriodComparison} from './day_series.js' */
/** @import {PageData} from './page_data.js' */
/** @import {CardRow} from './statistics_model.js' */
/** @import {Rate} from './wilson.js' */
/**
 * @import {
 *   ProcessedStatisticsResponse as ProcessedView, StateFigures, WrongAnswer
 * } from '../../domain/wire_types.js'
 */

/** Number of cards in each list. */
const NUM_PLACES = 3;

/** In characters. */
const LONGEST_ANSWER = 60;
const MAX_CARDS_NAMED = 3;

/**
 * @typedef {object} Headline
 * @property {string} name
 * @property {string} value
 * @property {string} note
 * @property {Rate|null} rate whose interval is shown.
 * @property {string} change from the period before.
 */

/**
 * @typedef {object} Place a card in one of the lists.
 * @property {string} stateName
 * @property {Rate} rate
 * @property {string} text
 * @property {string} detail
 */

/**
 * @param {Rate} rate
 * @param {string} what such as "left here".
 * @return {string} such as "37 of 189 left here (20 %)"; counts come first, as
 *     they order the list. Without the share for too few.
 */
function shareText(rate, what) {
  const share = rate.isEnough ? ` (${formatShare(rate.share)})` : '';
  return `${formatPart(rate.part, rate.whole)} ${what}${share}`;
}

/**
 * @param {Rate} rate
 * @return {string} the 95 % interval in plain words; empty for too few.
 */
export function likelyText(rate) {
  return rate.isEnough ? `likely ${formatInterval(rate.interval)}` : '';
}

/**
 * @param {PageData} data
 * @param {PeriodComparison|null} comparison
 * @return {Headline[]} how many started, and how many of these finished.
 */
export function headlinesOf({answer}, comparison) {
  const overview = overviewOf(answer);
  const {actualStarts, starts, rates: {completions: rate}} = overview;
  const counts = formatPart(rate.part, rate.whole);
  // Without earlier plays, the figures of the period are those of all time.
  const period = comparison?.hasBefore ? comparison : null;
  const started = {
    name: 'Started', value: formatCount(actualStarts), rate: null,
    note: `of ${formatCount(starts)} who opened it`,
    change: countPeriod(
      figureOfCounter('num_actual_starts'), overview, period),
  };
  if (endsAtOnce(answer)) {
    return [{...started, note: 'The first card is the end as well.'}];
  }
  return [started, {
    name: 'Finished', value: rate.isEnough ? formatShare(rate.share) : counts,
    rate: rate.isEnough ? rate : null,
    note: rate.isEnough ? `${counts}, ${likelyText(rate)}` :
      'too few for a percentage',
    change: ratePeriod(period),
  }];
}

/**
 * @param {readonly CardRow[]} rows
 * @return {Place[]} the cards that most learners leave at, most first.
 */
export function placesOfLeaving(rows) {
  return rows.filter(({leftHere}) => (leftHere ?? 0) > 0)
    .sort((a, b) => (b.leftHere ?? 0) - (a.leftHere ?? 0) ||
      a.position - b.position)
    .slice(0, NUM_PLACES)
    .map(({stateName, rates: {leftHere: rate}}) => ({
      stateName, rate, text: shareText(rate, 'left here'),
      detail: likelyText(rate),
    }));
}

/**
 * @param {StateFigures} figures
 * @return {Rate} first answers that are wrong.
 */
function wrongRate({first_try: {n, successes}}) {
  return rateOf(n - successes, n);
}

/**
 * The questions that most get wrong at first, in the order of the lower bound
 * of the interval: 1 wrong answer of 2 ranks below 40 of 100.
 *
 * @param {Pick<ProcessedView, 'states'|'wrong_answers'>} processed
 * @return {Place[]}
 */
export function placesOfMistakes({states, wrong_answers: answers}) {
  const low = (/** @type {Place} */ {rate: {part, whole}}) =>
    wilsonInterval(part, whole)?.low ?? 0;
  return Object.entries(states)
    .map(([stateName, figures]) => {
      const rate = wrongRate(figures);
      return {
        stateName, rate, text: shareText(rate, 'wrong at first'),
        detail: wrongAnswerText(answers[stateName]),
      };
    })
    .filter(({rate}) => rate.part > 0)
    .sort((a, b) => low(b) - low(a) || (a.stateName < b.stateName ? -1 : 1))
    .slice(0, NUM_PLACES);
}

/**
 * @param {WrongAnswer|undefined} wrong
 * @return {string}
 */
function wrongAnswerText(wrong) {
  // An answer of only one learner is no pattern.
  if (!wrong || wrong.share.successes < 2) {
    return 'no wrong answer was given often enough to be shown';
  }
  const text = excerptOf(
    answerText(wrong.answer, wrong.interaction_id), LONGEST_ANSWER);
  const {successes} = wrong.share;
  const by = formatQuantity(successes, 'learner');
  return `most often first “${text}”, by ${by}`;
}

/**
 * @param {PageData} data
 * @return {Headline|null} the changes of the version shown and their effect;
 *     null until they are loaded.
 */
export function latestChangeOf({answer, processed}) {
  if (!processed) return null;
  const change = processed.latest_change;
  if (!change) {
    return {
      name: 'Changed', value: 'First version', rate: null, change: '',
      note: 'nothing to compare with yet',
    };
  }
  const [before, since] = [change.before, change.since].map(
    ({successes, n}) => rateOf(successes, n));
  return {
    name: `Since version ${change.version}${saveDateSuffix(processed)}`,
    rate: null,
    value: since.isEnough ? `${formatShare(since.share)} finished` :
      `${formatPart(since.part, since.whole)} finished`,
    note: changeVerdict(since, before, answer.cut ? ' in these plays' : ''),
    change: changedCards(change.state_names),
  };
}

/**
 * @param {ProcessedView} processed
 * @return {string} the day on which the version was saved; '' if unknown.
 */
function saveDateSuffix({exp_version: version, version_markers: markers}) {
  const marker = markers.find((one) => one.version === version);
  return marker ? `, ${formatDay(marker.day, false)}` : '';
}

/**
 * @param {Rate} since
 * @param {Rate} before
 * @param {string} where the part of the plays, in words; empty for all.
 * @return {string}
 */
function changeVerdict(since, before, where) {
  if (since.whole === 0) return `Nobody has played it since${where}.`;
  if (before.whole === 0) return `Nobody had played it before${where}.`;
  const textBefore = `before ${before.isEnough ? formatShare(before.share) :
    formatCount(before.part)} of ${formatCount(before.whole)}`;
  const difference = differenceOf(since, before);
  if (!difference) return `${textBefore}: too few to compare`;
  const verdict = difference.low > 0 ? '▲ higher' :
    difference.high < 0 ? '▼ lower' : 'no clear change';
  return `of ${formatCount(since.whole)}; ${textBefore}: ${verdict}`;
}

/**
 * @param {readonly string[]} names
 * @return {string}
 */
function changedCards(names) {
  if (names.length === 0) return 'No card was changed.';
  const others = names.length - MAX_CARDS_NAMED;
  const named = names.slice(0, MAX_CARDS_NAMED)
    .map((name) => `“${name}”`).join(', ');
  return `Changed: ${named}` +
    (others > 0 ? ` and ${formatQuantity(others, 'other card')}` : '');
}
