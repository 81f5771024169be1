/**
 * The content of a card's panel: the card as learners see it beside its
 * figures. Loaded when the first card is opened.
 */

import {html, nothing} from 'lit-html';
import {keyed} from 'lit-html/directives/keyed.js';

import {LIMITS} from '../../../domain/wire_contract.js';
import {isQuestion} from '../../domain/card_details.js';
import {formatDateTime, formatQuantity} from '../../domain/formats.js';
import {failureOf} from '../../lib/failures.js';
import {failureBox} from '../../lib/notices.js';
import {answersSection} from './answers_section.js';
import {cardColumn} from './card_column.js';
import {counterFigures, distributionFigure} from './card_figures.js';
import {confusionSection} from './confusion_section.js';
import {itemSection} from './item_section.js';

/** @import {Page} from '../../main.js' */
/** @import {Exploration} from '../../../domain/exploration.js' */
/** @import {AnswerContext} from '../../domain/answer_tables.js' */
/** @import {CardDetails} from '../../domain/card_details.js' */
/** @import {PageData} from '../../domain/page_data.js' */
/** @import {CardRow} from '../../domain/statistics_model.js' */

export class CardBody {
  /**
   * @param {Page} page
   * @param {() => void} redraw called when something has been loaded.
   */
  constructor(page, redraw) {
    this.page = page;
    this.redraw = redraw;
    /** @type {PageData|null} */
    this.data = null;
    this.cardKey = '';
    this.detailsKey = '';
    /** @type {CardDetails|null} */
    this.details = null;
    /** @type {unknown} */
    this.detailsError = null;
    this.versionKey = '';
    /** @type {Exploration|null} */
    this.exploration = null;
    this.hasExplorationFailed = false;
  }

  /**
   * @param {PageData} data
   * @param {CardRow} row
   */
  view(data, row) {
    if (data !== this.data) {
      this.data = data;
      this.load(data, row);
    }
    const {details, exploration} = this;
    // Answers can be read only with the interaction of their card.
    const isReady = exploration !== null || this.hasExplorationFailed;
    const shown = isReady ? details : null;
    const editHref =
      this.page.hashFor({tab: 'content', card: row.stateName});
    return html`<div class="card-columns">
      ${cardColumn({
    page: this.page, stateName: row.stateName, editHref, exploration,
    version: data.answer.exp_version,
    hasFailed: this.hasExplorationFailed,
  })}
      <div class="card-numbers">
        ${cardPart('Counted live', counterFigures(row))}
        <p class="card-status" role="status">${this.statusText(data, shown)}</p>
        <div class="card-failure">${this.detailsError === null ? nothing :
    failureBox('The figures of this card could not be loaded',
      failureOf(this.detailsError),
      () => void this.loadDetails(data, row))}</div>
        ${shown && shown.num_sessions > 0 ? keyed(this.cardKey,
    processedFigures(shown, data, row, {
      context: contextOf(exploration, row.stateName), editHref,
    })) : nothing}
      </div>
    </div>`;
  }

  /**
   * Loads what has changed since it was last loaded.
   *
   * @param {PageData} data
   * @param {CardRow} row
   */
  load(data, row) {
    const {answer} = data;
    const versionKey = `${answer.exp_id} ${answer.exp_version}`;
    const cardKey = `${versionKey} ${row.stateName}`;
    if (cardKey !== this.cardKey) {
      this.cardKey = cardKey;
      this.details = null;
      this.detailsError = null;
    }
    const detailsKey = `${cardKey} ${answer.processed_revision}`;
    if (detailsKey !== this.detailsKey) {
      this.detailsKey = detailsKey;
      void this.loadDetails(data, row);
    }
    if (versionKey !== this.versionKey) {
      this.versionKey = versionKey;
      void this.loadExploration(answer.exp_version, versionKey);
    }
  }

  /**
   * @param {PageData} data
   * @param {CardRow} row
   */
  async loadDetails({answer}, {stateName}) {
    const {detailsKey} = this;
    /** @type {unknown} */
    let error = null;
    try {
      const details = await this.page.api.getStateDetails(
        stateName, answer.exp_version);
      if (detailsKey !== this.detailsKey) return;
      this.details = /** @type {CardDetails} */ (details);
    } catch (caught) {
      if (detailsKey !== this.detailsKey) return;
      error = caught;
    }
    this.detailsError = error;
    this.redraw();
  }

  /**
   * @param {number} version
   * @param {string} versionKey
   */
  async loadExploration(version, versionKey) {
    this.exploration = null;
    this.hasExplorationFailed = false;
    try {
      const exploration = await this.page.api.getExploration(version);
      if (versionKey !== this.versionKey) return;
      this.exploration = /** @type {Exploration} */ (
        /** @type {unknown} */ (exploration));
    } catch (error) {
      if (versionKey !== this.versionKey) return;
      console.warn('The card could not be drawn:', error);
      // The next refresh tries again.
      this.versionKey = '';
      this.hasExplorationFailed = true;
    }
    this.redraw();
  }

  /**
   * @param {PageData} data
   * @param {CardDetails|null} shown
   * @return {string}
   */
  statusText({processed}, shown) {
    if (!shown) {
      return this.detailsError === null ? 'Loading the figures …' : '';
    }
    const through = processed?.complete_through_msecs ?
      `, complete through ${formatDateTime(
        processed.complete_through_msecs)}` : '';
    return shown.num_sessions > 0 ?
      `Based on ${formatQuantity(shown.num_sessions, 'learner')} who came ` +
        `here${through}.` :
      `Nothing has been processed for this card yet${through}. Plays are ` +
        'processed a few minutes after they end.';
  }
}

/**
 * @param {string} heading
 * @param {unknown} content
 */
function cardPart(heading, content) {
  return html`<section class="card-part" aria-label=${heading}>
    <h3 class="card-part-heading">${heading}</h3>
    ${content}
  </section>`;
}

/**
 * @param {unknown} first
 * @param {unknown} second
 */
function sideBySide(first, second) {
  return html`<div class="card-pair">${first}${second}</div>`;
}

/**
 * @param {CardDetails} details
 * @param {PageData} data
 * @param {CardRow} row
 * @param {{context: AnswerContext, editHref: string}} target
 */
function processedFigures(details, {answer, processed}, row, target) {
  const fileStem =
    `${answer.exp_id}-v${answer.exp_version}-${slugOf(row.stateName)}`;
  const takesAnswers = Object.values(details.answers)
    .some(({visualizations}) => visualizations.length > 0);
  const kAnonymity = processed?.k_anonymity ?? LIMITS.ANSWERS_K_ANONYMITY;
  return html`<div class="card-details">
    ${takesAnswers ? cardPart('Answers', answersSection(
    details, {...target, fileStem, kAnonymity})) : nothing}
    ${isQuestion(details) ? cardPart('Right or wrong',
    itemSection(details, target.context, fileStem)) : nothing}
    ${row.isTerminal ? nothing : html`
      ${cardPart('Confusion', confusionSection(details, fileStem))}
      ${cardPart('Time', times(details, fileStem))}`}
    ${takesAnswers ? cardPart('Tries', tries(details, fileStem)) : nothing}
  </div>`;
}

/**
 * @param {CardDetails} details
 * @param {string} fileStem
 */
function times(details, fileStem) {
  return sideBySide(distributionFigure({
    title: 'Time on the card', term: 'cardTime', unit: 'msecs',
    noun: 'visit', fileName: `${fileStem}-time`, values: details.time,
  }), distributionFigure({
    title: 'Time before leaving', term: 'timeBeforeLeaving', unit: 'msecs',
    noun: 'visit', fileName: `${fileStem}-time-before-leaving`,
    values: details.time_before_leaving,
  }));
}

/**
 * @param {CardDetails} details
 * @param {string} fileStem
 */
function tries(details, fileStem) {
  return sideBySide(distributionFigure({
    title: 'Answers per visit', term: 'attempts', unit: 'number',
    noun: 'visit', fileName: `${fileStem}-attempts`, values: details.attempts,
  }), distributionFigure({
    title: 'Answers that stayed', term: 'selfLoops', unit: 'number',
    noun: 'visit', fileName: `${fileStem}-self-loops`,
    values: details.self_loops,
  }));
}

/**
 * @param {Exploration|null} exploration
 * @param {string} stateName
 * @return {AnswerContext}
 */
function contextOf(exploration, stateName) {
  const interaction = exploration?.states[stateName]?.interaction;
  return {
    interactionId: interaction?.id ?? '',
    args: interaction?.customization_args ?? {},
  };
}

/**
 * @param {string} text
 * @return {string} the text as a part of a file name.
 */
function slugOf(text) {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '') || 'card';
}
