/**
 * The totals, and the chart of completions.
 */

import {formatCount, formatInterval, formatShare} from '../domain/formats.js';
import {GLOSSARY} from '../domain/glossary.js';
import {overviewOf} from '../domain/statistics_model.js';
import {h, setAttribute, setText} from '../lib/dom.js';
import {definitionButton} from '../lib/toggletip.js';
import {CompletionFigure} from './completion_figure.js';
import {sectionOf} from './section.js';

/** @import {PageData} from '../domain/page_data.js' */
/** @import {Overview} from '../domain/statistics_model.js' */
/** @import {Rate} from '../domain/wilson.js' */

/**
 * @typedef {object} Tile
 * @property {string} term
 * @property {string} stat the name by which tests and scripts find it.
 * @property {(overview: Overview) => number} value
 * @property {(overview: Overview) => {rate: Rate, of: string}|null} share
 */

/** @type {readonly Tile[]} */
const TILES = [
  {
    term: 'starts', stat: 'num_starts', value: (o) => o.starts,
    share: () => null,
  },
  {
    term: 'actualStarts', stat: 'num_actual_starts',
    value: (o) => o.actualStarts,
    share: (o) => ({rate: o.actualStartRate, of: 'starts'}),
  },
  {
    term: 'completions', stat: 'num_completions', value: (o) => o.completions,
    share: (o) => ({rate: o.completionRate, of: 'actual starts'}),
  },
  {
    term: 'passersBy', stat: 'num_passers_by', value: (o) => o.passersBy,
    share: (o) => ({rate: o.passerByRate, of: 'starts'}),
  },
  {
    term: 'dropOuts', stat: 'num_drop_outs', value: (o) => o.dropOuts,
    share: (o) => ({rate: o.dropOutRate, of: 'actual starts'}),
  },
];

/**
 * @param {number|null} count
 * @param {string} plural
 * @return {string} the count with its noun: `2 starts`, `1 start`.
 */
function countOf(count, plural) {
  return `${formatCount(count)} ` +
    (count === 1 ? plural.replace(/s$/, '') : plural);
}

/**
 * @param {{rate: Rate, of: string}|null} share
 * @return {string} a percentage with its denominator, or that alone.
 */
function shareText(share) {
  if (share === null) return 'opened the first card';
  const {rate, of} = share;
  const whole = `of ${countOf(rate.whole, of)}`;
  return rate.isEnough ? `${formatShare(rate.share)} ${whole}` : whole;
}

export class OverviewSection {
  constructor() {
    this.tiles = TILES.map((tile) => ({
      tile,
      value: h('dd', {class: 'figure-value', 'data-stat': tile.stat}),
      share: h('dd', {class: 'figure-share'}),
    }));
    this.figure = new CompletionFigure();
    this.rate = h('p', {class: 'rate-value', 'data-stat': 'completion_rate'});
    this.rateNote = h('p', {class: 'rate-note'});
    this.interval = h('span');
    this.intervalRow = h('p', {class: 'rate-note'}, this.interval,
      definitionButton('interval'));
    this.element = sectionOf('overview', 'Overview',
      h('div', {class: 'figures'}, ...this.tiles.map(
        ({tile, value, share}) => h('dl', {class: 'figure'},
          h('dt', {class: 'figure-name'}, GLOSSARY[tile.term].name,
            definitionButton(tile.term)), value, share))),
      h('div', {class: 'completion panel'},
        h('div', {class: 'completion-rate'},
          h('h4', {class: 'figure-name'}, 'Completion rate',
            definitionButton('completionRate')),
          this.rate, this.rateNote, this.intervalRow),
        this.figure.element));
  }

  /** @param {PageData} data */
  update({answer}) {
    const overview = overviewOf(answer);
    for (const {tile, value, share} of this.tiles) {
      const isChanged = value.textContent !== '' &&
        value.textContent !== formatCount(tile.value(overview));
      setText(value, formatCount(tile.value(overview)));
      setText(share, shareText(tile.share(overview)));
      if (isChanged) flash(value);
    }
    this.updateRate(overview);
    this.figure.update(overview);
  }

  /** @param {Overview} overview */
  updateRate({completionRate: rate}) {
    const of = `${formatCount(rate.part)} of ` +
      countOf(rate.whole, 'actual starts');
    const why = rate.isSound ?
      ['Too few to say', `${of}; a percentage needs at least 10`] :
      ['Does not add up', of];
    const [value, note] = rate.isEnough ? [formatShare(rate.share), of] : why;
    setText(this.rate, value);
    setAttribute(this.rate, 'data-enough', String(rate.isEnough));
    setText(this.rateNote, note);
    this.intervalRow.hidden = !rate.isEnough;
    setText(
      this.interval, `95 % interval ${formatInterval(rate.interval)}`);
  }
}

/**
 * Draws the eye to a figure that has just changed.
 *
 * @param {HTMLElement} element
 */
function flash(element) {
  element.classList.remove('is-changed');
  // Reading a size makes the browser forget the animation that has run.
  void element.offsetWidth;
  element.classList.add('is-changed');
}
