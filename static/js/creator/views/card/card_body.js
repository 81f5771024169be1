/**
 * What the panel of a card shows: the card as learners see it beside its
 * figures. Loaded when the first card is opened.
 */

import {LIMITS} from '../../../domain/wire_contract.js';
import {isQuestion} from '../../domain/card_details.js';
import {formatDateTime, formatQuantity} from '../../domain/formats.js';
import {arrange, h, setText} from '../../lib/dom.js';
import {failureOf} from '../../lib/failures.js';
import {failureNotice} from '../../lib/notices.js';
import {AnswersSection} from './answers_section.js';
import {CardColumn} from './card_column.js';
import {ConfusionSection} from './confusion_section.js';
import {CounterFigures} from './counter_figures.js';
import {DistributionFigure} from './distribution_figure.js';
import {ItemSection} from './item_section.js';

/** @import {Page} from '../../main.js' */
/** @import {CardDetails} from '../../domain/card_details.js' */
/** @import {PageData} from '../../domain/page_data.js' */
/** @import {CardRow} from '../../domain/statistics_model.js' */

/**
 * @param {string} heading
 * @param {...HTMLElement} content
 * @return {HTMLElement}
 */
function part(heading, ...content) {
  return h('section', {class: 'card-part', 'aria-label': heading},
    h('h3', {class: 'card-part-heading'}, heading), ...content);
}

/**
 * @param {{element: HTMLElement}} first
 * @param {{element: HTMLElement}} second
 * @return {HTMLElement} both, side by side where there is room.
 */
function pairOf(first, second) {
  return h('div', {class: 'card-pair'}, first.element, second.element);
}

/**
 * @param {string} text
 * @return {string} as it may stand in the name of a file.
 */
function slugOf(text) {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '') || 'card';
}

export class CardBody {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {string} */
    this.cardKey = '';
    /** @type {string} */
    this.detailsKey = '';
    /** @type {CardDetails|null} */
    this.details = null;
    /** @type {{data: PageData, row: CardRow}|null} */
    this.shown = null;
    this.column = new CardColumn(page);
    this.counters = new CounterFigures();
    this.answers = new AnswersSection();
    this.item = new ItemSection();
    this.confusion = new ConfusionSection();
    this.time = new DistributionFigure({
      title: 'Time on the card', term: 'cardTime', unit: 'msecs',
      noun: 'visit', key: 'time',
    });
    this.leaving = new DistributionFigure({
      title: 'Time before leaving', term: 'timeBeforeLeaving', unit: 'msecs',
      noun: 'visit', key: 'time-before-leaving',
    });
    this.attempts = new DistributionFigure({
      title: 'Answers per visit', term: 'attempts', unit: 'number',
      noun: 'visit', key: 'attempts',
    });
    this.selfLoops = new DistributionFigure({
      title: 'Answers that stayed', term: 'selfLoops', unit: 'number',
      noun: 'visit', key: 'self-loops',
    });
    this.status = h('p', {class: 'card-status', role: 'status'});
    this.failure = h('div', {class: 'card-failure'});
    this.parts = {
      answers: part('Answers', this.answers.element),
      item: part('Right or wrong', this.item.element),
      confusion: part('Confusion', this.confusion.element),
      times: part('Time', pairOf(this.time, this.leaving)),
      tries: part('Tries', pairOf(this.attempts, this.selfLoops)),
    };
    this.detailed = h('div', {class: 'card-details', hidden: true},
      ...Object.values(this.parts));
    this.element = h('div', {class: 'card-columns'},
      this.column.element,
      h('div', {class: 'card-numbers'},
        part('Counted live', this.counters.element),
        this.status, this.failure, this.detailed));
  }

  /**
   * @param {PageData} data
   * @param {CardRow} row
   */
  update(data, row) {
    const {answer} = data;
    const cardKey = `${answer.exp_id} ${answer.exp_version} ${row.stateName}`;
    if (cardKey !== this.cardKey) {
      this.cardKey = cardKey;
      this.details = null;
      this.detailed.hidden = true;
      this.failure.replaceChildren();
    }
    this.shown = {data, row};
    this.counters.update(row);
    void this.drawWithCard(answer.exp_version, row);
    const detailsKey = `${cardKey} ${answer.processed_revision}`;
    if (detailsKey !== this.detailsKey) {
      this.detailsKey = detailsKey;
      void this.load();
    }
  }

  /**
   * @param {number} version
   * @param {CardRow} row
   */
  async drawWithCard(version, row) {
    await this.column.update(version, row, this.cardKey);
    this.draw();
  }

  /** Fetches what the server knows beyond the counters. */
  async load() {
    const {shown, detailsKey} = this;
    if (!shown) return;
    if (!this.details) setText(this.status, 'Loading the figures …');
    try {
      const details = await this.page.api.getStateDetails(
        shown.row.stateName, shown.data.answer.exp_version);
      if (detailsKey !== this.detailsKey) return;
      this.details = /** @type {CardDetails} */ (details);
      this.failure.replaceChildren();
    } catch (error) {
      if (detailsKey !== this.detailsKey) return;
      setText(this.status, '');
      this.failure.replaceChildren(failureNotice(
        'The figures of this card could not be loaded', failureOf(error),
        () => void this.load()));
    }
    this.draw();
  }

  /** Draws what is at hand: the card may come after its figures. */
  draw() {
    const {details, shown} = this;
    if (!details || !shown || this.column.isLoading) return;
    setText(this.status, statusText(details, shown.data));
    this.detailed.hidden = details.num_sessions === 0;
    if (details.num_sessions === 0) return;
    const stem = [
      shown.data.answer.exp_id, `v${shown.data.answer.exp_version}`,
      slugOf(shown.row.stateName),
    ].join('-');
    const context = this.column.context;
    const takesAnswers = Object.values(details.answers)
      .some(({visualizations}) => visualizations.length > 0);
    arrange(this.detailed, [
      ...takesAnswers ? [this.parts.answers] : [],
      ...isQuestion(details) ? [this.parts.item] : [],
      ...shown.row.isTerminal ? [] :
        [this.parts.confusion, this.parts.times],
      ...takesAnswers ? [this.parts.tries] : [],
    ]);
    this.answers.update(details, {
      context, fileStem: stem, cardKey: this.cardKey,
      kAnonymity:
        shown.data.processed?.k_anonymity ?? LIMITS.ANSWERS_K_ANONYMITY,
      editHref: this.column.editHref,
    });
    this.item.update(details, context, stem);
    this.confusion.update(details, stem);
    this.time.update(details.time, stem);
    this.leaving.update(details.time_before_leaving, stem);
    this.attempts.update(details.attempts, stem);
    this.selfLoops.update(details.self_loops, stem);
  }
}

/**
 * @param {CardDetails} details
 * @param {PageData} data
 * @return {string} what the figures below are made of.
 */
function statusText({num_sessions: n}, {processed}) {
  const through = processed?.complete_through_msecs ?
    `, complete through ${formatDateTime(
      processed.complete_through_msecs)}` : '';
  if (n > 0) {
    return `Based on ${formatQuantity(n, 'learner')} who came here` +
      `${through}.`;
  }
  return 'Nothing has been processed for this card yet' + through +
    '. Plays are processed a few minutes after they end.';
}
