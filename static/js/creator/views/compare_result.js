/**
 * What a comparison found: of the whole, and of the cards by one figure at a
 * time.
 */

import {
  cardMetricNames, cardRowsOf, emptySidesOf, playedSidesOf, shownMetricName,
  weaknessesOf,
} from '../domain/comparison_model.js';
import {
  cardSentence, changeMark, chanceNote, differenceSentence, metricTerm,
  wholeSentence,
} from '../domain/comparison_sentences.js';
import {COMPARE_SORTS} from '../domain/view_state.js';
import {h, setText} from '../lib/dom.js';
import {actionButton} from '../lib/notices.js';
import {definitionButton} from '../lib/toggletip.js';
import {differenceTable} from './compare_table.js';

/** @import {CardRow, Comparison} from '../domain/comparison_model.js' */
/** @import {Metric} from '../domain/page_data.js' */
/** @import {CompareSort, ViewState} from '../domain/view_state.js' */
/** @import {DifferenceRow} from './compare_table.js' */

/** @typedef {Pick<ViewState, 'figure'|'by'>} CardChoice */

/** @type {Readonly<Record<CompareSort, string>>} */
const SORT_NAMES = Object.freeze({
  difference: 'Largest difference first', order: 'In reading order',
  name: 'By name',
});

export class CompareResult {
  /**
   * @param {(stateName: string, version: number) => void} onCard opens a
   *     card.
   * @param {(choice: Partial<CardChoice>) => void} onChoice keeps by what the
   *     reader wants to see the cards; `choose` then shows it.
   */
  constructor(onCard, onChoice) {
    this.onCard = onCard;
    /** @type {CardChoice} */
    this.choice = {figure: null, by: COMPARE_SORTS[0]};
    /** @type {Comparison|null} */
    this.comparison = null;
    this.shown = '';
    this.sentence = '';
    this.said = h('p', {class: 'compare-said'});
    this.hints = h('ul', {class: 'compare-hints'});
    this.whole = h('div');
    this.metric = h('select', {
      id: 'compare-metric', class: 'form-select form-select-sm',
    });
    this.sort = h('select', {
      id: 'compare-sort', class: 'form-select form-select-sm',
    }, ...COMPARE_SORTS.map(
      (value) => h('option', {value}, SORT_NAMES[value])));
    this.metric.addEventListener('change',
      () => onChoice({figure: this.metric.value}));
    this.sort.addEventListener('change', () => onChoice(
      {by: /** @type {CompareSort} */ (this.sort.value)}));
    this.cards = h('div');
    this.chance = h('p', {class: 'compare-chance'});
    this.loading = h('p', {class: 'app-muted mb-0'},
      'The comparison is being worked out …');
    this.figures = h('div', {},
      h('h4', {class: 'compare-heading'}, 'The whole exploration',
        definitionButton('differenceInterval')),
      this.whole,
      h('div', {class: 'compare-cards-bar'},
        h('h4', {class: 'compare-heading'}, 'Card by card'),
        h('label', {for: 'compare-metric'}, 'Figure'), this.metric,
        h('label', {for: 'compare-sort'}, 'Order'), this.sort),
      this.cards, this.chance);
    this.content = h('div', {hidden: true},
      this.said, this.hints, this.figures);
    this.element = h('div', {class: 'compare-result'},
      this.loading, this.content);
  }

  clear() {
    this.comparison = null;
    this.shown = '';
    this.content.hidden = true;
    this.loading.hidden = true;
  }

  /** @param {Comparison} comparison */
  update(comparison) {
    const key = JSON.stringify(comparison);
    if (key === this.shown) return;
    this.shown = key;
    this.comparison = comparison;
    this.loading.hidden = true;
    this.content.hidden = false;
    const weaknesses = weaknessesOf(comparison);
    const isEmpty = emptySidesOf(comparison).length > 0;
    // A table of figures that cannot be compared would say so in each row.
    this.figures.hidden = isEmpty;
    this.sentence = isEmpty ? weaknesses[0] : wholeSentence(comparison);
    setText(this.said, this.sentence);
    const hints = isEmpty ? [] : weaknesses;
    this.hints.hidden = hints.length === 0;
    this.hints.replaceChildren(...hints.map((hint) => h('li', {}, hint)));
    this.whole.replaceChildren(differenceTable(
      'The whole exploration, compared', 'Figure',
      comparison.metrics.map((metric) => ({
        key: metric.name, name: metricName(metric), metric,
        words: differenceSentence(metric, playedSidesOf(comparison)),
      })), comparison));
    this.drawCards();
  }

  /** @param {CardChoice} choice */
  choose({figure, by}) {
    if (figure === this.choice.figure && by === this.choice.by) return;
    this.choice = {figure, by};
    this.drawCards();
  }

  drawCards() {
    const {comparison} = this;
    if (!comparison) return;
    this.metric.replaceChildren(...cardMetricNames(comparison).map((name) =>
      h('option', {value: name}, metricTerm(name).name)));
    this.metric.value = shownMetricName(comparison, this.choice.figure);
    this.sort.value = this.choice.by;
    const rows = cardRowsOf(comparison, this.metric.value, this.choice.by);
    this.cards.replaceChildren(differenceTable(
      `${metricTerm(this.metric.value).name}, card by card`, 'Card',
      rows.map((row) => this.cardRow(row, comparison)), comparison));
    setText(this.chance, chanceNote(comparison));
  }

  /**
   * @param {CardRow} row
   * @param {Comparison} comparison
   * @return {DifferenceRow}
   */
  cardRow({state, metric}, comparison) {
    const {cards_of_version: version} = comparison;
    const {state_name: name} = state;
    const mark = changeMark(state);
    const isThere = state.changed !== 'deleted';
    const label = isThere ? actionButton(
      name, () => this.onCard(name, version),
      'btn-link p-0 text-start card-name') : h('span', {}, name);
    return {
      key: name,
      metric,
      words: cardSentence(state, metric, playedSidesOf(comparison)),
      name: [label, mark ? h('span', {
        class: 'card-badge', 'data-change': state.changed,
      }, mark.text) : null,
      mark ? h('span', {class: 'cell-share'}, mark.note) : null],
    };
  }
}

/**
 * @param {Metric} metric
 * @return {(Node|string|null)[]}
 */
function metricName({name, unit}) {
  const {name: words, of} = metricTerm(name, unit);
  return [words, of ? h('span', {class: 'cell-share'}, `of ${of}`) : null];
}
